"""What a nomination lacks, and what the rules say of it."""

from django.utils.translation import gettext as _

from awards.report_forms import says_nothing
from workflow_app.approvals.kinds import Content, Problem

SHORTEST_CITATION = 10


def problems_of(content: Content) -> list[Problem]:
    """Return what the drafter should know: what is missing stops, what the rules say warns."""
    return [Problem(text, is_error=True) for text in missing_in(content)]


def missing_in(content: Content) -> list[str]:
    """Say what has to be filled in before the nomination can be submitted."""
    found = []
    if len(content["citation"].strip()) < SHORTEST_CITATION:
        found.append(_("The achievement as the certificate will say it is missing."))
    if says_nothing(content["achievements"]):
        found.append(_("The report of achievements is empty."))
    if not content["completion"]:
        found.append(_("The level of completion of tasks is missing."))
    if content["recipient"]["language"] and not content["citation_foreign"].strip():
        found.append(_("The achievement in the second language of the certificate is missing."))
    votes, of = content["votes_for"], content["votes_of"]
    if votes is None or of is None:
        found.append(_("The result of the vote in the unit is missing."))
    elif votes > of:
        found.append(_("More votes were given than there were voters."))
    return found
