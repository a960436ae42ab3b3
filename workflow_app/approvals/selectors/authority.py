"""In whose name somebody acts, who could act, and what they have done in this pass."""

from functools import partial
from typing import Any

from django.db.models import (
    BigAutoField,
    CharField,
    DateField,
    Exists,
    OuterRef,
    QuerySet,
    Value,
)
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Outcome
from workflow_app.approvals.models import Decision, Dossier, Opinion
from workflow_app.approvals.rules import SEPARATED, clashing_duties
from workflow_app.db.prepared import Rows, Select
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty, Role, SigningForm
from workflow_app.organization.models import Desk, Holding, Person
from workflow_app.organization.selectors.authority import (
    GIVEN_TO_HOLDINGS,
    authority_at,
    desk_of,
    holdings_under_which,
    people_at,
    values_for_holdings,
)
from workflow_app.organization.selectors.posts import may_hold


def authority_text(holding: Holding | None) -> str:
    """Return how the act is signed: "KT. Head of unit · LHHN Đà Nẵng (for Trần Văn A)".

    Decree 30/2020, Article 13: the form of signing stands before the post signed for.
    """
    if holding is None:
        return ""
    mandate = holding.mandate
    role = Role.UNIT_HEAD if mandate.role == Role.UNIT_DEPUTY else Role(mandate.role)
    post = f"{role.label} · {mandate.unit or mandate.body}"
    if holding.form == SigningForm.OWN:
        return post
    signed = f"{holding.form} {post}"
    if holding.delegation_id is None:
        return signed
    return _("%(signed)s (for %(person)s)") % {"signed": signed, "person": mandate.person}


def recorded_authority(holding: Holding | None) -> str:
    """Return the authority as it goes into the record, in the language of the record."""
    with official_language():
        return authority_text(holding)


def who_could(desk: Desk, kind: str = "") -> str:
    """Return the people who hold the desk, or the desk's name when nobody does."""
    names = [str(person) for person in _first_people(desk=desk.pk, kind=kind, on=localdate())]
    office = f"{desk.get_duty_display()} · {desk.place}"
    return f"{', '.join(names)} – {office}" if names else office


_first_people: Select[Person] = Select(
    lambda desk, kind, on: people_at(desk, kind=kind, on=on)[:3],
    desk=BigAutoField(),
    kind=CharField(),
    on=DateField(),
)


def duties_done_in_this_pass(user: User, dossier: Dossier) -> set[str]:
    """Return the duties the person has done on the dossier since it was last submitted."""
    submitted = _last_submission(dossier=dossier.pk)
    if not submitted:
        return set()
    [(last,)] = submitted
    done = {duty for (duty,) in _duties_since(dossier=dossier.pk, actor=user.pk, last=last)}
    if dossier.revision is not None and dossier.revision.author_id == user.pk:
        done.add(Duty.DRAFT)  # a colleague may have sent it again, unchanged
    return done


_last_submission = Rows(
    lambda dossier: (
        Decision.objects.filter(dossier=dossier, outcome=Outcome.SUBMITTED)
        .order_by("-pk")
        .values_list("pk")[:1]
    ),
    dossier=BigAutoField(),
)
_duties_since = Rows(
    lambda dossier, actor, last: (
        Decision.objects.filter(dossier=dossier, actor=actor, pk__gte=last, desk__isnull=False)
        .order_by()
        .values_list("desk__duty")
        .distinct()
    ),
    dossier=BigAutoField(),
    actor=BigAutoField(),
    last=BigAutoField(),
)


def _leads_as_author(desk: Desk, dossier: Dossier) -> bool:
    """Tell whether those who sign for the cluster at this desk are the dossier's own unit.

    The desk follows from who led the cluster when the dossier came there; the lead may have
    passed to the author since.
    """
    if desk.cluster_id is None:
        return False
    same = desk.cluster_id == dossier.cluster_id
    cluster = dossier.cluster if same else desk.cluster
    if cluster is None:
        return False
    leader = cluster.head_unit_id if desk.duty == Duty.ENDORSE else cluster.deputy_unit_id
    return leader == dossier.unit_id


