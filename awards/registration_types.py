"""What the part "types" of awards adds to the shared rooms; called by `awards.registration`."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from awards.rules.exclusions import STANDING
from workflow_app.accounts.models import User
from workflow_app.audit.actions import register_action
from workflow_app.organization.selectors.posts import posts_of
from workflow_app.rulebook.keys import YES_NO, RuleKey, register_rule
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation


def register() -> None:
    """Register it."""
    for name, (label, basis) in STANDING.items():
        register_rule(
            RuleKey(f"award.check.{name}", label, YES_NO, default=True, legal_basis=basis)
        )
    register_action("award_type.saved", _("Entered an award or changed it"))
    register_action("award_rule.begun", _("Let a version of an award's rule begin"))
    register_action("base_salary.begun", _("Wrote down a base salary"))
    register_action("awards.imported", _("Imported awards from before the system"))
    register_action("award_matter.recorded", _("Wrote down a matter that holds awards up"))
    register_action("award_matter.ended", _("Ended a matter that held awards up"))
    register_action("award_rating.set", _("Wrote down the level of completion of a year"))
    for order, (key, label, url, icon) in enumerate(
        (
            ("types", _("Kinds of award"), "awards:types", "award"),
            ("history", _("Who got what"), "awards:history", "history"),
        ),
        start=60,
    ):
        register_navigation(
            NavItem(f"awards.{key}", label, url, icon, order, _has_a_post, parent="awards")
        )


def _has_a_post(request: HttpRequest) -> bool:
    return bool(posts_of(cast("User", request.user)))
