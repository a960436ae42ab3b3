"""How errors are written into the server's log: without the rows that a database quotes in them."""

import logging
from collections.abc import Iterator
from typing import Any

LEFT_OUT = "(left out)"


class WithoutRows(logging.Formatter):
    """Leaves out what PostgreSQL says of the row at fault: "Failing row contains (…)".

    Whoever reads the log keeps the server running; what people typed is not theirs to read.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- so it is called
        """Write the traceback, each error of the database by its first line alone."""
        text = super().formatException(ei)
        for error in _chain(ei[1]):
            detail = getattr(getattr(error, "diag", None), "message_detail", None)
            if detail:
                text = text.replace(detail, LEFT_OUT)
        return text


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and those that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
