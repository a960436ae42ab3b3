"""In whose name somebody acts, who could act, and what they have done in this pass."""

from django.db.models import Max
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.approvals.rules import clashing_duties
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty, Role, SigningForm
from workflow_app.organization.models import Desk, Holding
from workflow_app.organization.selectors.authority import authority_at, desk_of, people_at


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
    if holding.delegation is None:
        return signed
    return _("%(signed)s (for %(person)s)") % {"signed": signed, "person": mandate.person}


def recorded_authority(holding: Holding | None) -> str:
    """Return the authority as it goes into the record, in the language of the record."""
    with official_language():
        return authority_text(holding)


def who_could(desk: Desk, kind: str = "") -> str:
    """Return the people who hold the desk, or the desk's name when nobody does."""
    names = [str(person) for person in people_at(desk, kind=kind)[:3]]
    office = f"{desk.get_duty_display()} · {desk.place}"
    return f"{', '.join(names)} – {office}" if names else office


def duties_done_in_this_pass(user: User, dossier: Dossier) -> set[str]:
    """Return the duties the person has done on the dossier since it was last submitted."""
    last = dossier.decisions.filter(outcome=Outcome.SUBMITTED).aggregate(last=Max("pk"))["last"]
    if last is None:
        return set()
    done = set(
        Decision.objects.filter(dossier=dossier, actor=user, pk__gte=last, desk__isnull=False)
        .values_list("desk__duty", flat=True)
        .distinct()
    )
    if dossier.revision is not None and dossier.revision.author_id == user.pk:
        done.add(Duty.DRAFT)  # a colleague may have sent it again, unchanged
    return done


def _leads_as_author(desk: Desk, dossier: Dossier) -> bool:
    """Tell whether those who sign for the cluster at this desk are the dossier's own unit.

    The desk follows from who led the cluster when the dossier came there; the lead may have
    passed to the author since.
    """
    cluster = desk.cluster
    if cluster is None:
        return False
    leader = cluster.head_unit_id if desk.duty == Duty.ENDORSE else cluster.deputy_unit_id
    return leader == dossier.unit_id


def separation_clash(*, user: User, desk: Desk, dossier: Dossier) -> str:
    """Return why the person may not act on both sides, or an empty text.

    A unit with nobody else to sign may sign what the same person drafted.
    """
    if _leads_as_author(desk, dossier):
        return _("A unit does not sign for the cluster on its own dossier.")
    clashes = clashing_duties(desk.duty, duties_done_in_this_pass(user, dossier))
    if not clashes:
        return ""
    if (
        desk.duty == Duty.SIGN
        and not people_at(desk, kind=dossier.kind).exclude(user=user).exists()
    ):
        return ""
    done = ", ".join(str(Duty(duty).label) for duty in sorted(clashes))
    return _("You have already acted on this dossier (%(done)s); somebody else must do this.") % {
        "done": done
    }


def own_holding(dossier: Dossier, user: User, *, lock: bool = False) -> Holding | None:
    """Return under what the user drafts or signs for the dossier's own unit."""
    for duty in (Duty.DRAFT, Duty.SIGN):
        holding = authority_at(user, desk_of(duty, dossier.unit), kind=dossier.kind, lock=lock)
        if holding is not None:
            return holding
    return None
