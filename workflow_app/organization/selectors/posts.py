"""What a person holds today, as plain values: read once, asked by every page.

`SignInBackend` reads the posts in the statement that reads the account, so that a request has
them for nothing; anybody else's are read when they are asked for. They decide what is *shown*.
Whether somebody may act is asked anew, under a lock, by `authority_at`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    BigAutoField,
    DateField,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.accounts.second_factor import authenticators, know_second_factor
from workflow_app.db.prepared import Rows
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding

KEPT = "_posts"
COLUMNS = (
    "id",
    "desk",
    "desk__duty",
    "desk__unit",
    "desk__cluster",
    "desk__body",
    "desk__unit__kind",
    "desk__unit__function",
    "desk__unit__short_name",
    "desk__cluster__name",
    "desk__cluster__year",
    "desk__body__name",
    "kind",
    "mandate",
    "mandate__role",
    "mandate__unit__short_name",
    "mandate__body__name",
    "mandate__person__full_name",
    "delegation",
    "delegation__valid_to",
)
ACCOUNT = tuple(field.attname for field in User._meta.concrete_fields)


@dataclass(frozen=True, slots=True)
class Post:
    """One duty that somebody has today: where, under which mandate, and whose if delegated.

    `kind` limits a delegation to one kind of dossier; empty means every kind.
    """

    holding: int
    desk: int
    duty: str
    unit: int | None
    cluster: int | None
    body: int | None
    unit_kind: str
    function: str
    place: str
    kind: str
    mandate: int
    role: str
    office: str
    holder: str
    delegation: int | None
    until: dt.date | None

    def counts_for(self, kind: str) -> bool:
        """Tell whether the post is for dossiers of the kind."""
        return self.kind in ("", kind)


def posts_of(user: User | AnonymousUser) -> tuple[Post, ...]:
    """Return what the person holds today, own mandates first."""
    kept: tuple[Post, ...] | None = getattr(user, KEPT, None)
    if kept is not None:
        return kept
    if user.pk is None:
        return ()
    held = Holding.objects.in_force(timezone.localdate()).filter(user=user.pk)
    return _posts(held.values_list(*COLUMNS))


def holds(user: User | AnonymousUser, *duties: Duty) -> bool:
    """Tell whether the person has one of the duties at any place today."""
    return any(post.duty in duties for post in posts_of(user))


def held_at(user: User | AnonymousUser, where: str, *duties: Duty) -> list[int]:
    """Return the units, clusters or bodies (`where`) at which the person has one of the duties."""
    return places_of(posts_of(user), where, *duties)


def places_of(posts: Iterable[Post], where: str, *duties: Duty) -> list[int]:
    """Return the units, clusters or bodies (`where`) of those posts that are one of the duties."""
    return sorted({getattr(post, where) for post in posts if post.duty in duties} - {None})


def may_hold(user: User | AnonymousUser, kind: str, **where: object) -> bool:
    """Tell whether asking for the person's authority can be of use: `may_hold(user, "", desk=3)`.

    False only where none of the posts that were read with the account is for this kind of dossier
    and has these values; whether the person may act is for `authority_at` to say.
    """
    kept: tuple[Post, ...] | None = getattr(user, KEPT, None)
    return kept is None or any(
        post.counts_for(kind) and all(getattr(post, name) == value for name, value in where.items())
        for post in kept
    )


def account_with_posts(pk: Any) -> User | None:
    """Return the account of a signed-in person with what every page asks about them.

    One statement: the account, today's posts, and whether a second factor is set up.
    """
    rows = _account(pk=pk, today=timezone.localdate())
    if not rows:
        return None
    width = len(ACCOUNT)
    user = User.from_db(DEFAULT_DB_ALIAS, ACCOUNT, rows[0][:width])
    know_second_factor(user, exists=rows[0][width])
    held = [row[width + 1 :] for row in rows if row[width + 1] is not None]
    setattr(user, KEPT, _posts(held))
    return user


def _account_on(pk: Any, today: Any) -> QuerySet[User, tuple[Any, ...]]:
    return (
        User.objects.filter(pk=pk)
        .annotate(
            held=FilteredRelation(
                "holdings",
                condition=Q(holdings__valid_from__lte=today)
                & (Q(holdings__valid_to__isnull=True) | Q(holdings__valid_to__gte=today)),
            ),
            has_authenticator=Exists(authenticators().filter(user=OuterRef("pk"))),
        )
        .values_list(*ACCOUNT, "has_authenticator", *(f"held__{name}" for name in COLUMNS))
    )


_account = Rows(_account_on, pk=BigAutoField(), today=DateField())


def _posts(rows: Iterable[Sequence[Any]]) -> tuple[Post, ...]:
    found = [_post(dict(zip(COLUMNS, row, strict=True))) for row in rows]
    return tuple(sorted(found, key=lambda post: (post.delegation or 0, post.mandate, post.holding)))


def _post(row: dict[str, Any]) -> Post:
    cluster = f"{row['desk__cluster__name']} ({row['desk__cluster__year']})"
    return Post(
        holding=row["id"],
        desk=row["desk"],
        duty=row["desk__duty"],
        unit=row["desk__unit"],
        cluster=row["desk__cluster"],
        body=row["desk__body"],
        unit_kind=row["desk__unit__kind"] or "",
        function=row["desk__unit__function"] or "",
        place=row["desk__unit__short_name"] or row["desk__body__name"] or cluster,
        kind=row["kind"],
        mandate=row["mandate"],
        role=row["mandate__role"],
        office=row["mandate__unit__short_name"] or row["mandate__body__name"] or "",
        holder=row["mandate__person__full_name"],
        delegation=row["delegation"],
        until=row["delegation__valid_to"],
    )
