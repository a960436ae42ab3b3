"""What a person must do now, in the order in which it should be done."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.work_links import known_kinds
from workflow_app.lib.text import fold
from workflow_app.ui.counters import COUNTED_AT_MOST

from .addresses import (
    DELEGATED,
    IN_GROUP,
    OWN,
    TAKEN,
    Addresses,
    Branch,
    addresses_of,
    first_keys,
    numbers_by_kind,
    open_work,
)

__all__ = ["DELEGATED", "OWN", "PAGE_SIZE", "TAKEN"]
PAGE_SIZE = 50
WHOLE = COUNTED_AT_MOST
"""A queue up to this length is read as a whole: filters, counters and choices come from its rows."""

SHOWN = (
    "kind",
    "subject",
    "source_id",
    "dossier_kind",
    "priority",
    "due",
    "desk_id",
    "user_id",
    "claimed_by__username",
    "claimed_by__full_name",
    "dossier__code",
    "dossier__stage",
    "dossier__sent_back",
    "dossier__unit__short_name",
)


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What the person asked to see of their work."""

    q: str = ""
    kind: str = ""
    unit: int | None = None
    overdue: bool = False
    mine: bool = False

    def condition(self, user: int) -> Q:
        """Return what a duty must fulfil; an empty condition when nothing was asked."""
        condition = Q()
        if self.q.strip():
            condition &= Q(search_text__contains=fold(self.q))
        if self.kind:
            condition &= Q(kind=self.kind)
        if self.unit is not None:
            condition &= Q(dossier__unit=self.unit)
        if self.overdue:
            condition &= Q(due__lt=timezone.now())
        if self.mine:
            condition &= Q(claimed_by=user)
        return condition


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list a row stands: group, due time, priority and number."""

    group: int
    due: dt.datetime
    priority: int
    pk: int

    @classmethod
    def of(cls, item: Any) -> Self:
        """Return the place of an annotated row."""
        return cls(item.group, item.due, item.priority, item.pk)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what `str` wrote; nothing for anything else."""
        parts = text.split("_")
        try:
            group, due, priority, pk = parts
            return cls(
                int(group), dt.datetime.fromtimestamp(float(due), tz=dt.UTC), int(priority), int(pk)
            )
        except (ValueError, OverflowError, OSError):
            return None

    def __str__(self) -> str:
        return f"{self.group}_{self.due.timestamp():.6f}_{self.priority}_{self.pk}"

    def is_before(self, item: Any) -> bool:
        """Tell whether a row comes later in the list."""
        mine = (self.group, self.due, -self.priority, self.pk)
        return mine < (item.group, item.due, -item.priority, item.pk)

    def later_in_group(self) -> Q:
        """Return the condition of the rows of the same group that come later."""
        return Q(due__gte=self.due) & (
            Q(due__gt=self.due)
            | Q(priority__lt=self.priority)
            | Q(priority=self.priority, pk__gt=self.pk)
        )


class WorkPage(NamedTuple):
    """A page of the list, and what the counters and filters above it offer.

    `more` is the place after which the next page begins. `kinds` counts by kind what nobody else
    has taken, up to a hundred each; `units` are those in the list.
    """

    rows: list[Any]
    more: str
    waiting: int
    kinds: dict[str, int]
    units: dict[int, str]
    first: Any = None


def page_of_work(
    user: User,
    filters: WorkFilters,
    after: Place | None = None,
    also: Mapping[str, Combinable] | None = None,
) -> WorkPage:
    """Return one page of the list: one statement, or two when the queue is long.

    The rows carry `also` as annotations; `first` is any one of them, None for an empty queue.
    """
    addresses = addresses_of(user)
    asked = filters.condition(user.pk)
    keys = _keys(addresses, Q(), None, WHOLE + 1)
    rows = _ordered(addresses, keys).annotate(**_fits(asked), **(also or {}))
    queue = list(rows[: WHOLE + 1])
    if len(queue) <= WHOLE:
        fitting = [row for row in queue if row.fits and (after is None or after.is_before(row))]
        kinds = Counter(row.kind for row in queue if row.group != TAKEN)
        return _page(fitting, queue, dict(kinds))
    return _page_of_long_queue(addresses, asked, after, queue)


