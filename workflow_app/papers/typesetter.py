"""A program of its own: reads a job from standard input, writes the PDF to standard output.

The typesetter remembers what it has laid out, ten jobs long: a hundred pages take hundreds of
megabytes. In a process that ends, the server never grows, and a document that cannot be set takes
nothing else with it. The program knows neither the project nor Django: it starts in 50 ms.
"""

import json
import re
import resource
import shutil
import sys
from pathlib import Path
from typing import Any

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 120
HERE = Path(__file__).resolve().parent
ARCHIVAL = "a-2a"
MOST_PAGES = 400
BEYOND_ANY = 1_000_000
"""The number of a page that no PDF has: the refusal says how many there are."""
ORDINARY = ("could not be displayed", "embedding PDFs")
PAGES = re.compile(r"only has (\d+) page")


def main() -> int:
    """Set one document. Exit code 1 and a line on standard error when it cannot be set."""
    import typst  # noqa: PLC0415 -- the measures against a runaway come first

    job: dict[str, Any] = json.load(sys.stdin.buffer)
    root = HERE / "typst"
    if job.get("folder"):
        root = Path(job["folder"])
        for template in (HERE / "typst").glob("*.typ"):
            shutil.copy(template, root)
        job["data"]["bound"] = _pages_of(typst, root, job["files"])
    options: dict[str, Any] = {
        "root": root,
        "font_paths": [HERE / "fonts"],
        "ignore_system_fonts": True,
        "package_path": HERE / "typst",  # no package is ever looked up elsewhere
        "package_cache_path": HERE / "typst",
        "sys_inputs": {"data": json.dumps(job["data"], ensure_ascii=False)},
        "timestamp": job["timestamp"],
        "format": job["format"],
    }
    source = root / job["template"]
    try:
        done = _set(typst, source, options)
    except RuntimeError as problem:  # a TypstError is one as well
        sys.stderr.write(str(problem))
        return 1
    sheets = done if isinstance(done, list) else [done]
    sys.stdout.buffer.write(b"".join(sheets[job["sheet"] :][:1]))
    return 0


def _pages_of(typst: Any, folder: Path, files: list[str]) -> dict[str, int]:
    """Return how many pages each file has, of those that can be bound and in all are not too many.

    A file that cannot be read (broken, or shut with a password) is left out: it stays on the list.
    """
    found: dict[str, int] = {}
    for name in files:
        number = _pages(typst, folder, name)
        if number and sum(found.values()) + number <= MOST_PAGES:
            found[name] = number
    return found


def _pages(typst: Any, folder: Path, name: str) -> int:
    trial = folder / "trial.typ"
    page = f", page: {BEYOND_ANY}" if name.endswith(".pdf") else ""
    trial.write_text(f'#image("{name}"{page})', encoding="utf-8")
    try:
        typst.compile(trial, root=folder, ignore_system_fonts=True)
    except typst.TypstError as problem:
        told = PAGES.search(" ".join([problem.message, *problem.hints]))
        return int(told[1]) if told else 0
    return 1


def _set(typst: Any, source: Path, options: dict[str, Any]) -> bytes | list[bytes]:
    """Set it for the archive; a letter that the font lacks makes it an ordinary PDF.

    PDF/A forbids empty boxes. Somebody's name in Lao letters must not stop minutes from being
    printed: the box is on the sheet, the letters stay in the text of the file. Nor can a PDF that
    came from elsewhere be bound into one for the archive.
    """
    if options["format"] != "pdf":
        return typst.compile(source, ppi=80, **options)  # type: ignore[no-any-return]
    try:
        return typst.compile(source, pdf_standards=ARCHIVAL, **options)  # type: ignore[no-any-return]
    except typst.TypstError as problem:
        if not any(words in problem.message for words in ORDINARY):
            raise
    return typst.compile(source, **options)  # type: ignore[no-any-return]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.exit(main())
