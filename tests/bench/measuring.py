"""Counting statements and taking times; nothing here knows what is measured."""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from time import perf_counter, process_time
from typing import Any, Protocol

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = tuple(
    f"{ROOT / room}/"
    for room in (
        "workflow_app",
        "plans",
        "personnel",
        "awards",
        "tests/bench/stock",
        "tests/bench/plain",
    )
)
BELOW = f"{ROOT}/workflow_app/db/"  # sends what others ask for
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was sent."""

    sql: str
    params: Any
    seconds: float
    caller: str

    @property
    def is_control(self) -> bool:
        """Whether it only opens, closes or marks a transaction."""
        return self.sql.lstrip().upper().startswith(CONTROL)


@dataclass(slots=True)
class Counted:
    """The statements of one stretch of work."""

    statements: list[Statement] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many statements, without transaction control."""
        return sum(not statement.is_control for statement in self.statements)

    @property
    def control(self) -> int:
        """How many statements of transaction control passed through a cursor.

        SQLite's BEGIN and every SAVEPOINT do; COMMIT, and BEGIN on PostgreSQL, are the driver's.
        """
        return sum(statement.is_control for statement in self.statements)

    @property
    def seconds(self) -> float:
        """How long the database took, with the driver."""
        return sum(statement.seconds for statement in self.statements)


def caller() -> str:
    """Return the line of our code that is nearest to the statement."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(OURS) and not name.startswith(BELOW):
            return f"{name.removeprefix(f'{ROOT}/')}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return ""


@contextmanager
def counting() -> Iterator[Counted]:
    """Collect the statements that are sent inside the block."""
    counted = Counted()

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        where = caller()
        start = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            counted.statements.append(Statement(str(sql), params, perf_counter() - start, where))

    with connection.execute_wrapper(note):
        yield counted


Case = Iterator[tuple[str, Callable[[], object]]]
"""The acts of one case, by kind; what is prepared between two acts is not measured."""


class Contender(Protocol):
    """One way to carry out the same errand."""

    name: str

    def case(self) -> Case: ...


def counted_case(contender: Contender) -> list[tuple[str, Counted]]:
    """Carry out one case and return the statements of each act."""
    found = []
    for kind, act in contender.case():
        with counting() as counted:
            act()
        found.append((kind, counted))
    return found


@dataclass(frozen=True, slots=True)
class Timed:
    """What one act took: by the clock, and of this process's own time."""

    kind: str
    seconds: float
    processor: float


def timed_case(contender: Contender) -> list[Timed]:
    """Carry out one case and return the times of each act."""
    found = []
    for kind, act in contender.case():
        start, worked = perf_counter(), process_time()
        act()
        found.append(Timed(kind, perf_counter() - start, process_time() - worked))
    return found


@dataclass(slots=True)
class Times:
    """What the rounds of one contender took."""

    rounds: list[list[Timed]] = field(default_factory=list)

    def per_act(self) -> list[float]:
        """Seconds per act of each round."""
        return [fmean(act.seconds for act in acts) for acts in self.rounds]

    def processor(self) -> float:
        """Return this process's own seconds per act, the median of the rounds."""
        return median(fmean(act.processor for act in acts) for acts in self.rounds)

    def by_kind(self) -> dict[str, float]:
        """Return the median seconds of each kind of act."""
        kinds: dict[str, list[float]] = {}
        for act in (act for acts in self.rounds for act in acts):
            kinds.setdefault(act.kind, []).append(act.seconds)
        return {kind: median(seconds) for kind, seconds in kinds.items()}


def interleaved(contenders: Sequence[Contender], *, rounds: int, cases: int) -> dict[str, Times]:
    """Let the contenders take turns, so that a slow moment of the machine meets all of them."""
    times = {contender.name: Times() for contender in contenders}
    for turn in range(rounds):
        order = contenders if turn % 2 == 0 else list(reversed(contenders))
        for contender in order:
            gc.collect()
            acts = [act for __ in range(cases) for act in timed_case(contender)]
            times[contender.name].rounds.append(acts)
    return times


def ratio(slower: Times, faster: Times) -> float:
    """Return how many times as fast the second is: the median of the rounds' own ratios."""
    pairs = zip(slower.per_act(), faster.per_act(), strict=True)
    return median(a / b for a, b in pairs)


def tally(acts: Sequence[tuple[str, Counted]]) -> dict[str, list[Counted]]:
    """Group counted acts by their kind, in the order of their first appearance."""
    kinds: dict[str, list[Counted]] = {}
    for kind, counted in acts:
        kinds.setdefault(kind, []).append(counted)
    return kinds


def callers(counted: Counted) -> Counter[str]:
    """Count statements by the line that sends them."""
    return Counter(s.caller for s in counted.statements if not s.is_control)
