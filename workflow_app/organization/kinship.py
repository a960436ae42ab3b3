"""Who is whose relative, as far as a feature that keeps such facts tells the others.

A feature registers a finder in `apps.ready`; without one nobody is known to be a relative.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kin:
    """One of the people asked about is a relative of one of the others; keys of Person.

    `reason` says how, in Vietnamese, from the side of the first.
    """

    person: int
    of: int
    reason: str


Finder = Callable[[Collection[int], Collection[int]], list[Kin]]
_finders: dict[str, Finder] = {}


def register_kin(name: str, finder: Finder) -> None:
    """Let a feature say which of some people are relatives of which others."""
    _finders[name] = finder


def kin_among(people: Collection[int], others: Collection[int]) -> list[Kin]:
    """Return which of these people are known to be relatives of the others."""
    if not people or not others:
        return []
    return [kin for finder in _finders.values() for kin in finder(people, others)]
