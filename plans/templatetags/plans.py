"""What templates of other rooms need to draw a plan's content."""

from collections.abc import Sequence

from django import template

from plans.selectors.amendments import Addition, additions_to, may_ask_for_addition
from plans.selectors.summary import Summary, summarise
from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content, Problem
from workflow_app.approvals.models import Dossier

register = template.Library()


@register.simple_tag
def plan_summary(content: Content, problems: Sequence[Problem] | None = None) -> Summary:
    """Return totals, strip and readable lines of any plan's content."""
    return summarise(content, problems or ())


@register.simple_tag
def plan_additions(dossier: Dossier | None, user: User) -> list[Addition]:
    """Return the ad-hoc additions to an adopted plan that the person may know of."""
    return additions_to(dossier, user) if dossier is not None else []


@register.simple_tag
def can_ask_for_addition(dossier: Dossier | None, user: User) -> bool:
    """Tell whether the person may ask for activities that could not be planned."""
    return dossier is not None and may_ask_for_addition(dossier, user)
