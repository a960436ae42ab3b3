"""Rows as people read them (Markdown) and as programs do (JSON); and on what machine."""

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Table:
    """One table: a title, the names of its columns, its rows, and what should be known of it."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[Any]] = field(default_factory=list)
    note: str = ""

    def markdown(self) -> str:
        """Lay the columns out so that the source reads well, too."""
        cells = [[str(name) for name in self.columns]]
        cells += [[shown(value) for value in row] for row in self.rows]
        widths = [max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        lines = [
            "| "
            + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            + " |"
            for row in cells
        ]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        below = [f"{self.note}\n"] if self.note else []
        return "\n".join([f"### {self.title}\n", *lines, "", *below])


@dataclass(slots=True)
class Report:
    """What one section found on one database."""

    tables: list[Table] = field(default_factory=list)

    def as_data(self) -> list[dict[str, Any]]:
        """Return the rows for a JSON file, each a dictionary of its columns."""
        return [
            asdict(table)
            | {"rows": [dict(zip(table.columns, row, strict=True)) for row in table.rows]}
            for table in self.tables
        ]


def say(text: str) -> None:
    """Write to the terminal at once: the next section may take a minute."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def shown(value: Any) -> str:
    """Write numbers with as many digits as mean something."""
    if isinstance(value, float):
        return (
            f"{value:,.0f}"
            if abs(value) >= 100
            else f"{value:.2f}"
            if abs(value) < 10
            else f"{value:.1f}"
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def machine() -> dict[str, str]:
    """Describe what the numbers were taken on."""
    import sqlite3  # noqa: PLC0415 -- only for its version

    import django  # noqa: PLC0415 -- the parent process starts no Django

    return {
        "processor": _first_match(Path("/proc/cpuinfo"), "model name") or platform.processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {sys.version.split()[0]}",
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _first_match(path: Path, name: str) -> str:
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith(name):
                return line.partition(":")[2].strip()
    return ""


def _memory() -> str:
    kilobytes = _first_match(Path("/proc/meminfo"), "MemTotal").partition(" ")[0]
    return f"{int(kilobytes) / 1024**2:.0f} GiB" if kilobytes else "unknown"
