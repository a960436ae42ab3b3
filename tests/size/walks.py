"""Which pages are walked: every one in the long form, in the short one those that read the past."""

from collections import Counter
from collections.abc import Iterator

from .pages import PLANNING, Page, World
from .pages_people import people_pages_of

OF_THE_SPINE = 3
UNTOUCHED = ("accounts:", "organization:", "rulebook:", "awards:type", "awards:salaries")
"""Rooms whose tables do not grow with the past."""
ONE_BY_ONE = (
    "awards:campaign_",
    "awards:nomination_",
    "awards:nominee",
    "awards:objection",
    "awards:peer_",
    "awards:recipient_new",
    "awards:reissue",
    "awards:revoke",
    "awards:score_",
    "awards:upward",
    "personnel:change",
    "personnel:discipline",
    "personnel:kinship",
    "personnel:mine",
    "personnel:person_",
    "personnel:proposal_",
    "personnel:slate",
    "personnel:target",
    "verify:ask",
)
"""Pages of one row: the short form leaves them out, the long one holds them too."""


def pages_of(world: World) -> Iterator[Page]:
    """Return every page."""
    for part in PLANNING:
        yield from part(world)
    yield from people_pages_of(world)


def some_pages_of(world: World) -> Iterator[Page]:
    """Return the pages that read the past: the spine's as three people, the others as one."""
    opened: Counter[tuple[str, str]] = Counter()
    for each in pages_of(world):
        mark = (each.route, each.note)
        most = OF_THE_SPINE if each.route.startswith("approvals:") else 1
        if opened[mark] < most and not each.route.startswith((*UNTOUCHED, *ONE_BY_ONE)):
            opened[mark] += 1
            yield each
