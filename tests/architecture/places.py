"""Where the project's own code, templates and files are."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("workflow_app", "plans", "awards", "personnel")


def modules(*folders: str) -> Iterator[Path]:
    """Every Python file that people write (migrations are generated)."""
    for folder in folders or (*PACKAGES, "tests", "scripts", "deploy"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates() -> Iterator[Path]:
    """Every template, in the project's folder and in the apps'."""
    yield from sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
    for package in PACKAGES:
        for folder in sorted((ROOT / package).rglob("templates")):
            yield from sorted(path for path in folder.rglob("*") if path.is_file())


def relative(path: Path) -> str:
    """The path as a person would name it."""
    return path.relative_to(ROOT).as_posix()
