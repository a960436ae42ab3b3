"""What this feature adds to the shared rooms; called once from `apps.ready`."""

from django.utils.translation import gettext_lazy as _

from workflow_app.rulebook.keys import PROCEDURE, WORKING_DAYS, RuleKey, register_rule
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation

from . import (
    registration_campaigns,
    registration_nominations,
    registration_register,
    registration_scores,
    registration_types,
)

APPRAISAL = "Quyết định 311/QĐ-BNV năm 2025 (áp dụng tương tự)"
PROPOSER = "Nghị định 152/2025/NĐ-CP (áp dụng tương tự)"

RULES = (
    RuleKey("deadline.score_by_peers", _("Time for the peers' scores"), WORKING_DAYS, 7, PROCEDURE),
    RuleKey("deadline.appraise_score", _("Time to appraise a score"), WORKING_DAYS, 10, PROCEDURE),
    RuleKey(
        "deadline.appraise_award", _("Time to appraise a nomination"), WORKING_DAYS, 20, APPRAISAL
    ),
    RuleKey(
        "deadline.return_award",
        _("Time to return an incomplete nomination"),
        WORKING_DAYS,
        5,
        APPRAISAL,
    ),
    RuleKey("deadline.hear_objections", _("Time to hear objections"), WORKING_DAYS, 10, PROCEDURE),
    RuleKey("deadline.hand_over", _("Time to hand an award over"), WORKING_DAYS, 10, APPRAISAL),
    RuleKey("deadline.revoke", _("Time to propose a revocation"), WORKING_DAYS, 15, PROPOSER),
    RuleKey("deadline.recover", _("Time to recover a revoked award"), WORKING_DAYS, 20, PROCEDURE),
)


def register() -> None:
    """Register what all of it shares, then each part."""
    for rule in RULES:
        register_rule(rule)
    register_navigation(
        NavItem(
            "awards",
            _("Awards"),
            "awards:home",
            icon="award",
            order=25,
            namespaces=("awards",),
        )
    )
    for part in (
        registration_types,
        registration_campaigns,
        registration_scores,
        registration_nominations,
        registration_register,
    ):
        part.register()
