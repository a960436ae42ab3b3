"""What is wrong with a plan's content today."""

from plans.content import content_of_dossier
from plans.rules import RULE_KEYS, problems_of_content
from workflow_app.approvals.kinds import Content, Problem
from workflow_app.approvals.models import Dossier
from workflow_app.rulebook.selectors import rules_on


def problems_of_dossier(dossier: Dossier) -> list[Problem]:
    """Check the live content under the rules in force today."""
    return problems_of(content_of_dossier(dossier))


def problems_of(content: Content) -> list[Problem]:
    """Check any content, live or frozen."""
    return problems_of_content(content, rules_on(*RULE_KEYS))
