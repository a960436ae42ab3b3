"""Who may open a person's file and whose composition of a body. One function per question.

The personnel department keeps every file. Whoever handles a live proposal reads the files of the
people in it, and nothing more; which ones those are, the proposals say by registering a condition.
The inspection sees that a file exists and who opened it, never what stands in it. Everybody has
their own. Administrators configure accounts: they have no business here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Body, Person
from workflow_app.organization.selectors.posts import Post, posts_of

KIND = "personnel"
"""The kind of dossier; a delegation that is limited to other kinds opens no file."""

Handled = Callable[[User], Q]
Concerned = Callable[[User], bool]

_handled: dict[str, Handled] = {}
_concerned: dict[str, Concerned] = {}


def register_handled(name: str, condition: Handled) -> None:
    """Let people read the files of the persons (a condition on Person) whom they must handle."""
    _handled[name] = condition


def register_concerned(name: str, question: Concerned) -> None:
    """Show the errand “Personnel” to more people; the question asks nothing of the database."""
    _concerned[name] = question


@dataclass(frozen=True, slots=True)
class FileAccess:
    """What somebody may do with one person's file."""

    reads: bool = False
    """Sees what stands in it; every reading is logged."""
    keeps: bool = False
    """Changes it, adds papers, answers corrections."""
    inspects: bool = False
    """Sees that it exists and who opened it."""

    @property
    def exists(self) -> bool:
        """Whether the page exists for them at all."""
        return self.reads or self.inspects


def _posts(user: User) -> Iterable[Post]:
    return (post for post in posts_of(user) if user.is_active and post.kind in {"", KIND})


def keeps_files(user: User) -> bool:
    """Tell whether the user works in the personnel department today."""
    return any(
        post.duty == Duty.APPRAISE_CONTENT and post.function == UnitFunction.PERSONNEL
        for post in _posts(user)
    )


def inspects(user: User) -> bool:
    """Tell whether the user inspects today."""
    return any(post.duty == Duty.INSPECT for post in _posts(user))


def handled_persons(user: User) -> Q:
    """Return the condition on Person: those in proposals that the user must handle now."""
    condition = Q(pk__in=())
    for handled in _handled.values() if user.is_active else ():
        condition |= handled(user)
    return condition


def persons_for(user: User) -> QuerySet[Person]:
    """Return the people of whose files this user may know; one's own is on a page of its own."""
    people = Person.objects.select_related("unit")
    if keeps_files(user):
        return people
    condition = handled_persons(user)
    if inspects(user):
        condition |= Q(file__isnull=False)
    return people.filter(condition)


def access_to(user: User, person: Person) -> FileAccess:
    """Return what the user may do with the person's file.

    Nobody keeps their own file: a colleague of the department does, as for everybody else.
    """
    if not user.is_active:
        return FileAccess()
    is_own = person.user_id == user.pk
    is_keeper = keeps_files(user) and not is_own
    is_handler = is_keeper or Person.objects.filter(handled_persons(user), pk=person.pk).exists()
    return FileAccess(
        reads=is_keeper or (is_handler and not is_own),
        keeps=is_keeper,
        inspects=is_keeper or (inspects(user) and not is_own),
    )


def bodies_for(user: User) -> QuerySet[Body]:
    """Return the bodies whose composition the user may study: what is counted, not who is what."""
    if keeps_files(user) or inspects(user):
        return Body.objects.standing()
    duties = {Duty.PRESIDE, Duty.KEEP_MINUTES, Duty.VOTE}
    places = {post.body for post in _posts(user) if post.body and post.duty in duties}
    return Body.objects.standing().filter(pk__in=places)


def leads(user: User, body: Body) -> bool:
    """Tell whether the user sees whom the body misses: its chair, its secretary, the keepers."""
    duties = {Duty.PRESIDE, Duty.KEEP_MINUTES}
    return (
        keeps_files(user)
        or inspects(user)
        or any(post.body == body.pk and post.duty in duties for post in _posts(user))
    )


def is_concerned(user: User) -> bool:
    """Tell whether the errand “Personnel” is shown; asks the posts only."""
    duties = {Duty.PRESIDE, Duty.KEEP_MINUTES, Duty.VOTE, Duty.INSPECT}
    return (
        keeps_files(user)
        or any(post.duty in duties for post in _posts(user))
        or any(question(user) for question in _concerned.values())
    )
