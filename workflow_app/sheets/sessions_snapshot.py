"""What an exported sheet remembers: the values as they were sent out, row by row.

They lie in a sheet that Excel does not offer to show. When the file comes back, they tell a
change made in the sheet from a change made in the system meanwhile.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .cells import Sheet, cell_text
from .escaping import put
from .limits import DEFAULT

_SHEET = "_ban_goc"
_MARK = "to-trinh/1"
WIDEST_SNAPSHOT = DEFAULT.columns
_CHUNK = 30_000  # a cell holds 32,767 characters


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Values by row id, of one thing of one kind, at one moment."""

    kind: str
    target: str
    taken: str
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def add_snapshot(book: Workbook, snapshot: Snapshot) -> Worksheet:
    """Add the sheet of the snapshot to a workbook, with its first row only."""
    sheet: Worksheet = book.create_sheet(_SHEET)
    for column, text in enumerate((_MARK, snapshot.kind, snapshot.target, snapshot.taken), start=1):
        put(sheet, 1, column, text)
    sheet.sheet_state = "veryHidden"
    return sheet


def snapshot_rows(snapshot: Snapshot) -> Iterator[list[str]]:
    """Return the further rows: an id, and its values in as many cells as they need."""
    for uid, values in snapshot.rows.items():
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        yield [uid, *(text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))]


def take_snapshot(sheets: Sequence[Sheet]) -> tuple[list[Sheet], Snapshot | None]:
    """Split off the snapshot; one that does not make sense is as good as none."""
    others = [sheet for sheet in sheets if sheet.name != _SHEET]
    found = next((sheet for sheet in sheets if sheet.name == _SHEET), None)
    return others, _read(found) if found is not None and others else None


def _read(sheet: Sheet) -> Snapshot | None:
    if not sheet.rows or cell_text(sheet.rows[0].value(1)) != _MARK:
        return None
    head = [cell_text(sheet.rows[0].value(number)) for number in (2, 3, 4)]
    try:
        rows = dict(_row(row.values) for row in sheet.rows[1:])
    except (ValueError, TypeError):
        return None
    return Snapshot(head[0], head[1], head[2], rows)


def _row(values: Iterable[object]) -> tuple[str, dict[str, Any]]:
    uid, *chunks = values
    content = json.loads("".join(str(chunk) for chunk in chunks if chunk is not None))
    if not isinstance(content, dict):
        raise TypeError(content)
    return str(uid), content
