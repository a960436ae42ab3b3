"""What several parts of one page ask of the same object is worked out once."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def once_for(owner: object, name: str, work_out: Callable[[], T]) -> T:
    """Return what `work_out` says, kept under the name with the object for as long as it lives.

    The object is one that a request reads for itself, so that nothing outlives the page.
    """
    kept = vars(owner)
    if name not in kept:
        kept[name] = work_out()
    found: T = kept[name]
    return found
