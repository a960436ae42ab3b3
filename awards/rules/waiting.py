"""When somebody may be nominated again."""

import calendar
import datetime as dt


def again_from(last: dt.date, months: int) -> dt.date:
    """Return the day so many months after the last award; the end of a shorter month."""
    total = last.year * 12 + last.month - 1 + months
    year, month = divmod(total, 12)
    month += 1
    return dt.date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
