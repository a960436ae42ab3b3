"""What the part "scores" of awards adds to the shared rooms; called by `awards.registration`."""

import datetime as dt
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content, DossierKind, register_kind
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.selectors.comparison import plain_words
from workflow_app.approvals.visibility import register_reasons
from workflow_app.approvals.work_links import register_work_link
from workflow_app.audit.actions import register_action
from workflow_app.audit.verification import register_check
from workflow_app.background.scheduler import register_job
from workflow_app.organization.enums import Duty
from workflow_app.organization.kinds import register_dossier_kind
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation

from .content_scores import content_of_dossier
from .enums import CriterionKind, Kind
from .selectors.problems_scores import problems_of
from .selectors.reading import OF_A_UNIT, posts_for, reasons_to_see
from .selectors.scores import skipped_stages
from .services.peers import PEER_SHEET, close_due_scorings
from .verification_scores import verify_rankings, verify_sheets

OFTEN = dt.timedelta(minutes=1)


def register() -> None:
    """Register the kind, who sees it, its duties, jobs, checks and words of the log."""
    label = _("Self-score")
    register_dossier_kind(Kind.SELF_SCORE, label)
    register_kind(
        DossierKind(
            name=Kind.SELF_SCORE,
            label=label,
            flow="awards.flows.SelfScoreFlow",
            content_of=content_of_dossier,
            content_template="awards/scores/content.html",
            problems_of=problems_of,
            edit_url=edit_url,
            lines_key="lines",
            line_title=line_title,
            field_labels=field_labels,
            words=value_words,
            icon="clipboard-check",
            skipped=skipped_stages,
        )
    )
    register_reasons(Kind.SELF_SCORE, reasons_to_see)
    register_work_link(PEER_SHEET, sheet_url, _("Score a unit of the cluster"), (Duty.REVIEW,))
    register_job("close scorings that are due", func=close_due_scorings, every=OFTEN)
    register_check("rankings against their sheets", verify_rankings)
    register_check("sheets of peers", verify_sheets)
    for action, words in (
        ("score.saved", _("Self-score saved")),
        ("score.imported", _("Points taken over from a workbook")),
        ("score.scoring_opened", _("Scoring by the cluster opened")),
        ("score.scoring_closed", _("Scoring by the cluster closed")),
        ("score.scoring_stopped", _("Scoring by the cluster stopped")),
        ("score.sheet_handed_in", _("Sheet handed in")),
        ("score.conflict_declared", _("Conflict of interest declared")),
        ("score.office_saved", _("Points of the office saved")),
        ("score.ranking_frozen", _("Ranking frozen")),
    ):
        register_action(action, words)
    register_navigation(
        NavItem(
            "awards.scores",
            _("Scores"),
            "awards:scores",
            "clipboard-check",
            15,
            has_scores,
            parent="awards",
        )
    )


def has_scores(request: HttpRequest) -> bool:
    """Show scores to units, to the secretariat and to the inspection; asks the posts only."""
    return any(
        post.duty in (*OF_A_UNIT, Duty.INSPECT, Duty.APPRAISE_CONTENT, Duty.ENDORSE, Duty.STAND_IN)
        for post in posts_for(cast("User", request.user))
    )


def edit_url(dossier: Dossier) -> str:
    """Return where the drafter types."""
    return reverse("awards:score_edit", args=[dossier.code])


def sheet_url(item: WorkItem) -> str:
    """Return the page of the unit's sheet; the duty's source is the round, whose unit it names."""
    return reverse("awards:peer_sheet", args=[item.source_id])


def line_title(line: Content) -> str:
    """Return the criterion of a line."""
    return f"{line['code']} {line['text']}"


def value_words(name: str, value: Any) -> str:
    """Return a stored value as people write it."""
    if name == "kind":
        return str(dict(CriterionKind.choices).get(value, value))
    if name == "evidence":
        return "; ".join(one["label"] for one in value)
    if name in {"points", "most", "weight"}:
        return str(value).replace(".", ",")
    return plain_words(value)


def field_labels() -> dict[str, str]:
    """Return the words for the fields of a self-score and its lines, for comparisons."""
    return {
        "title": str(_("title")),
        "unit": str(_("unit")),
        "year": str(_("year")),
        "campaign": str(_("campaign")),
        "gap_limit": str(_("gap that demands a sentence")),
        "summary": str(_("summary of the year")),
        "groups": str(_("groups of criteria")),
        "group": str(_("group")),
        "code": str(_("code")),
        "text": str(_("criterion")),
        "kind": str(_("kind")),
        "most": str(_("points at most")),
        "needs_evidence": str(_("evidence required")),
        "points": str(_("points")),
        "claim": str(_("what was achieved")),
        "evidence": str(_("evidence")),
    }
