"""`python -m tests.bench [section ...]`: run sections on databases, print what they found."""

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import callgrind
from .databases import DATABASES, Place, place_for, run
from .options import Options
from .tables import Table, machine, say

SECTIONS = ("errand", "instructions", "reviewers", "grants", "campaign", "worklist", "excel")
ONCE = ("instructions", "excel")  # on the first database; it has no part in them
ON_REQUEST = ("profile", "emulation")


def arguments() -> argparse.Namespace:
    """Read what is asked for; nothing asked means everything."""
    usual = Options("")
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "sections",
        nargs="*",
        choices=(*SECTIONS, *ON_REQUEST, []),
        metavar="section",
        help=f"{', '.join(SECTIONS)} (all of them when none is named); {', '.join(ON_REQUEST)}",
    )
    parser.add_argument("--db", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="rounds that take turns")
    parser.add_argument("--cases", type=int, default=usual.cases, help="cases in a round")
    parser.add_argument("--largest", type=int, default=usual.largest, help="most work items")
    year = parser.add_argument_group("emulation", "the size of the year")
    year.add_argument("--units", type=int, default=usual.units)
    year.add_argument("--nominations", type=int, default=usual.nominations, help="of each unit")
    year.add_argument("--peers", type=int, default=usual.peers, help="of each unit, at least")
    return parser.parse_args()


def wanted(asked: argparse.Namespace, *, first: bool) -> list[str]:
    """Return the sections to run on one of the databases."""
    sections = asked.sections or SECTIONS
    if not callgrind.is_there():
        sections = [name for name in sections if name != "instructions"]
    return [name for name in sections if first or name not in ONCE]


def run_section(
    section: str, place: Place, options: Options, scratch: Path
) -> list[dict[str, Any]]:
    """Run one section in its own process on its own database; return its tables."""
    out, instructions = scratch / f"{section}.json", scratch / "callgrind.out"
    counted = section == "instructions"
    run(
        "tests.bench.child",
        section,
        *("--options", json.dumps(asdict(options)), "--out", str(out)),
        url=place.copy(f"bench_{section}"),
        data=scratch,
        prefix=callgrind.prefix(instructions) if counted else (),
        more={"CALLGRIND_OUT": str(instructions)} if counted else {},
    )
    found: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def show(tables: list[dict[str, Any]], database: str) -> None:
    for table in tables:
        columns = table["columns"]
        rows = [[row[name] for name in columns] for row in table["rows"]]
        say(Table(f"{table['title']} ({database})", columns, rows, table["note"]).markdown())


def main() -> None:
    asked = arguments()
    kept: dict[str, Any] = {"machine": machine(), "databases": {}}
    say("; ".join(f"{name}: {value}" for name, value in kept["machine"].items()) + "\n")
    databases = DATABASES if asked.db == "both" else (asked.db,)
    for database in databases:
        options = Options(
            database,
            asked.rounds,
            asked.cases,
            asked.largest,
            asked.units,
            asked.nominations,
            asked.peers,
        )
        found = kept["databases"].setdefault(database, {})
        with place_for(database) as place, tempfile.TemporaryDirectory() as scratch:
            for section in wanted(asked, first=database == databases[0]):
                found[section] = run_section(section, place, options, Path(scratch))
                show(found[section], database)
    if path := os.environ.get("BENCH_JSON"):
        Path(path).write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
