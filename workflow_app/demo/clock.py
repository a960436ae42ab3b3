"""The demo's history happens on its own days: acts are dated when they would have been done."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

MORNING = dt.time(8, 0)


class Clock:
    """A clock that is set, and moves on a little with every reading."""

    def __init__(self) -> None:
        self._real = timezone.now
        self.moment = self._real()

    def set(self, day: dt.date, time: dt.time = MORNING) -> None:
        """Move to a day, never back: the log is in order of time."""
        wanted = timezone.make_aware(dt.datetime.combine(day, time))
        self.moment = max(self.moment, wanted)

    def read(self) -> dt.datetime:
        """Return the moment and let half a second pass; never later than now."""
        self.moment = min(self.moment + dt.timedelta(milliseconds=500), self._real())
        return self.moment


@contextmanager
def simulated_clock(start: dt.date) -> Iterator[Clock]:
    """Let `timezone.now` tell the demo's time while its history is written."""
    clock = Clock()
    real = timezone.now
    clock.moment = timezone.make_aware(dt.datetime.combine(start, MORNING))
    timezone.now = clock.read
    try:
        yield clock
    finally:
        timezone.now = real
