"""What one more reviewer costs: at eleven, a hundred and five hundred of them."""

from itertools import islice
from statistics import median
from time import perf_counter

from tests.bench.contenders.ours import Ours
from tests.bench.contenders.plain import Plain
from tests.bench.contenders.stock import Stock
from tests.bench.federation import new_federation
from tests.bench.measuring import Contender, counting
from tests.bench.options import Options
from tests.bench.tables import Report, Table

REVIEWERS = (11, 100, 500)
BEFORE = 2  # submit, sign
WINDOW = 5


def measure(options: Options) -> Report:
    """Open a review for so many, and take answers around the middle of it."""
    table = Table(
        "Cost per reviewer",
        [
            "contender",
            "reviewers",
            "opening ms",
            "opening statements",
            "opening ms per reviewer",
            "answer ms",
            "answer statements",
        ],
        note=(
            "The answer is one in the middle of the review (the median of nine there). Statements"
            " without transaction control."
        ),
    )
    federation = new_federation()
    plain = Plain(reviewers=1)
    for reviewers in REVIEWERS:
        plain.ask(reviewers)
        contenders: list[Contender] = [
            Ours(federation, cases=2, reviewers=reviewers),
            Stock(reviewers=reviewers),
            plain,
        ]
        for contender in contenders:
            table.rows.append([contender.name, reviewers, *cost(contender, reviewers)])
    return Report([table])


def cost(contender: Contender, reviewers: int) -> list[float]:
    """Return milliseconds and statements of the opening and of an answer."""
    statements = []
    for __, act in islice(contender.case(), BEFORE + WINDOW):
        with counting() as counted:
            act()
        statements.append(counted.number)
    seconds = []
    for __, act in islice(contender.case(), BEFORE + reviewers // 2 + WINDOW):
        start = perf_counter()
        act()
        seconds.append(perf_counter() - start)
    opening = seconds[BEFORE - 1] * 1000
    middle = seconds[-min(2 * WINDOW - 1, len(seconds) - BEFORE) :]
    return [
        opening,
        statements[BEFORE - 1],
        opening / reviewers,
        median(middle) * 1000,
        max(statements[BEFORE:]),
    ]
