"""What a person must do now, what their unit sent, what they did. Each is one statement."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Stage, WorkState
from workflow_app.approvals.models import Decision, Dossier, Opinion, WorkItem
from workflow_app.lib.text import fold
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding, Unit
from workflow_app.organization.selectors.authority import holdings_of, places_where

if TYPE_CHECKING:
    from django_stubs_ext import ValuesQuerySet

OWN, DELEGATED, TAKEN = 0, 1, 2
PAGE_SIZE = 50
COUNTED_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What the person asked to see of their work."""

    q: str = ""
    kind: str = ""
    unit: int | None = None
    overdue: bool = False
    mine: bool = False


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

    def after(self) -> Q:
        """Return the condition of the rows that come later in the list."""
        return Q(group__gt=self.group) | Q(group=self.group) & (
            Q(due__gt=self.due)
            | Q(due=self.due, priority__lt=self.priority)
            | Q(due=self.due, priority=self.priority, pk__gt=self.pk)
        )


def addressed_to(user: User) -> QuerySet[Any]:
    """Return the open duties of the person and of the desks held today, each with its group.

    `group` says whether it is one's own, delegated (then `on_behalf` names for whom), or taken by
    a colleague. One statement however many desks.
    """
    held = holdings_of(user)
    fitting = held.filter(Q(kind="") | Q(kind=OuterRef("dossier_kind")), desk=OuterRef("desk"))
    delegated = fitting.filter(delegation__isnull=False).order_by("pk")
    return WorkItem.objects.filter(
        Q(user=user) | Q(Exists(fitting), desk__in=held.values("desk")), state=WorkState.OPEN
    ).annotate(
        group=Case(
            When(~Q(claimed_by=user) & Q(claimed_by__isnull=False), then=Value(TAKEN)),
            When(
                Q(user__isnull=True) & ~Exists(fitting.filter(delegation__isnull=True)),
                then=Value(DELEGATED),
            ),
            default=Value(OWN),
            output_field=IntegerField(),
        ),
        on_behalf=Subquery(
            delegated.values("mandate__person__full_name")[:1], output_field=CharField()
        ),
    )


def work_for(user: User, filters: WorkFilters | None = None) -> QuerySet[Any]:
    """Return what the person must do now, the most urgent first; delegated and taken work after.

    The earliest due date comes first, so what is overdue leads.
    """
    asked = filters or WorkFilters()
    rows = addressed_to(user)
    if asked.q.strip():
        rows = rows.filter(search_text__contains=fold(asked.q))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.unit is not None:
        rows = rows.filter(dossier__unit=asked.unit)
    if asked.overdue:
        rows = rows.filter(due__lt=timezone.now())
    if asked.mine:
        rows = rows.filter(claimed_by=user)
    return rows.select_related(
        "dossier__unit", "desk__unit", "desk__cluster", "desk__body", "claimed_by"
    ).order_by("group", "due", "-priority", "pk")


def page_of_work(
    user: User, filters: WorkFilters, after: Place | None = None
) -> tuple[list[WorkItem], str]:
    """Return one page of the list and the place after which the next one begins, if any."""
    rows = work_for(user, filters)
    if after is not None:
        rows = rows.filter(after.after())
    found = list(rows[: PAGE_SIZE + 1])
    more = str(Place.of(found[PAGE_SIZE - 1])) if len(found) > PAGE_SIZE else ""
    return found[:PAGE_SIZE], more


def next_work(user: User, filters: WorkFilters, after: Place | None = None) -> WorkItem | None:
    """Return the duty that follows in the list, from its beginning when none is left below."""
    mine: QuerySet[WorkItem] = work_for(user, filters).exclude(group=TAKEN)
    following = mine.filter(after.after()).first() if after is not None else None
    return following or mine.first()


@dataclass(frozen=True, slots=True)
class WorkCount:
    """How many open duties of one kind about one unit's dossiers, by group."""

    kind: str
    unit_id: int | None
    unit: str
    group: int
    number: int


def work_counts(user: User) -> list[WorkCount]:
    """Count the person's open duties by kind, unit and group: the filters and the counters."""
    rows = (
        addressed_to(user)
        .order_by()
        .values("kind", "dossier__unit", "dossier__unit__short_name", "group")
        .annotate(number=Count("pk"))
    )
    return [
        WorkCount(
            row["kind"],
            row["dossier__unit"],
            row["dossier__unit__short_name"] or "",
            row["group"],
            row["number"],
        )
        for row in rows
    ]


def waiting_count(user: User) -> int:
    """Count what waits for the person, up to a hundred: the navigation shows no more."""
    waiting = addressed_to(user).exclude(group=TAKEN).order_by()
    return waiting.values("pk")[:COUNTED_AT_MOST].count()


def sent_by(user: User, q: str = "") -> QuerySet[Any]:
    """Return the dossiers of the person's unit on their way, then the finished ones.

    Each carries its open duties (`open_work`): who holds it, until when.
    """
    open_work = (
        WorkItem.objects.filter(state=WorkState.OPEN)
        .select_related("desk__unit", "desk__cluster", "desk__body", "claimed_by")
        .order_by("due", "pk")
    )
    among = Q(kind="") | Q(kind=OuterRef("kind"))
    rows = Dossier.objects.filter(
        unit__in=places_where(user, Unit, Duty.DRAFT, Duty.SIGN, among=among), reach__gt=0
    )
    if q.strip():
        rows = rows.filter(search_text__contains=fold(q))
    return (
        rows.select_related("unit", "paper__register")
        .annotate(
            finished=Case(
                When(stage__in=Stage.final_stages, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
        )
        .prefetch_related(Prefetch("work_items", open_work, to_attr="open_work"))
        .order_by("finished", F("stage_due").asc(nulls_last=True), "-updated", "pk")
    )


def done_by(user: User, before: dt.datetime | None = None) -> "ValuesQuerySet[Any, Any]":
    """Return what the person decided and the opinions they gave, newest first.

    A dossier that the person may no longer know of is not named here either.
    """
    known = Dossier.objects.visible_to(user).order_by().values("pk")
    decisions = Decision.objects.filter(actor=user, dossier__in=known)
    opinions = Opinion.objects.filter(
        given_by=user, state=OpinionState.GIVEN, round__dossier__in=known
    )
    if before is not None:
        decisions = decisions.filter(created__lt=before)
        opinions = opinions.filter(given_at__lt=before)
    decided = decisions.annotate(
        at=F("created"), what=F("outcome"), is_opinion=Value(0, output_field=IntegerField())
    ).values("at", "what", "is_opinion", "authority", "dossier__code", "dossier__title")
    opined = opinions.annotate(
        at=F("given_at"),
        what=F("stance"),
        is_opinion=Value(1, output_field=IntegerField()),
        code=F("round__dossier__code"),
        name=F("round__dossier__title"),
    ).values("at", "what", "is_opinion", "authority", "code", "name")
    return decided.order_by().union(opined.order_by(), all=True).order_by("-at")


def acting_holdings(user: User) -> list[Holding]:
    """Return under what the person acts today, own mandates first; one statement."""
    return list(
        holdings_of(user)
        .select_related("mandate__unit", "mandate__body", "mandate__person", "delegation")
        .order_by(F("delegation").asc(nulls_first=True), "mandate", "pk")
    )
