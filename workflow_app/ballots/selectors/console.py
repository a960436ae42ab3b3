"""What chair and secretary see of a session: the roll, the agenda, who has handed in."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BigAutoField,
    Count,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals.models import DossierAttachment
from workflow_app.ballots.enums import Result, Secrecy, SessionState
from workflow_app.ballots.models import Ballot, Option, RollEntry, Session
from workflow_app.db.prepared import Select
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Body, Mandate, Person

from .interests import recused_from
from .knowing import known_of
from .sessions import objections_to
from .withholding import withhold_names


def members_on(body: Body, day: dt.date) -> list[Mandate]:
    """Return the body's members on the day by their mandates, each person once, by name."""
    mandates = (
        Mandate.objects.in_force(day)
        .filter(body=body, role=Role.BODY_MEMBER)
        .select_related("person__user", "person__unit")
        .order_by("person__sort_key", "pk")
    )
    return list({mandate.person_id: mandate for mandate in reversed(mandates)}.values())[::-1]


def people_of(body: Body) -> QuerySet[Person]:
    """Return who may chair a session, write its minutes or count: members and officers, by name."""
    mandates = Mandate.objects.in_force(timezone.localdate()).filter(
        body=body, role__in=Role.body_roles
    )
    return Person.objects.filter(pk__in=mandates.values("person")).order_by("sort_key", "pk")


@dataclass(slots=True)
class Progress:
    """How many sheets have come in, never what is on them."""

    expected: int = 0
    handed_in: int = 0
    missing: list[str] = field(default_factory=list)
    needed: int = 0
    is_secret: bool = False

    @property
    def waiting(self) -> int:
        """How many sheets are still awaited."""
        return self.expected - self.handed_in

    @property
    def percent(self) -> int:
        """How far the bar goes; for the eye only, nothing is judged by it."""
        return self.handed_in * 100 // self.expected if self.expected else 0


def progress_of(session: Session) -> Progress:
    """Return how many have handed in, and of an open vote who has not.

    Who has taken a ballot on paper has voted. Members who may vote on no item are not waited for.
    """
    voting = session.round
    progress = Progress()
    if voting is None:
        return progress
    ballots = list(voting.ballots.all())
    options = list(Option.objects.filter(ballot__in=ballots))
    recused = recused_from(ballots)
    progress.is_secret = any(ballot.secrecy == Secrecy.SECRET for ballot in ballots)
    members = 0
    rows = voting.roll.values_list("channel", "person", "person__full_name")
    for handed_in, person, name in rows.order_by("person__sort_key", "pk"):
        members += 1
        if all(person in recused.of(option) for option in options):
            continue
        progress.expected += 1
        if handed_in:
            progress.handed_in += 1
        elif not progress.is_secret:
            progress.missing.append(name)
    if ballots and ballots[0].rule:
        progress.needed = ballots[0].decision_rule.quorum.needed(members)
    return progress


def put_to_vote(session: Session) -> Any:
    """Return the session's items that were not taken off or sent back, in order."""
    return session.ballots.exclude(result__in=Result.dropped).order_by("order", "pk")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the agenda."""

    number: int
    ballot: Ballot
    is_late: bool
    objections: int
    papers: int
    may_read: bool

    @property
    def is_open(self) -> bool:
        """Whether the item still waits to be put to the vote."""
        return not self.ballot.result and self.ballot.round_id is None

    @property
    def options(self) -> list[Option]:
        """What is voted on, where it is more than the dossier as a whole and not withheld."""
        if not self.may_read:
            return []
        options = list(self.ballot.options.all())
        return options if len(options) > 1 or (options and options[0].key) else []


def agenda_of(session: Session, user: User, *, with_content: bool = False) -> list[Item]:
    """Return what this person may know of the agenda, in order: few statements however long it is.

    The frozen text of the items is read for whoever prints it, `with_content`, and not for a page.
    """
    known = known_of(session, user)
    found: list[Any] = _items(with_content, session=session.pk)
    ballots = [ballot for ballot in found if ballot.pk in known.items]
    options = Option.objects.order_by("order", "pk")
    prefetch_related_objects(ballots, Prefetch("options", options))
    for ballot in ballots:
        ballot.session = session
        if ballot.dossier_id not in known.readable:
            withhold_names(ballot.options.all())
    now = timezone.now()
    planned = session.state in SessionState.preparing
    return [
        Item(
            number=number,
            ballot=ballot,
            is_late=planned and bool(ballot.dossier.stage_due and ballot.dossier.stage_due < now),
            objections=ballot.objections,
            papers=ballot.papers,
            may_read=ballot.dossier_id in known.readable,
        )
        for number, ballot in enumerate(ballots, start=1)
    ]


def _items_with(with_content: bool, session: Any) -> QuerySet[Ballot]:  # noqa: FBT001 -- a shape
    papers = (
        DossierAttachment.objects.filter(dossier=OuterRef("dossier"), withdrawn_at=None)
        .order_by()
        .values("dossier")
        .annotate(number=Count("pk"))
        .values("number")
    )
    found = (
        Ballot.objects.filter(session=session)
        .exclude(result__in=Result.dropped)
        .order_by("order", "pk")
        .select_related("dossier__unit", "revision", "previous")
        .annotate(
            objections=Coalesce(
                Subquery(
                    objections_to(OuterRef("revision"), OuterRef("dossier")),
                    output_field=IntegerField(),
                ),
                0,
            ),
            papers=Coalesce(Subquery(papers, output_field=IntegerField()), 0),
        )
    )
    return found if with_content else found.defer("revision__content")


_items: Select[Ballot] = Select(_items_with, session=BigAutoField())
_dropped: Select[Ballot] = Select(
    lambda session: (
        Ballot.objects.filter(session=session, result__in=Result.dropped)
        .select_related("dossier__unit")
        .order_by("order", "pk")
    ),
    session=BigAutoField(),
)


def dropped_from(session: Session, user: User) -> list[Ballot]:
    """Return what was taken off or sent back, with the reasons, as far as the person may know."""
    dropped = _dropped(session=session.pk)
    for ballot in dropped:
        ballot.session = session
    return [ballot for ballot in dropped if ballot.pk in known_of(session, user).items]


def roll_of(session: Session) -> list[RollEntry]:
    """Return the frozen roll by name."""
    return list(session.roll.select_related("person__unit").order_by("person__sort_key", "pk"))
