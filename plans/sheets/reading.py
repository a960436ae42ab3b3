"""From a workbook to the rows of a plan: every row of the sheet, in our terms, plain to store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from operator import getitem
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from workflow_app.lib.money import format_number, parse_dong
from workflow_app.lib.text import excerpt, fold
from workflow_app.sheets.cells import Sheet, cell_text
from workflow_app.sheets.reading import RawRow, RowKind, Understanding, read_rows
from workflow_app.sheets.schema import Parsed

from .columns import Message, Told, columns_of, too_long
from .lines import Values, plain
from .mending import split_amounts, with_groups
from .schema import ROW_ID
from .words import NO_SECTION

__all__ = ["Message", "ReadRow", "read_plan"]

_NONE: Mapping[str, str] = MappingProxyType({})
_NOTED = ("kind", "guest_level", "focus")


@dataclass(slots=True)
class ReadRow:
    """One row of the sheet (or a run of empty ones up to ``last``)."""

    row: int
    last: int
    is_line: bool
    title: str
    uid: str = ""
    values: Values = field(default_factory=dict)
    messages: Sequence[Message] = ()
    unread: Mapping[str, str] = field(default_factory=dict)  # field -> words not understood
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain values for storing, the row's own; what is empty is left out."""
        data: dict[str, Any] = {
            "row": self.row,
            "last": self.last,
            "is_line": self.is_line,
            "title": self.title,
        }
        if self.uid:
            data["uid"] = self.uid
        if self.values:
            data["values"] = self.values
        if self.messages:
            data["messages"] = [asdict(message) for message in self.messages]
        if self.unread:
            data["unread"] = self.unread
        if self.reason:
            data["reason"] = self.reason
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ReadRow":
        """Return the row that was stored."""
        row = cls(**data)
        if row.messages:
            row.messages = [Message(**message) for message in data["messages"]]
        return row


def read_plan(
    sheet: Sheet, understanding: Understanding, mapping: Mapping[str, int] | None = None
) -> Iterator[ReadRow]:
    """Read every row below the heading; with row ids, sections are told by their hidden column."""
    reader = _PlanReader(understanding, mapping)
    rows = with_groups(read_rows(sheet, understanding, mapping))
    return (reader.read(raw) for raw in rows)


