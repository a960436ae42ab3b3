"""The canonical content of a revocation: what is shown, frozen, hashed and voted on."""

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from awards.enums import RevocationGround
from awards.models import Revocation
from workflow_app.approvals.kinds import Content, Problem, about
from workflow_app.approvals.models import Dossier

SCHEMA = "revocation/1"
LAW = "Luật Thi đua, khen thưởng, Điều 93 khoản 2"


def content_of_dossier(dossier: Dossier) -> Content:
    """Return the live content of a revocation's dossier."""
    revocation = Revocation.objects.select_related("award__award_type", "award__decision").get(
        dossier=dossier
    )
    award = revocation.award
    return {
        "schema": SCHEMA,
        **about(dossier),
        "award": {
            "award": award.pk,
            "name": award.award_type.name,
            "decision": award.decision.number,
            "decided_on": award.decision.decided_on.isoformat()
            if award.decision.decided_on
            else None,
            "ordinal": award.ordinal,
            "year": award.year,
        },
        "recipient": {"name": award.name, "details": award.details},
        "ground": revocation.ground,
        "facts": revocation.facts,
        "concluded_on": revocation.concluded_on.isoformat() if revocation.concluded_on else None,
        "money_due": revocation.money_due,
    }


def problems_of(content: Content) -> list[Problem]:
    """Return what is missing: the ground, what was found, and when."""
    found = []
    if content["ground"] not in RevocationGround.values:
        found.append(Problem(_("Choose the ground."), LAW, is_error=True))
    if not str(content["facts"]).strip():
        found.append(Problem(_("Write what was found, by whom and when."), LAW, is_error=True))
    concluded = parse_date(content["concluded_on"] or "")
    if concluded is None:
        found.append(
            Problem(_("Enter the day on which the violation was concluded."), LAW, is_error=True)
        )
    elif concluded > timezone.localdate():
        found.append(Problem(_("This day lies in the future."), LAW, is_error=True))
    return found


def field_labels() -> dict[str, str]:
    """Return the words for the fields, for comparisons."""
    return {
        "title": str(_("title")),
        "unit": str(_("unit")),
        "award": str(_("award")),
        "recipient": str(_("recipient")),
        "ground": str(_("ground")),
        "facts": str(_("what was found, by whom, when")),
        "concluded_on": str(_("violation concluded on")),
        "money_due": str(_("money to be recovered (đồng)")),
        "year": str(_("year")),
    }
