"""Two walks of one person side by side: whatever differs is a leak."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from .reading import Page, Walk

SHOWN = 3
"""Lines of a difference that are shown."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A page that tells somebody that something is hidden from them."""

    who: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.who} · {self.where} · {self.what}"


def leaks_between(who: str, without: Walk, hidden: Walk) -> Iterator[Leak]:
    """Compare what somebody reads without the hidden thing and with it."""
    for address in sorted(without.keys() | hidden.keys()):
        before, after = without.get(address), hidden.get(address)
        if before is None or after is None:
            yield Leak(who, address, "is linked only where the hidden thing exists")
        elif before != after:
            yield Leak(who, address, _difference(before, after))


def _difference(before: Page, after: Page) -> str:
    if before.status != after.status:
        return f"answers {after.status} instead of {before.status}"
    lines = difflib.unified_diff(
        before.text.splitlines(), after.text.splitlines(), lineterm="", n=0
    )
    changed = [
        line.strip() for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    return " | ".join(line[:160] for line in changed[:SHOWN]) or "differs"
