"""What is still open at a unit: the rooms above know, and register how to ask them.

    register_open_things("dossiers", lambda unit_ids: [OpenThing(label=..., count=..., url=...)])

Called before a unit ends or people change, so that whoever decides sees what it touches.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something on its way at a unit: plans, votes, reports that are due."""

    label: str
    count: int
    url: str = ""


Reporter = Callable[[set[int]], Iterable[OpenThing]]
_reporters: dict[str, Reporter] = {}


def register_open_things(name: str, reporter: Reporter) -> None:
    """Add a room's answer; registering the same name again replaces it."""
    _reporters[name] = reporter


def open_things(unit_ids: set[int]) -> list[OpenThing]:
    """Ask every room what is open at these units."""
    found = [thing for name in sorted(_reporters) for thing in _reporters[name](unit_ids)]
    return [thing for thing in found if thing.count]
