"""Vietnam's public holidays by the Labour Code 2019, as far as they can be computed.

Article 112: New Year, Tết (five days), the Hùng Kings' day, 30 April, 1 May, National Day (two
days). Article 111.3: a holiday on a weekend is made up for on the next working days. Which five
days of Tết, and which neighbour of 2 September, the Prime Minister says every year: the days here
are the usual ones, to be corrected on the page of the calendar.
"""

import datetime as dt
from collections.abc import Iterator

from workflow_app.lib.dates import HUNG_KINGS_DAYS, LUNAR_NEW_YEARS

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5
AFTER_NATIONAL_DAY = frozenset({0, 3, 6})  # 2 September on a Monday, Thursday or Sunday
MADE_UP = "Nghỉ bù"


def holidays_of(year: int) -> dict[dt.date, str]:
    """Return the days off of a year with their names, days that make up for weekends included."""
    named = dict(_named(year))
    days = dict(named)
    for day, name in sorted(named.items()):
        if day.weekday() < SATURDAY:
            continue
        substitute = day
        while substitute.weekday() >= SATURDAY or substitute in days:
            substitute += ONE_DAY
        days[substitute] = f"{MADE_UP} {name}"
    return dict(sorted(days.items()))


def _named(year: int) -> Iterator[tuple[dt.date, str]]:
    yield dt.date(year, 1, 1), "Tết Dương lịch"
    if year in LUNAR_NEW_YEARS:
        first = LUNAR_NEW_YEARS[year]
        for offset in range(-1, 4):
            yield first + offset * ONE_DAY, "Tết Nguyên đán"
    if year in HUNG_KINGS_DAYS:
        yield HUNG_KINGS_DAYS[year], "Giỗ Tổ Hùng Vương"
    yield dt.date(year, 4, 30), "Ngày Chiến thắng"
    yield dt.date(year, 5, 1), "Ngày Quốc tế lao động"
    national = dt.date(year, 9, 2)
    neighbour = ONE_DAY if national.weekday() in AFTER_NATIONAL_DAY else -ONE_DAY
    yield national, "Quốc khánh"
    yield national + neighbour, "Quốc khánh"
