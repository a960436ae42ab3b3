"""What a nomination lacks, and what the rules say of it while its unit types."""

from django.utils.translation import gettext as _

from awards.models import Nomination
from awards.report_forms import says_nothing
from awards.rules.findings import Finding, told_to_drafters
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.kinds import Content, Problem

from .appraisal import RELATED
from .checks import checks_of

SHORTEST_CITATION = 10


def errors_of(content: Content) -> list[Problem]:
    """Return what stops the submission: what is missing. It asks the database nothing."""
    return [Problem(text, is_error=True) for text in missing_in(content)]


def problems_of(content: Content) -> list[Problem]:
    """Return what the drafter should know: what is missing stops, what the rules say warns."""
    missing = errors_of(content)
    nomination = (
        Nomination.objects.select_related(*RELATED).filter(dossier__code=content["code"]).first()
    )
    if nomination is None or nomination.dossier.stage != Stage.DRAFTING:
        return missing
    return missing + [
        Problem(finding.text, finding.legal_basis)
        for finding in drafters_findings(nomination)
        if finding.is_error
    ]


def drafters_findings(nomination: Nomination) -> list[Finding]:
    """Return every check as the unit may read it; the nomination may hold what is typed so far."""
    return told_to_drafters(checks_of(nomination))


def missing_in(content: Content) -> list[str]:
    """Say what has to be filled in before the nomination can be submitted."""
    return _missing(
        citation=content["citation"],
        citation_foreign=content["citation_foreign"],
        language=content["recipient"]["language"],
        achievements=content["achievements"],
        completion=content["completion"],
        votes=(content["votes_for"], content["votes_of"]),
    )


def missing_of(nomination: Nomination) -> list[str]:
    """Say the same of a nomination, whose recipient has been read with it."""
    return _missing(
        citation=nomination.citation,
        citation_foreign=nomination.citation_foreign,
        language=nomination.recipient.language,
        achievements=nomination.achievements,
        completion=nomination.completion,
        votes=(nomination.votes_for, nomination.votes_of),
    )


def _missing(
    *,
    citation: str,
    citation_foreign: str,
    language: str,
    achievements: str,
    completion: str,
    votes: tuple[int | None, int | None],
) -> list[str]:
    found = []
    if len(citation.strip()) < SHORTEST_CITATION:
        found.append(_("The achievement as the certificate will say it is missing."))
    if says_nothing(achievements):
        found.append(_("The report of achievements is empty."))
    if not completion:
        found.append(_("The level of completion of tasks is missing."))
    if language and not citation_foreign.strip():
        found.append(_("The achievement in the second language of the certificate is missing."))
    if None in votes:
        found.append(_("The result of the vote in the unit is missing."))
    elif (votes[0] or 0) > (votes[1] or 0):
        found.append(_("More votes were given than there were voters."))
    return found
