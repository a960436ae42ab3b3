"""Words that only this room's pages need."""

from django import template

from workflow_app.organization.kinds import labels_of

register = template.Library()


@register.filter
def kind_label(kind: str) -> str:
    """Write the kind of dossier as people call it."""
    return labels_of([kind])