def _page_of_long_queue(
    addresses: Addresses, asked: Q, after: Place | None, queue: list[Any]
) -> WorkPage:
    """Return a page, and count by kind what cannot be counted from the rows at hand.

    The statement brings the first row of the queue as well, so that there are counters to show
    even when nothing fits.
    """
    numbers = numbers_by_kind(addresses, known_kinds())
    names = {kind: f"number_{index}" for index, kind in enumerate(numbers)}
    unfiltered = not asked and after is None
    keys = [] if unfiltered else _keys(addresses, asked, after, PAGE_SIZE + 1)
    keys.append(WorkItem.objects.filter(pk=queue[0].pk).order_by().values("pk"))
    found = list(
        _ordered(addresses, keys).annotate(
            **_fits(asked), **{names[kind]: number for kind, number in numbers.items()}
        )[: PAGE_SIZE + 2]
    )
    kinds = Counter(row.kind for row in queue if row.group != TAKEN)
    for kind, name in names.items():
        kinds[kind] = max(kinds[kind], *(getattr(row, name) for row in found[:1]))
    rows = queue if unfiltered else found
    fitting = [row for row in rows if row.fits and (after is None or after.is_before(row))]
    return _page(
        fitting, [*queue, *fitting], {kind: number for kind, number in kinds.items() if number}
    )


def _page(fitting: list[Any], known: list[Any], kinds: dict[str, int]) -> WorkPage:
    more = str(Place.of(fitting[PAGE_SIZE - 1])) if len(fitting) > PAGE_SIZE else ""
    return WorkPage(
        rows=fitting[:PAGE_SIZE],
        more=more,
        waiting=sum(1 for row in {row.pk: row for row in known}.values() if row.group != TAKEN),
        kinds=kinds,
        units={
            row.dossier.unit_id: row.dossier.unit.short_name
            for row in known
            if row.dossier is not None
        },
        first=known[0] if known else None,
    )


def next_work(user: User, filters: WorkFilters, after: Place | None = None) -> WorkItem | None:
    """Return the duty that follows in the list, from its beginning when none is left below."""
    addresses, asked = addresses_of(user), filters.condition(user.pk)
    branches = list(addresses.free_branches())
    for place in (after, None) if after is not None else (None,):
        keys = _keys(addresses, asked, place, 1, branches)
        found: WorkItem | None = _ordered(addresses, keys).first() if keys else None
        if found is not None:
            return found
    return None


def _keys(
    addresses: Addresses,
    asked: Q,
    after: Place | None,
    size: int,
    branches: Iterable[Branch] | None = None,
) -> list[QuerySet[Any]]:
    if branches is None:
        branches = [*addresses.free_branches(), *addresses.taken_branches()]
    rows = open_work().filter(asked)
    keys = []
    for branch in branches:
        if after is None or branch.group > after.group:
            keys.append(first_keys(branch, rows, size))
        elif branch.group == after.group:
            keys.append(first_keys(branch, rows.filter(after.later_in_group()), size))
    return keys


def _ordered(addresses: Addresses, keys: list[QuerySet[Any]]) -> QuerySet[Any]:
    """Return the duties with these keys in the order of the list, with all that a row shows."""
    # A part of a union may have no limit of its own on SQLite: it stands one level deeper.
    parts = [WorkItem.objects.filter(pk__in=part).order_by().values("pk") for part in keys]
    found: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else keys[0]
    return (
        WorkItem.objects.filter(pk__in=found)
        .annotate(group=addresses.group())
        .select_related("dossier__unit", "claimed_by")
        .only(*SHOWN)
        .order_by("group", *IN_GROUP)
    )


def _fits(asked: Q) -> dict[str, Combinable]:
    always = Value(value=True, output_field=BooleanField())
    return {"fits": ExpressionWrapper(asked, BooleanField()) if asked else always}
