"""The numbers in the shell, such as unread notices: every page asks for all of them at once.

A room registers what it counts as an expression, from `apps.ready()`:

    register_counter("unread", lambda user: Capped(notices_of(user).filter(read_at=None)))

`count_of` answers from one statement for all counters together, which the room that knows what
people hold keeps ready (`count_by`). A page that has counted already, or that has them counted
along with its own rows (`pending`, `expressions`), says so by `remember`.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import IntegerField, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.http import HttpRequest

COUNTED_AT_MOST = 100
"""A counter shows no more than 99+, so counting stops here however much there is."""

KNOWN = "_counted"
PREFIX = "counted_"
CounterOf = Callable[[Any], Combinable]
Count = Callable[[Any, tuple[str, ...]], Sequence[int]]
_counters: dict[str, CounterOf] = {}


class Capped(Subquery):
    """How many rows a queryset has, counted up to a hundred."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[:COUNTED_AT_MOST], **extra)


def capped(number: int) -> str:
    """Return the number as counters show it: 12, or 99+."""
    return str(number) if number < COUNTED_AT_MOST else f"{COUNTED_AT_MOST - 1}+"


def register_counter(name: str, counter: CounterOf) -> None:
    """Add a counter; registering the same name again replaces it."""
    _counters[name] = counter


def remember(request: HttpRequest, name: str, number: int) -> None:
    """Spare the shell a count that the page has made already."""
    _known(request)[name] = min(number, COUNTED_AT_MOST)


def pending(request: HttpRequest) -> tuple[str, ...]:
    """Return which counters are not known yet, for a statement of the page itself."""
    known = _known(request)
    return tuple(name for name in _counters if name not in known)


def expressions(user: Any, names: Sequence[str]) -> dict[str, Combinable]:
    """Return these counters of the account, as annotations."""
    return {PREFIX + name: _counters[name](user) for name in names}


def remember_annotated(request: HttpRequest, row: Any) -> None:
    """Take the counters from a row that was annotated with `pending`."""
    for name in _counters:
        number = getattr(row, PREFIX + name, None)
        if number is not None:
            remember(request, name, number)


def count_by(count: Count) -> None:
    """Let a room above say how the counters of these names are read for an account."""
    _count.append(count)


_count: list[Count] = []


def count_of(request: HttpRequest, name: str) -> int:
    """Return a counter, up to a hundred."""
    known = _known(request)
    if name not in known:
        names = pending(request)
        user = cast("AbstractBaseUser", request.user)
        numbers = _count[-1](user, names) if user.pk is not None else (0,) * len(names)
        for key, number in zip(names, numbers, strict=True):
            remember(request, key, number)
    return known.get(name, 0)


def _known(request: HttpRequest) -> dict[str, int]:
    if not hasattr(request, KNOWN):
        setattr(request, KNOWN, {})
    return cast("dict[str, int]", getattr(request, KNOWN))
