"""What a PDF of ours says: its words sheet by sheet, as somebody who copies them would get them."""

from typing import IO

from workflow_app.probing.pdfs import sheets, text

__all__ = ["content", "sheets", "text"]


def content(file: IO[bytes]) -> bytes:
    """Read an open file to its end and close it."""
    with file:
        return file.read()
