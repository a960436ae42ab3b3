"""PDF from a template and plain data, set by a process of its own (`typesetter`)."""

import datetime as dt
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from django.views.decorators.debug import sensitive_variables

from .files import JPG, PDF, PNG
from .models import StoredFile
from .pages import Page, plain

PROGRAM = Path(__file__).resolve().parent / "typesetter.py"
logger = logging.getLogger(__name__)

LONGEST = 60
BINDABLE = {kind.media_type: kind.extension for kind in (PDF, PNG, JPG)}
AT_ONCE = 2
KEPT = ("HOME", "LD_LIBRARY_PATH", "PATH", "TMPDIR")

_free = threading.BoundedSemaphore(AT_ONCE)


class NotSetError(Exception):
    """The document could not be set; the message is the typesetter's own."""


def page_pdf(page: Page, *, when: dt.datetime | dt.date | None = None) -> bytes:
    """Return a paper as PDF/A-2a; the same paper and day always give the same bytes."""
    return render_pdf("paper.typ", {"page": plain(page), "title": page.name}, when=when)


@sensitive_variables()
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


def bound_name(stored: StoredFile) -> str:
    """Return what a file is called while it is bound, empty for a type that cannot be.

    The name has nothing of the file's own in it, which may be anything.
    """
    extension = BINDABLE.get(stored.media_type, "")
    return f"file{stored.pk}.{extension}" if extension else ""


@sensitive_variables()
def bind_pdf(
    template: str,
    data: dict[str, Any],
    *,
    files: Sequence[StoredFile],
    when: dt.datetime | dt.date | None = None,
) -> IO[bytes]:
    """Set a template with the pages of other files bound in; return an open temporary file.

    The template finds in `data.bound` the number of pages of every file that can be bound, by
    `bound_name`; a file that cannot be read, or would make it more than 400 pages, is not there.
    Should the whole not be set with them, it is set without any. What is bound lies on the disk for
    as long as it takes and is in the memory of this process at no time.
    """
    named = {name: stored for stored in files if (name := bound_name(stored))}
    job = {"template": template, "data": data | {"bound": {}}, "format": "pdf", "sheet": 0}
    made = tempfile.TemporaryFile()  # noqa: SIM115 -- handed over open, and gone when closed
    try:
        if not (named and _is_bound(made, job, named, when)):
            made.truncate()
            _typeset_to(made, job, when)
    except NotSetError:
        made.close()
        raise
    return made


@sensitive_variables()
def _is_bound(
    made: IO[bytes],
    job: dict[str, Any],
    named: dict[str, StoredFile],
    when: dt.datetime | dt.date | None,
) -> bool:
    """Set it with the files; tell whether that was possible."""
    with tempfile.TemporaryDirectory(prefix="binding-") as folder:
        lying = [name for name, stored in named.items() if _lay_out(stored, Path(folder, name))]
        try:
            _typeset_to(made, job | {"folder": folder, "files": lying}, when)
        except NotSetError as problem:
            logger.warning("Not bound, set without attachments: %s", problem)
            made.seek(0)
            return False
    return True


def _lay_out(stored: StoredFile, place: Path) -> bool:
    """Copy a stored file, piece by piece; tell whether it was there."""
    try:
        with stored.file.open("rb") as source, place.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    except OSError:
        logger.warning("The stored file %s is not where it should be", stored.pk)
        place.unlink(missing_ok=True)
        return False
    return True


@sensitive_variables()
def _typeset(job: dict[str, Any], when: dt.datetime | dt.date | None) -> bytes:
    with tempfile.TemporaryFile() as made:
        _typeset_to(made, job, when)
        return made.read()


@sensitive_variables()
def _typeset_to(made: IO[bytes], job: dict[str, Any], when: dt.datetime | dt.date | None) -> None:
    """Have it set into a file, and stand at its beginning."""
    text = json.dumps(job | {"timestamp": _seconds(when)}, ensure_ascii=False)
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    with _free:  # so many at once, however many people ask
        try:
            done = subprocess.run(  # noqa: S603 -- our own program, nothing of the data in its call
                [sys.executable, "-I", str(PROGRAM)],
                input=unicodedata.normalize("NFC", text).encode(),
                stdout=made,
                stderr=subprocess.PIPE,
                check=False,
                timeout=LONGEST,
                env=kept | {"RAYON_NUM_THREADS": "2"},
            )
        except subprocess.TimeoutExpired as problem:
            raise NotSetError(f"not set within {LONGEST} seconds") from problem
    size = made.seek(0, os.SEEK_END)
    made.seek(0)
    if done.returncode or (job["format"] == "pdf" and not size):
        raise NotSetError(done.stderr.decode(errors="replace")[-500:] or "the typesetter ended")


def _seconds(when: dt.datetime | dt.date | None) -> int:
    if when is None:
        when = dt.date(2000, 1, 1)
    if not isinstance(when, dt.datetime):
        when = dt.datetime.combine(when, dt.time(), dt.UTC)
    return int(when.timestamp())
