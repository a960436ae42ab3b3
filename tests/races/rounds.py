"""Runs a race round after round, varies who starts when, and counts who was faster."""

import math
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from workflow_app.audit.verification import run_checks

from .crews import Crew
from .playing import Case, Ending
from .race import MAIN, SIDE, Race, nothing_broke
from .scenarios import RACES
from .town import Town

LONG_FORM = int(os.environ.get("RACE_ROUNDS", "0"))
SEED = os.environ.get("RACE_SEED") or str(time.time_ns())
SHORT_FORM = {MAIN: 2, SIDE: 1}  # rounds of each race, by threads and by processes
DATABASES = {"postgresql": 5, "sqlite": 3}  # rows are locked on PostgreSQL only, so it gets more
CREWS = 2
AT_A_TIME = 25  # cases made in bulk
ENOUGH_TO_LOSE = 50  # rounds after which both sides must have been faster at least once
LONGEST_DELAYS = (0.0005, 0.004, 0.02)  # seconds: at once, at the first lock, within the act


@dataclass(slots=True)
class Tally:
    """What became of a race with one crew."""

    race: str
    crew: str
    seconds: float = 0.0
    faster: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        rounds = f"{self.faster.total():6} rounds {self.seconds:6.1f} s"
        who = ", ".join(f"{act} {times}" for act, times in sorted(self.faster.items()))
        return f"{self.race:55} {self.crew:10} {rounds}   faster: {who}"


def rounds_of(race: Race) -> int:
    """Return this race's part of all rounds, for one crew on the database at hand."""
    if not LONG_FORM:
        return SHORT_FORM[race.share]
    all_shares = sum(one.share for one in RACES.values()) * CREWS * sum(DATABASES.values())
    return math.ceil(LONG_FORM * race.share * DATABASES[connection.vendor] / all_shares)


def run(race: Race, crew: Crew, town: Town) -> Tally:
    """Run all rounds; the first one that ends wrongly fails with all there is to know."""
    began = time.monotonic()
    tally = Tally(race.name, crew.name)
    chance = random.Random(f"{SEED} {race.name} {crew.name}")  # noqa: S311 -- no secret
    for number, case in enumerate(_cases(race, town), start=1):
        delays = _delays(chance)
        endings = crew.together(race, case, delays)
        try:
            nothing_broke(endings)
            tally.faster[race.judge(case, endings)] += 1
        except AssertionError as wrong:
            raise AssertionError(_report(number, case, delays, endings, wrong)) from wrong
    assert_everything_agrees(town)
    assert_both_were_faster(race, tally)
    tally.seconds = time.monotonic() - began
    return tally


def _cases(race: Race, town: Town) -> Iterator[Case]:
    """Prepare the cases in bulk, but not so many that a first wrong round comes late."""
    left = rounds_of(race)
    while left:
        yield from race.prepare(town, min(left, AT_A_TIME))
        left -= min(left, AT_A_TIME)


def _delays(chance: random.Random) -> list[float]:
    """One actor starts at once, the other a little later; which one and how much, chance decides."""
    delays = [0.0, chance.uniform(0, chance.choice(LONGEST_DELAYS))]
    chance.shuffle(delays)
    return delays


def _report(
    number: int, case: Case, delays: list[float], endings: list[Ending], wrong: AssertionError
) -> str:
    lines = [f"after {number} rounds (RACE_SEED={SEED}): {wrong}", f"case: {case}"]
    for delay, ending in zip(delays, endings, strict=True):
        words = f"{ending.error} {ending.sentence}".strip()
        lines.append(f"after {delay * 1000:.2f} ms: {ending.kind} {words}")
    return "\n".join(lines)


def assert_everything_agrees(town: Town) -> None:
    """`manage.py verify` finds nothing that it did not find after an earlier race."""
    found = {
        f"{name}: {detail}" for name, result in run_checks().items() for detail in result.details
    }
    news = found - town.known_to_disagree
    town.known_to_disagree |= found
    assert not news, "\n".join([f"after all rounds (RACE_SEED={SEED}):", *sorted(news)])


def assert_both_were_faster(race: Race, tally: Tally) -> None:
    """A race that one side always wins is none."""
    if tally.faster.total() >= ENOUGH_TO_LOSE:
        assert set(tally.faster) == set(race.acts), str(tally)


def switch_threads_often() -> float:
    """Let threads take turns within an act, not only where they wait; return how it was."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    return before
