"""Fifteen user acts with eleven parallel reviewers, four ways, in one run on one database."""

from statistics import mean, median

from tests.bench.contenders.all_four import four
from tests.bench.measuring import (
    Counted,
    Times,
    counted_case,
    interleaved,
    ratio,
    tally,
)
from tests.bench.options import Options
from tests.bench.tables import Report, Table


def measure(options: Options) -> Report:
    """Count one case of each contender, then let them take turns against the clock."""
    contenders = four(cases=2 + options.rounds * options.cases)
    counted = {}
    for contender in contenders:
        counted_case(contender)  # what a process does once is not the act's own
        counted[contender.name] = counted_case(contender)
    times = interleaved(contenders, rounds=options.rounds, cases=options.cases)
    return Report([comparison(counted, times), acts(counted["ours"], times["ours"])])


def comparison(counted: dict[str, list[tuple[str, Counted]]], times: dict[str, Times]) -> Table:
    table = Table(
        "Fifteen acts, eleven reviewers",
        [
            "contender",
            "acts/s",
            "ms per act",
            "CPU ms per act",
            "statements per case",
            "with control",
            "× stock Viewflow",
            "× hand-written ORM",
        ],
        note=(
            "Medians of interleaved rounds; the ratios are of acts per second. CPU ms is this"
            " process's own time, without a PostgreSQL server's. Statements leave out transaction"
            " control (BEGIN, SAVEPOINT, RELEASE); the next column has what of it passes through a"
            " cursor."
        ),
    )
    for name, own in times.items():
        seconds = median(own.per_act())
        numbers = [act for __, act in counted[name]]
        statements = sum(act.number for act in numbers)
        table.rows.append(
            [
                name,
                1 / seconds,
                seconds * 1000,
                own.processor() * 1000,
                statements,
                statements + sum(act.control for act in numbers),
                ratio(times["stock Viewflow"], own),
                ratio(times["hand-written ORM"], own),
            ]
        )
    return table


def acts(counted: list[tuple[str, Counted]], times: Times) -> Table:
    """Show what each kind of act of ours takes."""
    table = Table("Ours, by act", ["act", "statements", "control", "ms", "database ms"])
    seconds = times.by_kind()
    for kind, numbers in tally(counted).items():
        table.rows.append(
            [
                kind,
                max(act.number for act in numbers),
                max(act.control for act in numbers),
                seconds[kind] * 1000,
                mean(act.seconds for act in numbers) * 1000,
            ]
        )
    return table
