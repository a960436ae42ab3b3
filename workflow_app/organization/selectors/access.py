"""Who may open the pages of this room. One function per question."""

from dataclasses import dataclass

from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty, UnitKind

from .authority import holdings_of
from .posts import posts_of


def _holds_at_apex(user: User, duty: Duty) -> bool:
    at_apex = holdings_of(user).filter(desk__duty=duty, desk__unit__kind=UnitKind.APEX)
    return user.is_active and at_apex.exists()


def may_administer(user: User) -> bool:
    """Tell whether the user configures the federation today."""
    return _holds_at_apex(user, Duty.ADMINISTER)


def may_read_administration(user: User) -> bool:
    """Administrators and inspectors read; only administrators change."""
    if not user.is_active:  # strangers too: an anonymous user is never active
        return False
    duties = set(
        holdings_of(user)
        .filter(desk__duty__in=(Duty.ADMINISTER, Duty.INSPECT))
        .values_list("desk__duty", "desk__unit__kind")
    )
    return any(duty == Duty.INSPECT or kind == UnitKind.APEX for duty, kind in duties)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the person may open here and which duties they have today."""

    reads_administration: bool
    has_mandates: bool
    duties: frozenset[str]


def standing_of(user: User) -> Standing:
    """Answer for the navigation from the posts what the questions above answer one by one."""
    posts = posts_of(user) if user.is_active else ()
    return Standing(
        reads_administration=any(
            post.duty == Duty.INSPECT
            or (post.duty == Duty.ADMINISTER and post.unit_kind == UnitKind.APEX)
            for post in posts
        ),
        has_mandates=any(post.delegation is None for post in posts),
        duties=frozenset(post.duty for post in posts),
    )


def needs_second_factor(user: User) -> bool:
    """Chairs, clerks and administrators sign in with a second factor."""
    needing = {Duty.PRESIDE, Duty.ISSUE, Duty.ADMINISTER}
    return any(post.duty in needing for post in posts_of(user))