class _PlanReader:
    """Keeps the sum of the lines since the last total, to compare it with the sheet's own."""

    def __init__(self, understanding: Understanding, mapping: Mapping[str, int] | None) -> None:
        self._seen = understanding
        self._mapping = understanding.mapping if mapping is None else dict(mapping)
        self._own_titles = {column.key: column.title for column in understanding.schema.columns}
        self._columns = columns_of(understanding, self._mapping, self.heading)
        self._uids = self._columns.pop(ROW_ID, None)
        self._sums = {"": 0}
        self._has_sections = "section" in self._mapping
        self._above: dict[tuple[str, ...], tuple[str, str]] = {}
        self._split = split_amounts(understanding.headings, self._mapping)

    def read(self, raw: RawRow) -> ReadRow:
        if raw.kind is not RowKind.DATA:
            return self._left_out(raw)
        values, told = self._read_cells(raw)
        uid = ""
        if self._uids is not None and ROW_ID not in raw.broken:
            uid = self._uids[raw.cells.get(ROW_ID)]
        self._place(raw, values, has_id=bool(uid))
        unread: Mapping[str, str] = _NONE
        if told:
            unread = {key: says.unread for key, says in told.items() if says.unread is not None}
        added = self._add_up(raw, values, unread) if raw.extra or self._split else []
        messages = self._messages(raw, values, told) if told or raw.broken or raw.hidden else []
        messages += added
        if amount := values.get("amount"):
            self._add(amount)
        title = str(values.get("title") or raw.text)
        return ReadRow(raw.number, raw.number, True, title, uid, values, messages or (), unread)

    def _read_cells(self, raw: RawRow) -> tuple[Values, dict[str, Told]]:
        """Return the values of a row, and what is to be said about its cells.

        Known contents are looked up all at once: a step of our own for each of a sheet's cells
        takes longer than all the rest.
        """
        cells = list(map(raw.cells.get, self._columns))
        if raw.broken or bool in set(map(type, cells)):
            return self._read_alone(raw)
        columns = self._columns
        values = dict(zip(columns, map(getitem, columns.values(), cells), strict=True))
        told = {
            key: column.told[cell]
            for (key, column), cell in zip(columns.items(), cells, strict=True)
            if column.told and cell in column.told
        }
        return values, told

    def _read_alone(self, raw: RawRow) -> tuple[Values, dict[str, Told]]:
        """Read each cell for itself: a broken one has no content, and a tick is no number."""
        values: Values = {}
        told: dict[str, Told] = {}
        for key, column in self._columns.items():
            broken = raw.broken.get(key)
            if broken is not None:
                values[key], says = column.tell(Parsed(None, broken))
            else:
                values[key], says = column.once(raw.cells.get(key))
            if says is not None:
                told[key] = says
        return values, told

    def heading(self, key: str) -> str:
        """Return the heading of a field's column in this sheet, or our own name for it."""
        column = self._mapping.get(key)
        if column is not None and column in self._seen.headings:
            return self._seen.headings[column]
        return str(self._own_titles.get(key, ""))

    def _place(self, raw: RawRow, values: Values, *, has_id: bool) -> None:
        """Name the section: what stands above the row, unless its hidden column agrees."""
        innermost, all_above = self._sections(raw.sections)
        if not self._has_sections:
            values["section"] = all_above
        elif has_id and values["section"] and innermost:
            if fold(values["section"]) != fold(innermost):
                values["section"] = excerpt(innermost, 200)
        elif not values["section"]:
            values["section"] = excerpt(innermost, 200)

    def _sections(self, above: tuple[str, ...]) -> tuple[str, str]:
        """Return the innermost heading above a row, and all of them in one text."""
        if above not in self._above:
            innermost = plain(above[-1]) if above else ""
            innermost = "" if innermost == NO_SECTION else innermost
            self._above[above] = innermost, excerpt(" / ".join(map(plain, above)), 200)
        return self._above[above]

    def _messages(self, raw: RawRow, values: Values, told: Mapping[str, Told]) -> list[Message]:
        """Say what blocks the row, then what was made of words that mean nothing we count."""
        problems = {key: says.problem for key, says in told.items() if says.problem}
        for key, text in raw.broken.items():
            problems[key] = Message(self.heading(key), text, blocks=True)
        messages = [problems[key] for key in self._own_titles if key in problems]
        messages += self._too_long(values, told)
        for key in _NOTED:
            says = told.get(key)
            if says and says.note:
                messages.append(says.note)
            if says and says.kept:
                parts = (values.get("remarks"), says.kept)
                values["remarks"] = "; ".join(part for part in parts if part)
        if raw.hidden:
            messages.append(Message("", _("The row is hidden in the sheet.")))
        return messages

    def _too_long(self, values: Values, told: Mapping[str, Told]) -> Iterator[Message]:
        """Ask once more where another value was put in the place of the cell's."""
        for key, says in told.items():
            if says.too_long and too_long(key, values[key], self.heading(key)):
                yield says.too_long

    def _add_up(self, raw: RawRow, values: Values, unread: Mapping[str, str]) -> list[Message]:
        """Add columns of money under one heading; name every other cell that has no place."""
        summed: set[str] = set()
        messages: list[Message] = []
        if self._split and "amount" not in unread:
            unit = self._seen.unit_of(self._mapping["amount"])
            amount, names = self._split.add_up(raw, values.get("amount"), unit)
            if names:
                summed = set(self._split.others)
                values["amount"] = amount
                values["funding_source"] = values.get("funding_source") or names
                text = _("Added up from the columns under one heading: %(names)s.")
                messages.append(Message(self.heading("amount"), text % {"names": names}))
        for heading, value in raw.extra.items():
            if heading not in summed:
                text = _("Not taken, because the column has no place in the plan: %(text)s")
                messages.append(Message(heading, text % {"text": excerpt(cell_text(value), 120)}))
        return messages

    # --- what is left out --------------------------------------------------------------------

    def _left_out(self, raw: RawRow) -> ReadRow:
        messages: list[Message] = []
        if raw.kind is RowKind.TOTAL:
            messages = list(self._check_total(raw))
        elif raw.kind is RowKind.SECTION:
            self._sums["section"] = 0
        return ReadRow(
            raw.number,
            raw.last or raw.number,
            False,
            raw.text,
            messages=messages,
            reason=raw.reason,
        )

    def _add(self, amount: int) -> None:
        for name in self._sums:
            self._sums[name] += amount

    def _check_total(self, raw: RawRow) -> Iterator[Message]:
        """Say when the sheet's own total is not the sum of its lines; nothing else depends on it."""
        if "amount" not in self._mapping or "amount" in raw.broken:
            return
        unit = self._seen.unit_of(self._mapping["amount"])
        stated = parse_dong(raw.cells.get("amount"), unit).amount
        if stated is not None and stated not in self._sums.values():
            yield Message(
                self.heading("amount"),
                _("The sheet's total is %(stated)s, the lines above add up to %(sum)s.")
                % {"stated": format_number(stated), "sum": format_number(self._sums[""])},
            )
