"""What is wrong with a plan's content today."""

from plans.rules import RULE_KEYS, problems_of_content
from workflow_app.approvals.kinds import Content, Problem
from workflow_app.rulebook.selectors import rules_on


def problems_of(content: Content) -> list[Problem]:
    """Check a content, live or frozen, under the rules in force today."""
    return problems_of_content(content, rules_on(*RULE_KEYS))
