"""Where work for a person lies: their own name, their desks, the desks delegated to them.

It follows from today's posts and needs no statement of its own. Every list and counter of open
duties walks these few addresses, each in the order of an index, and takes no more from any of
them than it shows: a long queue costs what a short one costs.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import add

from django.db import connection
from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.kinds import all_kinds
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.visibility import names
from workflow_app.db.planning import row_by_row
from workflow_app.organization.models import Desk
from workflow_app.organization.selectors.posts import posts_of
from workflow_app.ui.counters import Capped

OWN, DELEGATED, TAKEN = 0, 1, 2
IN_GROUP = ("due", "-priority", "pk")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Branch:
    """Some addresses whose duties stand in one group: one person, or desks; and what else holds."""

    group: int
    duties: QuerySet[WorkItem]
    user: int | None = None
    desks: frozenset[int] = frozenset()

    @property
    def address(self) -> Q:
        """The condition of the address itself; a single desk keeps the order of its index."""
        return Q(user=self.user) if self.user is not None else at_desks(self.desks)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The desks by how the person has them; `limited` are delegated for one kind of dossier."""

    user: int
    own: frozenset[int]
    delegated: frozenset[int]
    limited: dict[str, frozenset[int]]
    givers: dict[tuple[int, str], str]
    places: dict[int, str]
    duties: frozenset[str]

    def desks_for(self, kind: str) -> frozenset[int]:
        """Return the desks at which the person does duties about this kind of dossier."""
        return self.own | self.delegated | self.limited.get(kind, frozenset())

    def giver(self, desk: int | None, kind: str) -> str:
        """Name the person in whose name this one acts at a delegated desk."""
        key = desk or 0
        return self.givers.get((key, "")) or self.givers.get((key, kind), "")

    def is_free(self, kind: str = "") -> Q:
        """Return the condition of duties that no colleague has taken, maybe about a known kind."""
        return (Q(claimed_by__isnull=True) | Q(claimed_by=self.user)) & self.may_know(kind)

    def is_taken(self) -> Q:
        """Return the condition of duties that a colleague has taken."""
        return Q(claimed_by__isnull=False) & ~Q(claimed_by=self.user) & self.may_know()

    def may_know(self, kind: str = "") -> Q:
        """Return the condition of duties whose dossier, maybe of a known kind, does not name the person.

        The desk is theirs, but a colleague or a delegate does this one. Nearly every duty fulfils it;
        PostgreSQL reckons that each of its parts halves the rows, and read the whole queue.
        """
        return Q(row_by_row(~names(self.user, "dossier", kind)))

    def free_branches(self, *, mine: bool = False) -> Iterator[Branch]:
        """Return the addresses of what the person is to do, or of what of it they have taken.

        No duty stands at two of them.
        """
        free = open_work().filter(self.is_free())
        yield Branch(OWN, free, user=self.user)
        if mine:
            free = taken_work().filter(self.may_know(), claimed_by=self.user)
        for group, desks in ((OWN, self.own), (DELEGATED, self.delegated)):
            if desks:
                yield Branch(group, free, desks=desks)
        for kind, desks in self.limited.items():
            yield Branch(DELEGATED, free.filter(dossier_kind=kind), desks=desks)

    def taken_branches(self) -> Iterator[Branch]:
        """Return the same desks again, for what colleagues have taken there."""
        taken, unlimited = taken_work().filter(self.is_taken()), self.own | self.delegated
        if unlimited:
            yield Branch(TAKEN, taken, desks=unlimited)
        for kind, desks in self.limited.items():
            yield Branch(TAKEN, taken.filter(dossier_kind=kind), desks=desks)


