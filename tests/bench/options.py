"""What the command line can choose, handed to each section in its child process."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How thorough a run is."""

    database: str
    rounds: int = 7
    cases: int = 4
    largest: int = 1_000_000
    units: int = 100
    nominations: int = 12
    peers: int = 10
