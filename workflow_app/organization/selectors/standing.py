"""What a person holds, apart from which keys it is about: so that statements can be kept ready.

What somebody may see is a condition made of their posts. Building it, with the statement around
it, costs far more than running it, and for everybody who holds the same kinds of posts it reads
the same but for the keys. A kept statement (`workflow_app.db.prepared`) therefore is given the
`shape` of the posts, which says how it is built, and the keys as its values:

    _seen = SelectFor(lambda user, code: Dossier.objects.visible_to(user).filter(code=code),
                      code=CharField())
    _seen.of(user, code="KH-2027")

The user for whom such a statement is built is a `stand_in`, the person as conditions see them;
nothing else may be asked of it.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db.models import Field, Model, QuerySet

from workflow_app.accounts.models import User
from workflow_app.db.prepared import Keys, Rows, Select
from workflow_app.ui.counters import expressions

from .posts import KEPT, Post, posts_of

KEPT_STANDING = "_standing"
KEYED = ("holding", "desk", "unit", "cluster", "body", "mandate", "delegation")
"""What of a post is a key; whether it is there at all belongs to the shape."""

SAID = ("duty", "unit_kind", "function", "kind", "role")
"""What of a post conditions may ask for besides."""

ModelT = TypeVar("ModelT", bound=Model)
Shape = tuple[bool, tuple[tuple[Any, ...], ...]]


class Standing(NamedTuple):
    """The shape of what somebody holds, and the keys that belong in it, their own first."""

    shape: Shape
    keys: list[int]


def standing_of(user: User) -> Standing:
    """Return what the person holds today as shape and keys; found out once for an account read."""
    kept: Standing | None = getattr(user, KEPT_STANDING, None)
    if kept is None or not hasattr(user, KEPT):
        kept = _standing(user)
        setattr(user, KEPT_STANDING, kept)
    return kept


def _standing(user: User) -> Standing:
    posts = posts_of(user)
    keys = [user.pk or 0]
    places: list[dict[int | None, int | None]] = []
    for name in KEYED:
        # In the order of the keys: conditions sort them, and the places must sort alike.
        found = sorted({getattr(post, name) for post in posts} - {None})
        places.append({None: None} | {key: len(keys) + at for at, key in enumerate(found)})
        keys += found
    shape = tuple(
        (
            *(place[getattr(post, name)] for name, place in zip(KEYED, places, strict=True)),
            *(str(getattr(post, name)) for name in SAID),
        )
        for post in posts
    )
    return Standing((bool(user.is_active), shape), keys)


def stand_in(shape: Shape, keys: Sequence[int]) -> User:
    """Return somebody who holds posts of this shape with these keys."""
    is_active, posts = shape
    user = User(pk=keys[0], is_active=is_active)
    setattr(user, KEPT, tuple(_post(post, keys) for post in posts))
    return user


def _post(shape: tuple[Any, ...], keys: Sequence[int]) -> Post:
    places, said = shape[: len(KEYED)], shape[len(KEYED) :]
    values: dict[str, Any] = {
        name: None if place is None else keys[place]
        for name, place in zip(KEYED, places, strict=True)
    }
    values |= dict(zip(SAID, said, strict=True))
    return Post(place="", office="", holder="", until=None, **values)


def _for_stand_in(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., QuerySet[Any, Any]]:
    def built(shape: Shape, *more: Hashable, person: Any, **given: Any) -> QuerySet[Any, Any]:
        return build(stand_in(shape, person), *more, **given)

    return built


class SelectFor(Select[ModelT]):
    """A kept reading for somebody: `build` is given the user first, `of` runs it for one."""

    def __init__(
        self, build: Callable[..., QuerySet[ModelT]], **given: Field[Any, Any] | Keys
    ) -> None:
        super().__init__(_for_stand_in(build), person=Keys(), **given)

    def of(self, user: User, *shape: Hashable, **given: Any) -> list[ModelT]:
        """Return the rows for this user."""
        standing = standing_of(user)
        return self(standing.shape, *shape, person=standing.keys, **given)


class RowsFor(Rows):
    """The same for plain values."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], **given: Field[Any, Any] | Keys
    ) -> None:
        super().__init__(_for_stand_in(build), person=Keys(), **given)

    def of(self, user: User, *shape: Hashable, **given: Any) -> list[tuple[Any, ...]]:
        """Return the rows for this user."""
        standing = standing_of(user)
        return self(standing.shape, *shape, person=standing.keys, **given)


def _counted(user: User, names: tuple[str, ...]) -> QuerySet[Any, Any]:
    return User.objects.filter(pk=user.pk).values_list(*expressions(user, names).values())


_counts = RowsFor(_counted)


def counts_for(user: User, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the shell's counters of these names in one statement."""
    rows = _counts.of(user, names)
    return rows[0] if rows else (0,) * len(names)
