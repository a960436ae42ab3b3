"""What templates of other rooms need to draw a proposal's content."""

from django import template

from personnel.selectors.summary import Panel, panel_of
from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier

register = template.Library()


@register.simple_tag
def proposal_panel(dossier: Dossier | None, content: Content, user: User) -> Panel | None:
    """Return checks, opinions and effect; nothing where a content is shown apart from its page."""
    return panel_of(dossier, content, user) if dossier is not None else None
