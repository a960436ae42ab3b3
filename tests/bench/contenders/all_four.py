"""The four ways side by side."""

from tests.bench.federation import new_federation
from tests.bench.measuring import Contender

from .bare import Bare
from .ours import Ours
from .plain import Plain
from .stock import Stock

REVIEWERS = 11


def four(*, cases: int) -> list[Contender]:
    """Return ours with so many plans ready, and the rivals."""
    plain = Plain(reviewers=REVIEWERS)
    return [
        Ours(new_federation(), cases=cases, reviewers=REVIEWERS),
        Stock(reviewers=REVIEWERS),
        plain,
        Bare(plain),
    ]
