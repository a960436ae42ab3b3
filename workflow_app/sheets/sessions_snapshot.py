"""What an exported sheet remembers: the values as they were sent out, row by row.

They lie in a sheet that Excel does not offer to show. When the file comes back, they tell a
change made in the sheet from a change made in the system meanwhile.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from .cells import Sheet, cell_text
from .escaping import put

_SHEET = "_ban_goc"
_MARK = "to-trinh/1"
_CHUNK = 30_000  # a cell holds 32,767 characters


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Values by row id, of one thing of one kind, at one moment."""

    kind: str
    target: str
    taken: str
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def add_snapshot(data: bytes, snapshot: Snapshot) -> bytes:
    """Return the workbook with the snapshot in it."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.create_sheet(_SHEET)
    for column, text in enumerate((_MARK, snapshot.kind, snapshot.target, snapshot.taken), start=1):
        put(sheet, 1, column, text)
    for number, (uid, values) in enumerate(snapshot.rows.items(), start=2):
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
        for column, part in enumerate((uid, *chunks), start=1):
            put(sheet, number, column, part)
    sheet.sheet_state = "veryHidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


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
