"""Which pages are walked: every one in the long form, in the short one those that read the past."""

from collections.abc import Iterator

from .pages import PLANNING, Page, World
from .pages_people import people_pages_of

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
    """Return the pages that read the past: the spine's as everybody, the others as one person."""
    known = set()
    for each in pages_of(world):
        mark = each if each.route.startswith("approvals:") else (each.route, each.note)
        if mark not in known and not each.route.startswith((*UNTOUCHED, *ONE_BY_ONE)):
            known.add(mark)
            yield each
