"""Who keeps and who reads the facts that the checks rest on."""

from awards.selectors.secretariat import works_in_secretariat
from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import posts_of


def keeps_facts(user: User) -> bool:
    """Tell whether the person works in the award secretariat."""
    return user.is_active and works_in_secretariat(user)


def reads_facts(user: User) -> bool:
    """Tell whether the person reads them: the secretariat, and the inspection."""
    return keeps_facts(user) or any(post.duty == Duty.INSPECT for post in posts_of(user))
