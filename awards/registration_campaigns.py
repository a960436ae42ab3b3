"""What campaigns and the clusters' choices add to the shared rooms; called by `awards.registration`."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.forms_of_steps import register_obstacle
from workflow_app.approvals.kinds import DossierKind, register_kind
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import register_reasons
from workflow_app.audit.actions import register_action
from workflow_app.background.scheduler import register_job
from workflow_app.ballots.enums import FinalSay, TieRule
from workflow_app.ballots.questions import Question, register_question
from workflow_app.ballots.rules.defaults import BY_BALLOT, VOTE
from workflow_app.notifications.events import register_event
from workflow_app.organization.kinds import register_dossier_kind
from workflow_app.rulebook.keys import RuleKey, register_rule
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation

from .content_reviews import content_of_dossier, problems_of
from .enums import Kind
from .selectors import reviews
from .services.reviews import let_all_go_on, prepare_due_meetings, take_results

OFTEN = dt.timedelta(minutes=1)
EARLY = dt.time(6, 0)
CLUSTERS = "Thông tư 01/2024/TT-TANDTC, Điều 29 (áp dụng tương tự)"
ROTATION = "Hướng dẫn 1122/BTĐKT-VI ngày 30/6/2011 (áp dụng tương tự)"

IN_CLUSTER: dict[str, Any] = BY_BALLOT | {"then": FinalSay.CLUSTER_HEADS.value}
"""A secret ballot of the units; who heads a candidate's unit does not vote on it."""


def register() -> None:
    """Register campaigns, the kind of dossier of a choice, its votes, jobs and pages."""
    for action, label in (
        ("award_campaign.changed", _("Award campaign changed")),
        ("award_campaign.opened", _("Award campaign opened")),
        ("award_campaign.closed", _("Award campaign closed")),
        ("award_campaign.reminded", _("Units reminded of their scores")),
    ):
        register_action(action, label)
    register_event("award_campaign.opened", _("An award campaign is opened"))
    _register_kind()
    _register_votes()
    register_job("prepare meetings of clusters", func=prepare_due_meetings, daily_at=EARLY)
    register_job("nominations after the cluster's choice", func=let_all_go_on, every=OFTEN)
    register_navigation(
        NavItem("awards.campaigns", _("Campaigns"), "awards:campaigns", "flag", 10, parent="awards")
    )


def _register_kind() -> None:
    label = _("Choice of the cluster")
    register_dossier_kind(Kind.REVIEW, label)
    register_kind(
        DossierKind(
            name=Kind.REVIEW,
            label=label,
            flow="awards.flows.ClusterReviewFlow",
            content_of=content_of_dossier,
            content_template="awards/reviews/content.html",
            problems_of=problems_of,
            edit_url=edit_url,
            lines_key="candidates",
            line_title=line_title,
            field_labels=field_labels,
            icon="trophy",
            skipped=lambda __: (),
            has_open_draft=True,
        )
    )
    register_reasons(Kind.REVIEW, reviews.reasons_to_see)
    register_obstacle(Kind.REVIEW, "prepare", Outcome.CANCELLED, reviews.who_may_stand)
    register_question(
        Kind.REVIEW,
        Question(
            propositions=reviews.propositions_of,
            on_results=take_results,
            concerns=reviews.concerns_of,
            method=reviews.method_of,
            rule_kind=reviews.rule_kind,
            order=reviews.level_of,
            authors_vote=True,
        ),
    )


def _register_votes() -> None:
    by_post = IN_CLUSTER | {"tie": TieRule.SECOND_RUN.value, "then": FinalSay.CHAIR.value}
    for rule in (
        RuleKey("vote.cluster_review", _("Votes: choices of clusters"), VOTE, IN_CLUSTER, CLUSTERS),
        RuleKey(
            "vote.cluster_review.title",
            _("Votes: choices of clusters, flags and titles"),
            VOTE,
            IN_CLUSTER,
            CLUSTERS,
        ),
        RuleKey(
            "vote.cluster_review.post",
            _("Votes: head and deputy of a cluster"),
            VOTE,
            by_post,
            ROTATION,
        ),
    ):
        register_rule(rule)


def edit_url(dossier: Dossier) -> str:
    """Return where the head of the cluster prepares it: the dossier's own page."""
    return reverse("approvals:dossier", args=[dossier.code])


def line_title(line: dict[str, Any]) -> str:
    """Return the name of a candidate."""
    return str(line["name"])


def field_labels() -> dict[str, str]:
    """Return the words for the fields of a choice, for comparisons."""
    return {
        "title": str(_("title")),
        "campaign": str(_("campaign")),
        "cluster": str(_("cluster")),
        "award": str(_("award")),
        "seats": str(_("quota")),
        "ranking": str(_("ranking")),
        "name": str(_("name")),
        "unit": str(_("unit")),
        "order": str(_("order")),
        "dossier": str(_("dossier")),
    }
