"""Reads the files of a database that is in use."""

import subprocess
import sys
from pathlib import Path


def read_aside(*paths: Path) -> bytes:
    """Return the bytes of these files one after the other, read by a process of its own.

    SQLite holds its locks by `fcntl`, and POSIX takes all locks of a process on a file away as soon as
    the process closes *any* of its handles of that file. Reading the file here would leave the open
    connections unprotected against the processes that other tests start: it destroyed a database
    (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    copy = "import pathlib, sys\nfor name in sys.argv[1:]:\n    sys.stdout.buffer.write(pathlib.Path(name).read_bytes())"
    there = [str(path) for path in paths if path.exists()]
    return subprocess.run(
        [sys.executable, "-c", copy, *there], capture_output=True, check=True
    ).stdout
