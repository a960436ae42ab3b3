"""What the calendar does to many things at once: one that fails holds up no other."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)
Key = TypeVar("Key")


def one_by_one(act: Callable[[Key], int], keys: Iterable[Key], *, trouble: str) -> int:
    """Do `act` for every key and return the sum of what it returned (True counts as one).

    `act` is a transaction of its own, so that what was done stays done. A failure is logged with
    `trouble` (its %s is the key) and the others go on; the first one is raised at the end, so
    that the scheduler shows that the job failed, and tries again.
    """
    done = 0
    failures: list[Exception] = []
    for key in list(keys):
        try:
            done += act(key)
        except Exception as failure:
            logger.exception(trouble, key)
            failures.append(failure)
    if failures:
        raise failures[0]
    return done
