"""Where the statements of each act come from: the line of our code that sends them."""

import cProfile
import io
import pstats

from tests.bench.contenders.ours import Ours
from tests.bench.federation import new_federation
from tests.bench.measuring import Counted, counted_case, timed_case
from tests.bench.options import Options
from tests.bench.tables import Report, say

WIDTH = 150


def measure(options: Options) -> Report:
    """Print the statements of each act of a case, then where the time of some cases goes."""
    ours = Ours(new_federation(), cases=6 + options.cases)
    counted_case(ours)  # what is cached once per process is not the act's own
    acts = counted_case(ours)
    say(f"# Statements of one case: {sum(c.number for __, c in acts)}, without transaction control")
    answers = 0
    for kind, counted in acts:
        answers += kind == "answer"
        if kind != "answer" or answers in (1, 5):
            print_act(kind, counted)
    print_top(ours, options.cases)
    return Report()


def print_act(kind: str, counted: Counted) -> None:
    """Print one act's statements in their order."""
    milliseconds = counted.seconds * 1000
    say(
        f"\n## {kind}: {counted.number} statements, {counted.control} of control, {milliseconds:.1f} ms"
    )
    number = 0
    for statement in counted.statements:
        number += not statement.is_control
        mark = "  -" if statement.is_control else f"{number:3}"
        say(f"{mark} {statement.caller}\n      {statement.sql[:WIDTH]}")


def print_top(ours: Ours, cases: int) -> None:
    """Print the functions in which the time is spent, own time first."""
    profile = cProfile.Profile()
    for __ in range(cases):
        for __, act in ours.case():
            profile.enable()
            act()
            profile.disable()
    for order in ("tottime", "cumulative"):
        text = io.StringIO()
        pstats.Stats(profile, stream=text).strip_dirs().sort_stats(order).print_stats(35)
        say(f"\n# {cases} cases, by {order}\n{text.getvalue()}")
    seconds = [act.seconds for __ in range(4) for act in timed_case(ours)]
    say(f"{len(seconds) / sum(seconds):.0f} acts/s without the profiler")