def addresses_of(user: User) -> Addresses:
    """Return where work for the person lies today."""
    posts = posts_of(user)
    own = frozenset(post.desk for post in posts if post.delegation is None)
    delegated = frozenset(post.desk for post in posts if not post.kind) - own
    limited: dict[str, set[int]] = {}
    for post in posts:
        if post.kind and post.desk not in own and post.desk not in delegated:
            limited.setdefault(post.kind, set()).add(post.desk)
    givers: dict[tuple[int, str], str] = {}
    for post in posts:
        if post.delegation is not None:
            givers.setdefault((post.desk, post.kind), post.holder)
    return Addresses(
        user=user.pk,
        own=own,
        delegated=delegated,
        limited={kind: frozenset(desks) for kind, desks in sorted(limited.items())},
        givers=givers,
        places={post.desk: post.place for post in posts},
        duties=frozenset(post.duty for post in posts),
    )


def open_work() -> QuerySet[WorkItem]:
    """Return the duties that wait."""
    return WorkItem.objects.filter(state=WorkState.OPEN).order_by()


def taken_work() -> QuerySet[WorkItem]:
    """Return the duties that wait and that somebody has taken.

    They are open because they are not closed: the index that holds them alone is the only one of
    a desk that fits this, else SQLite looks for them in the whole queue.
    """
    return WorkItem.objects.filter(closed__isnull=True, claimed_by__isnull=False).order_by()


def at_desks(desks: Collection[int]) -> Q:
    """Return the condition of duties that are addressed to one of the desks."""
    return Q(desk=next(iter(desks))) if len(desks) == 1 else Q(desk__in=sorted(desks))


def waiting_number(user: User) -> Combinable:
    """Return, as an expression, how much waits for the person (each address up to a hundred)."""
    branches = addresses_of(user).free_branches()
    counts: list[Combinable] = [Capped(branch.duties.filter(branch.address)) for branch in branches]
    return reduce(add, counts)


def numbers_by_kind(
    addresses: Addresses, kinds: Iterable[tuple[str, bool]]
) -> Iterator[Combinable]:
    """Return, as expressions, how many duties of each kind wait, up to a hundred.

    With each kind goes whether it may be addressed to people by name, such as voting sheets.
    """
    dossier_kinds = {kind.name for kind in all_kinds()}
    for kind, is_personal in kinds:
        about = kind.partition(".")[0]
        free = open_work().filter(addresses.is_free(about if about in dossier_kinds else ""))
        desks = addresses.desks_for(about)
        places = [Q(user=addresses.user)] if is_personal else []
        places += [at_desks(desks)] if desks else []
        counts: list[Combinable] = [Capped(free.filter(place, kind=kind)) for place in places]
        yield reduce(add, counts) if counts else Value(0)


def first_of(branch: Branch, asked: Q, size: int) -> QuerySet[WorkItem]:
    """Return the first duties asked for at a branch in their order; only so many are looked at."""
    rows = branch.duties.filter(asked)
    found = rows.filter(branch.address)
    is_sorted = len(branch.desks) > 1
    if is_sorted:
        found = found.filter(due__lte=_horizon(rows, branch.desks, size))
    found = found.order_by(*IN_GROUP)[:size]
    if connection.features.supports_slicing_ordering_in_compound and not is_sorted:
        return found
    # SQLite limits no part of a union by itself; one level deeper it does. PostgreSQL joins what it
    # has to sort with all dossiers there are; one level deeper it takes the first ones before.
    return WorkItem.objects.filter(pk__in=found.values("pk")).order_by()


def _horizon(rows: QuerySet[WorkItem], desks: Collection[int], size: int) -> Combinable:
    """Return a time until which the desks together certainly have so many duties.

    An index has the duties of one desk in the order of time, not those of many desks together.
    The first desk that has so many by itself says how far to look at each of the others.
    """
    last = rows.filter(desk=OuterRef("pk")).order_by("due").values("due")[size - 1 : size]
    full = Desk.objects.filter(pk__in=sorted(desks)).annotate(last=Subquery(last))
    first = full.order_by(F("last").asc(nulls_last=True)).values("last")[:1]
    return Coalesce(Subquery(first), Value(NEVER, output_field=DateTimeField()))
