"""Who belongs to the award secretariat: the department marked for it, else the personnel department.

The one place that says so for pages and lists; `awards.performers` says where its work is sent.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, Q

from awards.enums import Kind
from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.posts import Post, posts_of

OFFICERS = (Duty.APPRAISE_CONTENT, Duty.SIGN)
"""The officer, and who heads the department."""


def may_belong(post: Post, *duties: Duty) -> bool:
    """Tell whether the post may be one of the secretariat; asks nothing of the database."""
    return post.function in (UnitFunction.EMULATION, UnitFunction.PERSONNEL) and post.duty in (
        duties or OFFICERS
    )


def belongs(posts: Iterable[Post], *duties: Duty) -> bool:
    """Tell whether one of the posts is such a duty in the secretariat; a statement at most."""
    held = {post.function for post in posts if may_belong(post, *duties)}
    return UnitFunction.EMULATION in held or (
        UnitFunction.PERSONNEL in held and not Unit.objects.filter(_MARKED).exists()
    )


def reason_of_secretariat(posts: Iterable[Post], condition: Q, *duties: Duty) -> Iterator[Q]:
    """Yield the condition where the posts are the secretariat's, without asking the database now."""
    held = {post.function for post in posts if may_belong(post, *duties)}
    if UnitFunction.EMULATION in held:
        yield condition
    elif UnitFunction.PERSONNEL in held:
        yield condition & Q(~Exists(Unit.objects.filter(_MARKED)))


def works_in_secretariat(user: User, *duties: Duty) -> bool:
    """Tell whether the user holds such a duty in the award secretariat today."""
    return belongs((post for post in posts_of(user) if post.counts_for(Kind.NOMINATION)), *duties)


_MARKED = Q(function=UnitFunction.EMULATION, valid_to__isnull=True)
