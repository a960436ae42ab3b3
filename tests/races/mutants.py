"""Would the races notice? Takes one lock away at a time and expects the races to turn red.

    python -m tests.races.mutants             all mutants
    python -m tests.races.mutants log         one of them

A mutant lives in the processes of the run alone, by the variable RACE_MUTANT.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 10_000  # the long form's; the first round that ends wrongly ends the run


@dataclass(frozen=True, slots=True)
class Mutant:
    """Which lock is taken away, and the race that must notice, on the database that needs it."""

    what: str
    race: str
    model: str = ""

    @property
    def database(self) -> str:
        """Rows are locked on PostgreSQL; SQLite has one lock for all."""
        return "postgres" if self.model else "sqlite"


MUTANTS = {
    "dossier": Mutant(
        "the dossier's lock", "the deadline fires while a reviewer answers", "approvals.dossier"
    ),
    "log": Mutant("the lock of the log's head", "two append to the log", "audit.audithead"),
    "number": Mutant(
        "the lock of the register of numbers", "two clerks issue numbers", "papers.numberregister"
    ),
    "authority": Mutant(
        "the lock of a holding", "a mandate ends while its holder decides", "organization.holding"
    ),
    "session": Mutant(
        "the lock of a session", "the chair closes while a member votes", "ballots.session"
    ),
    "organisation": Mutant(
        "the lock of whoever changes the organisation",
        "a unit takes the lead while its head is appointed",
        "contenttypes.contenttype",
    ),
    "writers": Mutant("the lock of whoever writes", "two finish one duty"),
}


def apply(name: str) -> None:
    """Take the lock away in this process."""
    if not name:
        return
    mutant = MUTANTS[name]
    if mutant.model:
        _never_lock(mutant.model)
    else:
        _begin_deferred()


def _never_lock(label: str) -> None:
    from django.db.models import QuerySet  # noqa: PLC0415 -- only in a process with settings

    original = QuerySet.select_for_update

    def select_for_update(rows: Any, *, of: Sequence[str] = (), **kwargs: Any) -> Any:
        kept = [path for path in of or ("self",) if _label(rows.model, path) != label]
        if not kept:
            return rows.all()
        return original(rows, of=tuple(kept) if of else (), **kwargs)

    QuerySet.select_for_update = select_for_update  # type: ignore[method-assign]


def _label(model: Any, path: str) -> str:
    """Return the model that a path of `select_for_update(of=...)` leads to."""
    for name in path.split("__") if path != "self" else ():
        model = model._meta.get_field(name).related_model
    return str(model._meta.label_lower)


def _begin_deferred() -> None:
    """Let a transaction of SQLite begin as a reader, as SQLite itself would."""
    from django.db import connections  # noqa: PLC0415 -- only in a process with settings

    connections["default"].settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"


def is_noticed(name: str, mutant: Mutant) -> bool:
    """Run the races with the mutant; they must fail."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--color=no"]
    command += [f"--db={mutant.database}", "-p", "no:cacheprovider", "-p", "no:playwright"]
    command += [
        f"tests/races/test_races.py::test_by_{crew}[{mutant.race}]"
        for crew in ("threads", "processes")
    ]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"RACE_MUTANT": name, "RACE_ROUNDS": str(ROUNDS)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = run.stdout.splitlines()
    found = [
        line.removeprefix("FAILED tests/races/test_races.py::")
        for line in lines
        if "FAILED" in line
    ]
    report = [
        line.partition("AssertionError: ")[2] for line in lines if "AssertionError: after" in line
    ]
    say(f"{name}: without {mutant.what} on {mutant.database}")
    for line in [*found[:1], *report[:1]] or ["not noticed", *lines[-3:]]:
        say(f"    {line}")
    return run.returncode == 1


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    chosen = sys.argv[1:] or list(MUTANTS)
    survivors = [name for name in chosen if not is_noticed(name, MUTANTS[name])]
    if survivors:
        say(f"survived: {', '.join(survivors)}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
