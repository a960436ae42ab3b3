"""Refusals. Each carries one sentence for the person: why, and who could instead."""

from collections.abc import Sequence

from django.utils.functional import Promise


class RefusalError(Exception):
    """The act was not done. `message` is shown as it is; `details` are listed under it."""

    def __init__(self, message: str | Promise, details: Sequence[str] = ()) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.details = [str(detail) for detail in details]


class NotAllowedError(RefusalError):
    """The person has no authority for this act, or has acted on the other side of the duty."""


class ConflictError(RefusalError):
    """Somebody was faster, or the page showed an older state."""


class IncompleteError(RefusalError):
    """Something that the act needs is missing."""