def separation_clash(*, user: User, desk: Desk, dossier: Dossier) -> str:
    """Return why the person may not act on both sides, or an empty text.

    A unit with nobody else to sign may sign what the same person drafted, for itself or for the
    cluster that it heads.
    """
    if _leads_as_author(desk, dossier):
        return _("A unit does not sign for the cluster on its own dossier.")
    clashes = clashing_duties(desk.duty, duties_done_in_this_pass(user, dossier))
    if not clashes:
        return ""
    if (
        desk.duty in (Duty.SIGN, Duty.ENDORSE)
        and not people_at(desk, kind=dossier.kind).exclude(user=user).exists()
    ):
        return ""
    done = ", ".join(str(Duty(duty).label) for duty in sorted(clashes))
    return _("You have already acted on this dossier (%(done)s); somebody else must do this.") % {
        "done": done
    }


SIGNED_FOR = ("mandate__person", "mandate__unit", "mandate__body")
SIGNED = (
    *("desk", "form", "mandate", "delegation"),
    *("mandate__role", *SIGNED_FOR),
    *("mandate__person__full_name", "mandate__unit__short_name", "mandate__body__name"),
)
"""What goes into the record of an act (`authority_text`); the rest of these rows is wide."""


def _standing(duty: Duty) -> Select[Any]:
    """Authority at a desk, and whether an earlier act in this pass may stand against it."""
    barred = sorted(SEPARATED.get(duty, ()))

    def build(*, dossier: Any, **given: Any) -> QuerySet[Holding]:
        acts = Decision.objects.filter(dossier=dossier)
        submitted = acts.filter(outcome=Outcome.SUBMITTED).order_by("-pk").values("pk")[:1]
        clash = acts.filter(actor=OuterRef("user"), desk__duty__in=barred, pk__gte=submitted)
        has_acted = Exists(clash) if barred else Value(value=False)
        holdings = holdings_under_which(**given).annotate(has_acted=has_acted)
        holdings = holdings.select_related(None).select_related(*SIGNED_FOR).only(*SIGNED)
        return holdings.select_for_update(of=("self",))[:1]

    values = GIVEN_TO_HOLDINGS | ({"dossier": BigAutoField()} if barred else {})
    return Select(build if barred else partial(build, dossier=0), **values)


def _reviewers_standing() -> Select[Any]:
    """The same for an opinion, and whether other units owe theirs."""
    plain = _standing(Duty.REVIEW).build

    def build(*, round: Any, opinion: Any, **given: Any) -> Any:  # noqa: A002
        others = Opinion.objects.filter(round=round, state=OpinionState.INVITED)
        return plain(**given).annotate(others_owe=Exists(others.exclude(pk=opinion)))

    keys = {name: BigAutoField() for name in ("dossier", "round", "opinion")}
    return Select(build, **GIVEN_TO_HOLDINGS, **keys)


_standings = {duty: _standing(duty) for duty in Duty}
_standing_of_reviewers = _reviewers_standing()


def standing_at(
    *, user: User, desk: Desk, dossier: Dossier, opinion: Opinion | None = None
) -> Holding | None:
    """Return the locked holding under which the user may act, if nothing stands against it.

    One statement answers what people nearly always ask; for an opinion it also says, as
    `others_owe`, whether other units still owe theirs. None means: ask `authority_at` and
    `separation_clash` one after the other, which know all the reasons.
    """
    barred = SEPARATED.get(desk.duty, frozenset())
    drafted = dossier.revision is not None and dossier.revision.author_id == user.pk
    if (drafted and Duty.DRAFT in barred) or _leads_as_author(desk, dossier):
        return None
    given = values_for_holdings(user, desk, kind=dossier.kind)
    if barred:
        given["dossier"] = dossier.pk
    if opinion is None:
        holding = _standings[Duty(desk.duty)].first(**given)
    else:
        holding = _standing_of_reviewers.first(**given, round=opinion.round_id, opinion=opinion.pk)
    return None if holding is None or holding.has_acted else holding


def own_holding(dossier: Dossier, user: User, *, lock: bool = False) -> Holding | None:
    """Return under what the user drafts or signs for the dossier's own unit."""
    for duty in (Duty.DRAFT, Duty.SIGN):
        if not lock and not may_hold(user, dossier.kind, duty=duty, unit=dossier.unit_id):
            continue
        holding = authority_at(user, desk_of(duty, dossier.unit), kind=dossier.kind, lock=lock)
        if holding is not None:
            return holding
    return None
