"""What a person must do now, in the order in which it should be done."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from django.db.models import BooleanField, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.work_links import known_kinds
from workflow_app.db.planning import row_by_row
from workflow_app.db.prepared import Keys, filled_up
from workflow_app.db.words import begin_words
from workflow_app.lib.text import words
from workflow_app.organization.selectors.standing import RowsFor, SelectFor
from workflow_app.ui.counters import COUNTED_AT_MOST, expressions

from .addresses import (
    DELEGATED,
    OWN,
    TAKEN,
    Addresses,
    Branch,
    addresses_of,
    first_of,
    numbers_by_kind,
)

__all__ = ["DELEGATED", "OWN", "PAGE_SIZE", "TAKEN"]

Kinds = tuple[tuple[str, bool], ...]
"""Kinds of duties to count, each with whether it may go to people by name."""

PAGE_SIZE = 20
"""With the shell and the filters, a page stays under 40 KB."""

WHOLE = COUNTED_AT_MOST
"""A queue up to this length is read as a whole: filters, counters and choices come from its rows."""

UNITS_OFFERED = 50
"""To choose from; the search finds the others by name."""

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
        if asked := words(self.q):
            condition &= Q(row_by_row(begin_words("search_text", asked)))
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
        """Return the place of a row of the list or of its key."""
        priority = -item.rank if isinstance(item, Key) else item.priority
        return cls(item.group, item.due, priority, item.pk)

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

    def is_before(self, key: "Key") -> bool:
        """Tell whether a duty comes later in the list."""
        return (self.group, self.due, -self.priority, self.pk) < key[:4]

    def later_in_group(self) -> Q:
        """Return the condition of the rows of the same group that come later."""
        return Q(due__gte=self.due) & (
            Q(due__gt=self.due)
            | Q(priority__lt=self.priority)
            | Q(priority=self.priority, pk__gt=self.pk)
        )


class Key(NamedTuple):
    """What the list knows of a duty before it reads the row; keys sort as the list does."""

    group: int
    due: dt.datetime
    rank: int
    pk: int
    fits: bool
    is_asked: bool
    kind: str
    unit: int | None
    unit_name: str | None


class WorkPage(NamedTuple):
    """A page of the list, and what the counters and filters above it offer.

    `more` is the place after which the next page begins. `kinds` counts by kind what nobody else
    has taken, up to a hundred each; `units` are those of the most urgent duties. `first` is a
    row with the annotations asked for, None for an empty queue.
    """

    rows: list[Any]
    more: str
    waiting: int
    kinds: dict[str, int]
    units: dict[int, str]
    first: Any


def page_of_work(
    user: User,
    filters: WorkFilters,
    after: Place | None = None,
    counters: tuple[str, ...] = (),
) -> WorkPage:
    """Return one page of the list: a statement for the keys and one for the rows.

    A queue up to a hundred is known as a whole by its keys. Of a longer one the keys are its
    beginning, and besides those of the page, if that is another one. The rows carry `counters`.
    """
    addresses = addresses_of(user)
    asked = filters.condition(user.pk)
    if asked or after is not None:
        keys = _read(_queue(addresses, asked, after, mine=filters.mine))
    else:
        keys = _as_keys(_whole_queue.of(user))
    queue = [key for key in keys if not key.is_asked][: WHOLE + 1]
    is_long = len(queue) > WHOLE
    if is_long and (asked or after is not None):
        keys = [key for key in keys if key.is_asked]
    else:
        keys = [key for key in queue if key.fits and (after is None or after.is_before(key))]
    kinds = Counter(key.kind for key in queue if key.group != TAKEN)
    counted = _to_count(addresses, kinds) if is_long else ()
    rows = _rows(user, keys[:PAGE_SIZE] or queue[:1], counters, counted)
    for index, (kind, _) in enumerate(counted if rows else ()):
        kinds[kind] = max(kinds[kind], getattr(rows[0], f"number_{index}", 0))
    units = {key.unit: key.unit_name or "" for key in queue if key.unit is not None}
    return WorkPage(
        rows=rows if keys else [],
        more=str(Place.of(keys[PAGE_SIZE - 1])) if len(keys) > PAGE_SIZE else "",
        waiting=sum(1 for key in queue if key.group != TAKEN),
        kinds={kind: number for kind, number in kinds.items() if number},
        units=dict(list(units.items())[:UNITS_OFFERED]),
        first=rows[0] if rows else None,
    )


def _queue(
    addresses: Addresses,
    asked: Q | None = None,
    after: Place | None = None,
    *,
    mine: bool = False,
) -> list[QuerySet[Any, Any]]:
    """Return the beginning of the whole queue, and that of what was asked for after a place."""
    asked = asked or Q()
    taken = list(addresses.taken_branches())
    branches = [*addresses.free_branches(), *taken]
    fits = _fits(asked)
    parts = _parts(branches, Q(), None, WHOLE + 1, fits=fits)
    if asked or after is not None:
        branches = [*addresses.free_branches(mine=mine), *([] if mine else taken)]
        parts += _parts(branches, asked, after, PAGE_SIZE + 1, fits=fits, is_asked=True)
    return parts


_whole_queue = RowsFor(lambda user: _together(_queue(addresses_of(user))))


def _to_count(addresses: Addresses, seen: Iterable[str]) -> Kinds:
    """Return which kinds the beginning of a long queue does not count.

    Those that may go to people by name have no dot in theirs, or were seen.
    """
    possible = {
        kind
        for kind, duties in known_kinds().items()
        if not duties or addresses.duties.intersection(duties)
    }
    seen = set(seen)
    return tuple((kind, "." not in kind or kind in seen) for kind in sorted(possible | seen))


def next_work(user: User, filters: WorkFilters, after: Place | None = None) -> WorkItem | None:
    """Return the duty that follows in the list, from its beginning when none is left below."""
    addresses, asked = addresses_of(user), filters.condition(user.pk)
    branches = list(addresses.free_branches(mine=filters.mine))
    parts = _parts(branches, asked, None, 1)
    if after is not None:
        parts += _parts(branches, asked, after, 1, is_asked=True)
    keys = _read(parts)
    following = [key for key in keys if key.is_asked] or keys
    rows: list[WorkItem] = _rows(user, following[:1])
    return rows[0] if rows else None


def _parts(
    branches: Iterable[Branch],
    asked: Q,
    after: Place | None,
    size: int,
    *,
    fits: Combinable | None = None,
    is_asked: bool = False,
) -> list[QuerySet[Any, Any]]:
    """Return the first keys of what is asked for at each branch, marked so or not."""
    parts = []
    for branch in branches:
        wanted = asked
        if after is not None:
            if branch.group < after.group:
                continue
            if branch.group == after.group:
                wanted &= after.later_in_group()
        parts.append(
            first_of(branch, wanted, size)
            .annotate(
                group=_constant(branch.group),
                rank=-F("priority"),
                fits=fits or _fits(Q()),
                is_asked=Value(is_asked, output_field=BooleanField()),
            )
            .values_list(
                *("group", "due", "rank", "pk", "fits", "is_asked"),
                *("kind", "dossier__unit", "dossier__unit__short_name"),
            )
        )
    return parts


def _together(parts: list[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _read(parts: list[QuerySet[Any, Any]]) -> list[Key]:
    """Read the keys in one statement, in the order of the list."""
    return _as_keys(_together(parts)) if parts else []


def _as_keys(rows: Iterable[Any]) -> list[Key]:
    return sorted(Key(*row) for row in rows)


def _rows(
    user: User, keys: list[Key], counters: tuple[str, ...] = (), counted: Kinds = ()
) -> list[Any]:
    """Read the rows with all that the list shows, in the order of their keys."""
    if not keys:
        return []
    found = _shown_to.of(user, counters, counted, items=filled_up([key.pk for key in keys]))
    rows: dict[int, Any] = {row.pk: row for row in found}
    for key in keys:
        if key.pk in rows:  # it may have been finished between the two statements
            rows[key.pk].group = key.group
    return [rows[key.pk] for key in keys if key.pk in rows]


def _shown(
    user: User, counters: tuple[str, ...], counted: Kinds, items: Sequence[int]
) -> QuerySet[WorkItem]:
    numbers = numbers_by_kind(addresses_of(user), counted) if counted else ()
    named = {f"number_{index}": number for index, number in enumerate(numbers)}
    return (
        WorkItem.objects.filter(pk__in=items)
        .annotate(**expressions(user, counters), **named)
        .select_related("dossier__unit", "claimed_by")
        .only(*SHOWN)
        .order_by()
    )


_shown_to: SelectFor[WorkItem] = SelectFor(_shown, items=Keys())


def _fits(asked: Q) -> Combinable:
    always = Value(value=True, output_field=BooleanField())
    return ExpressionWrapper(asked, BooleanField()) if asked else always


def _constant(number: int) -> Value:
    return Value(number, output_field=IntegerField())
