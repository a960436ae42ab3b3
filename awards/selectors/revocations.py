"""Revocations as flows, ballots and pages ask for them, and who may know of one."""

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from awards.enums import Kind
from awards.models import Award, Revocation
from awards.selectors.names import plain_name
from awards.selectors.secretariat import OFFICERS, reason_of_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import Named, visible_at
from workflow_app.ballots.questions import Concern, Proposition
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Person
from workflow_app.organization.selectors.posts import Post, places_of

SEATS = (Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES)
NAMED = Named(
    Revocation,
    ways=("award__recipient__person__user", "award__recipient__merged_into__person__user"),
)
"""Whose award it is, also where the register has two entries for one person."""


def revocation_of(dossier: Dossier) -> Revocation:
    """Return the revocation with the names that everything about it needs."""
    return with_names(Revocation.objects.all()).get(dossier=dossier)


def with_names(revocations: QuerySet[Revocation]) -> QuerySet[Revocation]:
    """Read with the revocations what they are about."""
    return revocations.select_related(
        "dossier__unit",
        "dossier__revision",
        "award__award_type",
        "award__recipient__unit",
        "award__recipient__person__user",
        "award__decision__campaign__presidium",
        "award__nomination__dossier__unit",
    )


def open_revocation_of(award: Award) -> Revocation | None:
    """Return the revocation that is on its way, if there is one."""
    running = award.revocations.exclude(dossier__stage__in=Stage.final_stages)
    return running.select_related("dossier").first()


def recoveries(user: User) -> list[Revocation]:
    """Return what is still to be recovered, the oldest due first."""
    waiting = visible_at(user, Kind.REVOCATION, Stage.RECOVERING)
    rows = with_names(Revocation.objects.filter(waiting))
    return list(rows.order_by("dossier__stage_due", "pk"))


# --- Who may know --------------------------------------------------------------------------


def reasons_to_see(__: User, posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    """Yield why somebody sees revocations: until one is issued, only those who handle it."""
    if any(post.duty == Duty.INSPECT for post in posts):
        yield Q(**{f"{prefix}pk__isnull": False})
        return
    units = places_of(posts, "unit", Duty.DRAFT, Duty.SIGN)
    if units:
        concerns = Revocation.objects.filter(
            Q(award__nomination__dossier__unit__in=units) | Q(award__recipient__unit__in=units),
            dossier=OuterRef(f"{prefix}pk"),
        )
        yield Q(Exists(concerns), **{f"{prefix}paper__isnull": False})
    yield from reason_of_secretariat(
        posts, Q(**{f"{prefix}pk__isnull": False}), Duty.DRAFT, *OFFICERS
    )
    bodies = places_of(posts, "body", *SEATS)
    if bodies:
        yield Q(**{f"{prefix}body__in": bodies, f"{prefix}reach__gte": Stage.DECIDING.rank})
    if any(post.duty == Duty.ISSUE for post in posts):
        yield Q(**{f"{prefix}reach__gte": Stage.ISSUING.rank})


# --- Ballots -------------------------------------------------------------------------------


def propositions_of(dossier: Dossier, __: str) -> Sequence[Proposition]:
    """Return what is put to the vote: that the award be taken back."""
    award = revocation_of(dossier).award
    with official_language():
        label = _(
            "Revoke %(award)s of %(name)s (decision %(number)s, gold-book no. %(ordinal)s)"
        ) % {
            "award": plain_name(award.award_type),
            "name": award.name,
            "number": award.decision.number,
            "ordinal": f"{award.ordinal:02d}",
        }
    return [Proposition("", label, award.recipient.person)]


def rule_kind_of(dossier: Dossier, __: str) -> str:
    """Return the rule of the vote: that by which the award was granted."""
    return str(revocation_of(dossier).award.award_type.vote_rule)


def concerns_of(dossier: Dossier, people: Sequence[Person]) -> Sequence[Concern]:
    """Return members whose own award it is, or their unit's."""
    recipient = revocation_of(dossier).award.recipient
    with official_language():
        return [
            Concern(person, _("Holds the award in question, or belongs to the collective"))
            for person in people
            if person.pk == recipient.person_id
            or (recipient.unit_id is not None and person.unit_id == recipient.unit_id)
        ]
