"""Runs the tests on SQLite and on PostgreSQL at the same time, and sums up.

There are three runs of pytest for two cores, because each waits now and then for a browser, a child
process or the server; whichever is through first is followed by another one that helps where
tests are left. Runs on the same database share
its tests file by file (`tests/plugin_sharing.py`). Whatever is given on the command line goes to every
run. Walks through the browser take long and differ little by database, so they are done once: on
SQLite, or where E2E_DB says (sqlite, postgres or both). What else one database is enough for is
run on SQLite, unless EVERYWHERE=1. The full output is kept in test-results/.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.plugin_databases import POSTGRES, SHARED, SQLITE, start_postgres  # noqa: E402 -- its path

RESULTS = ROOT / "test-results"
CLOSING = re.compile(r"^=* ?(?P<counts>(?:\d+ \w+|no tests ran).*) in [\d.]+s.*$")
COUNT = re.compile(r"(\d+) (\w+)")
ORDER = ("failed", "error", "errors", "passed", "skipped", "deselected", "xfailed", "warnings")
PASSED, NOTHING_SELECTED = 0, 5
WORTH_HELPING = 3
"""So many files must be left for another run to pay for its start."""


@dataclass
class Run:
    """One run of pytest; its output goes to a file, so that runs do not talk at once."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> Path:
        return RESULTS / f"{self.name}.log"

    def counts(self) -> Counter[str]:
        """Read how many passed, failed and were skipped from pytest's closing line."""
        for line in reversed(self.log.read_text(encoding="utf-8").splitlines()):
            if found := CLOSING.match(line):
                return Counter({what: int(n) for n, what in COUNT.findall(found["counts"])})
        return Counter()

    def report(self) -> None:
        """Show the output, complete."""
        print(f"--- {self.name} ---", self.log.read_text(encoding="utf-8"), sep="\n", flush=True)


@dataclass
class Database:
    """The tests on one kind of database and the runs that share them."""

    kind: str
    taken: Path
    arguments: list[str]
    environment: dict[str, str]
    runs: list[Run] = field(default_factory=list)

    def start(self) -> Run:
        """Start another run of pytest on this database."""
        name = f"{self.kind}-{len(self.runs) + 1}"
        command = [sys.executable, "-m", "pytest", f"--db={self.kind}", "--color=no", "-rs"]
        command += ["--durations=25", "--durations-min=1"]
        command += ["-o", f"cache_dir={ROOT / '.pytest_cache' / self.kind}"]
        command += ["-p", "tests.plugin_sharing", f"--share={self.taken}"]
        if os.environ.get("E2E_DB", SQLITE) in {self.kind, "both"}:
            command += [f"--output={RESULTS / f'browser-{name}'}"]
        else:
            command += ["-p", "no:playwright", "-m", "not e2e"]
        with (RESULTS / f"{name}.log").open("wb") as log:
            run = Run(
                name,
                subprocess.Popen(  # noqa: S603 -- our own command
                    [*command, *self.arguments],
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                    env=self.environment,
                ),
            )
        self.runs.append(run)
        return run

    @property
    def is_going_on(self) -> bool:
        return any(run.process.poll() is None for run in self.runs)

    @property
    def left(self) -> int:
        """How many files nobody has taken yet, as far as a run has said how many there are."""
        parts = self.taken / "parts"
        if not parts.exists():
            return 0
        return int(parts.read_text(encoding="utf-8") or 0) - len(list(self.taken.glob("*.taken")))

    def counts(self) -> Counter[str]:
        """Add up the runs; what one of them left out was left out by all."""
        total = sum((run.counts() for run in self.runs), Counter[str]())
        total["deselected"] = max(run.counts()["deselected"] for run in self.runs)
        return +total

    def code(self) -> int:
        """Return the worst exit code; a file that nobody ran is a failure too."""
        code = max((run.process.returncode for run in self.runs), key=abs)
        return code or int(self.left > 0)


def carry_out(databases: list[Database]) -> None:
    """Keep every core busy until all is done; an interrupt lets the runs stop cleanly."""
    going = [
        databases[n % 2].start() for n in range(max(2, min((os.cpu_count() or 2) * 3 // 2, 8)))
    ]
    try:
        while going:
            time.sleep(0.2)
            for run in [run for run in going if run.process.poll() is not None]:
                going.remove(run)
                run.report()
                most = max(databases, key=lambda database: database.left)
                if most.is_going_on and most.left >= WORTH_HELPING:
                    going.append(most.start())
    except KeyboardInterrupt:
        for run in going:  # the interrupt reached them too
            run.process.wait(timeout=30)
        raise


def closing_line(counts: Counter[str], seconds: float) -> str:
    """Say the sum of all runs the way pytest says it."""
    known = [f"{counts[what]} {what}" for what in ORDER if counts[what]]
    return f" {', '.join(known) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")


def prepared(arguments: list[str], scratch: Path) -> list[Database]:
    """Start the server that all runs on PostgreSQL share."""
    shared = {**os.environ, "TEST_DATABASE_URL": start_postgres(), SHARED: "1"}
    databases = []
    for kind, environment in ((SQLITE, dict(os.environ)), (POSTGRES, shared)):
        taken = scratch / kind
        taken.mkdir()
        databases.append(Database(kind, taken, arguments, environment))
    return databases


def main() -> int:
    """Run both, report both, fail when either fails."""
    began = time.monotonic()
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir()
    print("Tests run on SQLite and on PostgreSQL; the output follows as each ends.", flush=True)
    with tempfile.TemporaryDirectory(prefix="tt-tests-") as scratch:
        databases = prepared(sys.argv[1:], Path(scratch))
        carry_out(databases)
        codes = [database.code() for database in databases]
    total: Counter[str] = Counter()
    for database, code in zip(databases, codes, strict=True):
        counts = database.counts()
        total += counts
        said = ", ".join(f"{counts[what]} {what}" for what in ORDER if counts[what])
        print(f"{database.kind}: {said or 'no tests ran'} (exit {code})")
    print(closing_line(total, time.monotonic() - began))
    failed = set(codes) - {PASSED}
    if failed == {NOTHING_SELECTED} and PASSED in codes:
        failed = set()  # only a browser test was asked for, and one database does those
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
