"""The errand once more, counted in instructions of the processor instead of seconds."""

import os
from pathlib import Path

from tests.bench.callgrind import Collector
from tests.bench.contenders.all_four import four
from tests.bench.options import Options
from tests.bench.tables import Report, Table

OUT = "CALLGRIND_OUT"


def measure(options: Options) -> Report:
    """Warm each contender up with a case, then count the acts of another."""
    table = Table(
        "Instructions per act",
        ["contender", "million instructions per act", "× stock Viewflow", "× hand-written ORM"],
        note=(
            "callgrind's count over one case: Python, Django, the driver and, on SQLite, the"
            " database as well."
        ),
    )
    collector = Collector(Path(os.environ[OUT]))
    counts = {}
    contenders = four(cases=2)
    for contender in contenders:
        for __, act in contender.case():
            act()
    collector.switch(on=True)
    for contender in contenders:
        acts = 0
        for __, act in contender.case():
            collector.call(act)
            acts += 1
        counts[contender.name] = collector.taken() / acts / 1e6
    collector.switch(on=False)
    for name, millions in counts.items():
        table.rows.append(
            [
                name,
                millions,
                counts["stock Viewflow"] / millions,
                counts["hand-written ORM"] / millions,
            ]
        )
    return Report([table])
