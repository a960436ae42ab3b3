"""PDF from a template and plain data, set by a process of its own (`typesetter`)."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path
from typing import Any

from .pages import Page, plain

PROGRAM = Path(__file__).resolve().parent / "typesetter.py"
LONGEST = 60
AT_ONCE = 2
KEPT = ("HOME", "LD_LIBRARY_PATH", "PATH", "TMPDIR")

_free = threading.BoundedSemaphore(AT_ONCE)


class NotSetError(Exception):
    """The document could not be set; the message is the typesetter's own."""


def page_pdf(page: Page, *, when: dt.datetime | dt.date | None = None) -> bytes:
    """Return a paper as PDF/A-2a; the same paper and day always give the same bytes."""
    return render_pdf("paper.typ", {"page": plain(page), "title": page.name}, when=when)


def render_pdf(
    template: str, data: dict[str, Any], *, when: dt.datetime | dt.date | None = None
) -> bytes:
    """Set a template of `papers/typst` with data; blocks for as long as it takes.

    The data go as JSON and are never markup: whatever a name holds, it is printed. `when` is the
    day the file says it was made; without it the file says 1 January 2000.
    Raises NotSetError, also when it takes longer than a minute.
    """
    return _typeset({"template": template, "data": data, "format": "pdf", "sheet": 0}, when)


def render_png(template: str, data: dict[str, Any], *, sheet: int = 0) -> bytes:
    """Return one sheet as a picture, empty when there is none of that number."""
    job = {"template": template, "data": data, "format": "png", "sheet": sheet}
    return _typeset(job, None)


def _typeset(job: dict[str, Any], when: dt.datetime | dt.date | None) -> bytes:
    text = json.dumps(job | {"timestamp": _seconds(when)}, ensure_ascii=False)
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    with _free:  # so many at once, however many people ask
        try:
            done = subprocess.run(  # noqa: S603 -- our own program, nothing of the data in its call
                [sys.executable, "-I", str(PROGRAM)],
                input=unicodedata.normalize("NFC", text).encode(),
                capture_output=True,
                check=False,
                timeout=LONGEST,
                env=kept | {"RAYON_NUM_THREADS": "2"},
            )
        except subprocess.TimeoutExpired as problem:
            raise NotSetError(f"not set within {LONGEST} seconds") from problem
    if done.returncode or (job["format"] == "pdf" and not done.stdout):
        raise NotSetError(done.stderr.decode(errors="replace")[-500:] or "the typesetter ended")
    return done.stdout


def _seconds(when: dt.datetime | dt.date | None) -> int:
    if when is None:
        when = dt.date(2000, 1, 1)
    if not isinstance(when, dt.datetime):
        when = dt.datetime.combine(when, dt.time(), dt.UTC)
    return int(when.timestamp())
