"""What templates of other rooms need to draw a nomination's content."""

from typing import Any

from django import template
from django.utils.dateparse import parse_date

from awards.enums import Completion, PaperKind, Sex
from awards.rules.figures import FIGURES
from awards.selectors.nomination_panels import Panel, panel_of
from awards.selectors.nomination_score import ScoreShown, score_shown
from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier

register = template.Library()


@register.simple_tag
def nomination_panel(dossier: Dossier | None, user: User) -> Panel | None:
    """Return checks, papers and objections; nothing where a content is shown apart from its page."""
    return panel_of(dossier, user) if dossier is not None else None


@register.simple_tag
def nomination_score(code: str, user: object) -> ScoreShown | None:
    """Return the nominated unit's own score, as far as the user may know it."""
    return score_shown(code, user)


@register.simple_tag
def nomination_words(content: Content) -> dict[str, Any]:
    """Return the stored values of a content as people read them."""
    recipient = content["recipient"]
    figures = content.get("figures", {})
    return {
        "counts_from": parse_date(content["counts_from"]),
        "counts_to": parse_date(content["counts_to"]),
        "completion": dict(Completion.choices).get(content["completion"], ""),
        "sex": dict(Sex.choices).get(recipient["sex"], ""),
        "birth_date": parse_date(recipient["birth_date"]) if recipient["birth_date"] else None,
        "figures": [
            (FIGURES[name].label, value) for name, value in figures.items() if name in FIGURES
        ],
        "papers": [f"{PaperKind(one['kind']).label}: {one['name']}" for one in content["papers"]],
    }
