"""The numbers in the shell, such as unread notices: every page asks for all of them at once.

A room registers what it counts as an expression, from `apps.ready()`:

    register_counter("unread", lambda request: Capped(notices_of(request.user).filter(read_at=None)))

`count_of` answers from one statement for all counters together. A page that has counted already,
or that has them counted along with its own rows (`pending`), says so by `remember`.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.http import HttpRequest

COUNTED_AT_MOST = 100
"""A counter shows no more than 99+, so counting stops here however much there is."""

KNOWN = "_counted"
PREFIX = "counted_"
CounterOf = Callable[[HttpRequest], Combinable]
_counters: dict[str, CounterOf] = {}


class Capped(Subquery):
    """How many rows a queryset has, counted up to a hundred."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[:COUNTED_AT_MOST], **extra)


def register_counter(name: str, counter: CounterOf) -> None:
    """Add a counter; registering the same name again replaces it."""
    _counters[name] = counter


def remember(request: HttpRequest, name: str, number: int) -> None:
    """Spare the shell a count that the page has made already."""
    _known(request)[name] = min(number, COUNTED_AT_MOST)


def pending(request: HttpRequest) -> dict[str, Combinable]:
    """Return the counters not known yet, as annotations for a statement of the page itself."""
    known = _known(request)
    return {
        PREFIX + name: counter(request) for name, counter in _counters.items() if name not in known
    }


def remember_annotated(request: HttpRequest, row: Any) -> None:
    """Take the counters from a row that was annotated with `pending`."""
    for name in _counters:
        number = getattr(row, PREFIX + name, None)
        if number is not None:
            remember(request, name, number)


def count_of(request: HttpRequest, name: str) -> int:
    """Return a counter, up to a hundred."""
    known = _known(request)
    if name not in known:
        asked = pending(request)
        account = get_user_model()._default_manager.filter(pk=request.user.pk or 0)
        row = account.values_list(*asked.values()).first() or [0] * len(asked)
        for key, number in zip(asked, row, strict=True):
            remember(request, key.removeprefix(PREFIX), number)
    return known.get(name, 0)


def _known(request: HttpRequest) -> dict[str, int]:
    if not hasattr(request, KNOWN):
        setattr(request, KNOWN, {})
    return cast("dict[str, int]", getattr(request, KNOWN))
