"""`python -m tests.bench [section ...]`: run sections on databases, print what they found."""

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .databases import DATABASES, Place, place_for, run
from .options import Options
from .tables import Table, machine

SECTIONS = ("errand", "reviewers", "grants", "campaign", "worklist", "excel")
ONCE = ("excel",)  # the database has no part in it
ON_REQUEST = ("profile",)


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
    return parser.parse_args()


def run_section(
    section: str, place: Place, options: Options, scratch: Path
) -> list[dict[str, Any]]:
    """Run one section in its own process on its own database; return its tables."""
    out = scratch / f"{section}.json"
    url = place.copy(f"bench_{section}")
    run(
        "tests.bench.child",
        section,
        "--options",
        json.dumps(asdict(options)),
        "--out",
        str(out),
        url=url,
        data=scratch,
    )
    return json.loads(out.read_text(encoding="utf-8"))


def main() -> None:
    asked = arguments()
    rows: dict[str, Any] = {"machine": machine(), "databases": {}}
    print("; ".join(f"{name}: {value}" for name, value in rows["machine"].items()), "\n")
    for database in DATABASES if asked.db == "both" else (asked.db,):
        options = Options(database, asked.rounds, asked.cases, asked.largest)
        found = rows["databases"].setdefault(database, {})
        with (
            place_for(database) as place,
            tempfile.TemporaryDirectory(prefix="tt-bench-") as scratch,
        ):
            for section in asked.sections or SECTIONS:
                found[section] = run_section(section, place, options, Path(scratch))
                for table in found[section]:
                    columns = table["columns"]
                    rows_ = [[row[name] for name in columns] for row in table["rows"]]
                    print(
                        Table(
                            f"{table['title']} ({database})", columns, rows_, table["notes"]
                        ).markdown()
                    )
                sys.stdout.flush()
    if path := os.environ.get("BENCH_JSON"):
        Path(path).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
