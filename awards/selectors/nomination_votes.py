"""What a nomination puts to the vote of the council and of the deciding body."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from awards.models import Nomination
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.questions import Concern, Proposition
from workflow_app.lib.official import official_language
from workflow_app.organization.kinship import kin_among
from workflow_app.organization.models import Person

from .nominations import nomination_of


def propositions_of(dossier: Dossier, __: str) -> Sequence[Proposition]:
    """Return the nominee, as the one thing that is adopted or not; a tie may favour it."""
    nomination = nomination_of(dossier)
    recipient = nomination.recipient
    with official_language():
        label = _("%(award)s: %(name)s") % {
            "award": nomination.award_type.name,
            "name": recipient.name,
        }
    return [Proposition("", label, recipient.person, is_favoured=recipient.is_favoured)]


def rule_kind_of(dossier: Dossier, __: str) -> str:
    """Return the kind of vote that the award asks for ("vote.<kind>" in the rulebook)."""
    return str(nomination_of(dossier).award_type.vote_rule)


def order_of(dossier: Dossier, __: str) -> int:
    """Return the award's level: bodies vote from low to high."""
    return int(nomination_of(dossier).award_type.level)


def concerns_of(dossier: Dossier, people: Sequence[Person]) -> Sequence[Concern]:
    """Return members who are the nominee, of the nominated collective, or recorded as relatives.

    The nominating unit's own people are pointed out by the ballots themselves.
    """
    nomination: Nomination = nomination_of(dossier)
    recipient = nomination.recipient
    found = []
    with official_language():
        for person in people:
            if person.pk == recipient.person_id:
                found.append(Concern(person, _("Is nominated")))
            elif recipient.unit_id and person.unit_id == recipient.unit_id != dossier.unit_id:
                found.append(Concern(person, _("Belongs to the nominated collective")))
    members = {person.pk: person for person in people}
    if recipient.person_id is not None:
        kin = kin_among(members, [recipient.person_id])
        found += [Concern(members[one.person], one.reason) for one in kin]
    return found
