"""Runs the tests on SQLite and on PostgreSQL at the same time, and sums up.

Whatever is given on the command line goes to both runs of pytest. Walks through the browser take
long and differ little by database, so they are done once: on SQLite, or where E2E_DB says (sqlite,
postgres or both). The full output of each run is kept in test-results/.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
DATABASES = ("sqlite", "postgres")
CLOSING = re.compile(r"^=* ?(?P<counts>\d+ \w+.*) in [\d.]+s.*$")
COUNT = re.compile(r"(\d+) (\w+)")
NOTHING_SELECTED = 5


def start(database: str, arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start one run; its output goes to a file, so that the two do not talk at once."""
    command = [sys.executable, "-m", "pytest", f"--db={database}", "--color=no"]
    command += ["-o", f"cache_dir={ROOT / '.pytest_cache' / database}"]
    if os.environ.get("E2E_DB", "sqlite") in {database, "both"}:
        command += [f"--output={RESULTS / f'browser-{database}'}"]
    else:
        command += ["-p", "no:playwright", "-m", "not e2e"]
    with log_of(database).open("wb") as log:
        return subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=log, stderr=log)  # noqa: S603 -- our own command


def log_of(database: str) -> Path:
    """Return the file that keeps the output of a run."""
    return RESULTS / f"{database}.log"


def counts_of(output: str) -> Counter[str]:
    """Read how many passed, failed and were skipped from pytest's closing line."""
    for line in reversed(output.splitlines()):
        if found := CLOSING.match(line):
            return Counter({what: int(n) for n, what in COUNT.findall(found["counts"])})
    return Counter()


def wait_for_all(runs: dict[str, subprocess.Popen[bytes]]) -> None:
    """Show each output when its run ends; an interrupt ends both runs cleanly."""
    try:
        for database, run in runs.items():
            run.wait()
            print(f"--- {database} ---", log_of(database).read_text(encoding="utf-8"), sep="\n")
    except KeyboardInterrupt:
        for run in runs.values():  # the interrupt reached them too: let them stop their servers
            run.wait(timeout=30)
        raise


def closing_line(counts: Counter[str], seconds: float) -> str:
    """Say the sum of all runs the way pytest says it."""
    order = ("failed", "error", "errors", "passed", "skipped", "deselected", "xfailed", "warnings")
    known = [f"{counts[what]} {what}" for what in order if counts[what]]
    return f" {', '.join(known) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")


def main() -> int:
    """Run both, report both, fail when either fails."""
    began = time.monotonic()
    RESULTS.mkdir(exist_ok=True)
    runs = {database: start(database, sys.argv[1:]) for database in DATABASES}
    print("Tests run on SQLite and on PostgreSQL; the output follows as each ends.", flush=True)
    wait_for_all(runs)
    total: Counter[str] = Counter()
    for database, run in runs.items():
        counts = counts_of(log_of(database).read_text(encoding="utf-8"))
        total += counts
        said = ", ".join(f"{n} {what}" for what, n in counts.items()) or "no closing line"
        print(f"{database}: {said} (exit {run.returncode})")
    codes = {run.returncode for run in runs.values()} - {0}
    if codes == {NOTHING_SELECTED} and len({run.returncode for run in runs.values()}) > 1:
        codes = set()  # only a browser test was asked for, and one run does those
    print(closing_line(total, time.monotonic() - began))
    return 1 if codes else 0


if __name__ == "__main__":
    sys.exit(main())
