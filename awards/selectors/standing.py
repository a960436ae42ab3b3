"""Who keeps and who reads the facts that the checks rest on."""

from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.selectors.posts import posts_of

SECRETARIAT = (UnitFunction.EMULATION, UnitFunction.PERSONNEL)


def keeps_facts(user: User) -> bool:
    """Tell whether the person works in the award secretariat."""
    return user.is_active and any(
        post.function in SECRETARIAT and post.duty in (Duty.APPRAISE_CONTENT, Duty.SIGN)
        for post in posts_of(user)
    )


def reads_facts(user: User) -> bool:
    """Tell whether the person reads them: the secretariat, and the inspection."""
    return keeps_facts(user) or any(post.duty == Duty.INSPECT for post in posts_of(user))
