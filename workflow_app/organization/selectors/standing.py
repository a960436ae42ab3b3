"""What a person holds, apart from which keys it is about: so that statements can be kept ready.

What somebody may see is a condition made of their posts. Building it, with the statement around
it, costs far more than running it, and for everybody who holds the same kinds of posts it reads
the same but for the keys. A kept statement (`workflow_app.db.prepared`) therefore is given the
`shape` of the posts, which says how it is built, and the keys as its values:

    _seen = Select(
        lambda shape, person: Dossier.objects.visible_to(stand_in(shape, person)), person=Keys()
    )
    standing = standing_of(user)
    _seen(standing.shape, person=standing.keys)

`stand_in` is the person as conditions see them; nothing else may be asked of it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from workflow_app.accounts.models import User
from workflow_app.db.prepared import Keys, Rows
from workflow_app.ui.counters import expressions

from .posts import KEPT, Post, posts_of

KEPT_STANDING = "_standing"
KEYED = ("holding", "desk", "unit", "cluster", "body", "mandate", "delegation")
"""What of a post is a key; whether it is there at all belongs to the shape."""

SAID = ("duty", "unit_kind", "function", "kind", "role")
"""What of a post conditions may ask for besides."""

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


def _counted(shape: Shape, names: tuple[str, ...], person: Sequence[int]) -> Any:
    user = stand_in(shape, person)
    return User.objects.filter(pk=user.pk).values_list(*expressions(user, names).values())


_counts = Rows(_counted, person=Keys())


def counts_for(user: User, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the shell's counters of these names in one statement."""
    standing = standing_of(user)
    rows = _counts(standing.shape, names, person=standing.keys)
    return rows[0] if rows else (0,) * len(names)
