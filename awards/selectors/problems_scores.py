"""What is wrong with a self-score: points over the most, points missing, claims without a source."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from awards.enums import CriterionKind
from workflow_app.approvals.kinds import Content, Problem


def problems_of(content: Content) -> list[Problem]:
    """Check a content, live or frozen.

    Errors stop the submission. What lacks a source is a warning that everybody who reads the score
    sees later: the unit may hand it in so, and its peers judge it so.
    """
    if not content["lines"]:
        return [Problem(_("The campaign has no score sheet yet."), is_error=True)]
    return [problem for line in content["lines"] for problem in problems_of_line(line)]


def problems_of_line(line: Content) -> list[Problem]:
    """Check one criterion."""
    name = {"criterion": f"{line['code']} {line['text']}", "most": line["most"].replace(".", ",")}
    points = line["points"]
    if points is None:
        if line["kind"] != CriterionKind.MAIN:
            return []
        return [_about(line, "points", _("Points are missing: %(criterion)s.") % name, error=True)]
    if not 0 <= Fraction(points) <= Fraction(line["most"]):
        sentence = _("At most %(most)s points: %(criterion)s.") % name
        return [_about(line, "points", sentence, error=True)]
    if not Fraction(points):
        return []
    found = []
    if line["kind"] == CriterionKind.BONUS and not line["claim"].strip():
        sentence = _("Say what the bonus points are for: %(criterion)s.") % name
        found.append(_about(line, "claim", sentence, error=True))
    if line["needs_evidence"] and not line["evidence"]:
        sentence = _("No source is given, though one is required: %(criterion)s.") % name
        found.append(_about(line, "evidence", sentence))
    elif line["claim"].strip() and not line["evidence"]:
        sentence = _("A claim without a source: %(criterion)s.") % name
        found.append(_about(line, "evidence", sentence))
    return found


def _about(line: dict[str, Any], column: str, sentence: str, *, error: bool = False) -> Problem:
    return Problem(sentence, line=line["uid"], column=column, is_error=error)
