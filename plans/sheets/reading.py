"""From a workbook to the rows of a plan: every row of the sheet, in our terms, plain to store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Activity
from workflow_app.lib.money import format_number, parse_dong
from workflow_app.lib.text import excerpt, fold
from workflow_app.lib.times import When
from workflow_app.sheets.cells import Row, Sheet, cell_text, column_letter
from workflow_app.sheets.reading import (
    ParsedRow,
    RawRow,
    RowKind,
    Understanding,
    choose_sheet,
    parse_row,
    read_rows,
    understand,
)
from workflow_app.sheets.schema import SheetSchema

from .lines import Values, plain
from .mending import split_amounts, tidy, with_groups, with_time_named
from .schema import FIELDS, ROW_ID
from .words import NO_SECTION, kind_of, level_of

_MODEL_FIELDS = {"when": "when_words", "focus": "focus_words"}
_HEADING_ROWS = 60
_ONE_LINE = frozenset(FIELDS) - {"purpose", "expected_result", "remarks"}


@dataclass(slots=True)
class Message:
    """What to say about a row: the heading of the column it is about, and whether it blocks."""

    column: str
    text: str
    blocks: bool = False


@dataclass(slots=True)
class ReadRow:
    """One row of the sheet (or a run of empty ones up to ``last``)."""

    row: int
    last: int
    is_line: bool
    title: str
    uid: str = ""
    values: Values = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)  # field -> words that were not understood
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain values for storing."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ReadRow":
        """Return the row that was stored."""
        messages = [Message(**message) for message in data["messages"]]
        return cls(**{**data, "messages": messages})


def understand_sheets(
    sheets: Sequence[Sheet], schema: SheetSchema, year: int
) -> list[tuple[Sheet, Understanding]]:
    """Understand every sheet, what is hidden in it aside; the best one first."""
    shown = [without_hidden_columns(sheet, schema) for sheet in sheets]
    pairs = [
        _with_all_columns(sheet, seen, schema, year)
        for sheet, seen in zip(sheets, shown, strict=True)
    ]
    best, __ = choose_sheet([sheet for sheet, __ in pairs], schema, year)
    return sorted(pairs, key=lambda pair: pair[0] is not best)


def _with_all_columns(
    sheet: Sheet, seen: Sheet, schema: SheetSchema, year: int
) -> tuple[Sheet, Understanding]:
    """Prefer what people see; look at hidden columns only where nothing else makes a table."""
    understanding = understand(seen, schema, year)
    if seen is not sheet and (understanding.problem or understanding.missing):
        whole = understand(sheet, schema, year)
        if not whole.problem and not whole.missing:
            return sheet, whole
    return seen, understanding


def without_hidden_columns(sheet: Sheet, schema: SheetSchema) -> Sheet:
    """Set hidden columns aside: old figures lie there. Our own hidden columns stay."""
    own = {
        fold(name)
        for column in schema.columns
        if column.hidden or column.key == "section"
        for name in column.names
    }
    headed = {
        number
        for row in sheet.rows
        if row.number <= _HEADING_ROWS
        for number in sheet.hidden_columns
        if fold(cell_text(row.value(number))) in own
    }
    aside = sheet.hidden_columns - headed
    if not any(row.value(number) is not None for row in sheet.rows for number in aside):
        return sheet
    return replace(sheet, rows=tuple(_without(row, aside) for row in sheet.rows))


def _without(row: Row, columns: frozenset[int]) -> Row:
    values = tuple(
        None if number in columns else value for number, value in enumerate(row.values, start=1)
    )
    return replace(row, values=values)


def below_row(sheet: Sheet, row: int) -> Sheet:
    """Return the sheet from a row on, for a heading that the user points at."""
    return replace(sheet, rows=tuple(one for one in sheet.rows if one.number >= row))


def read_plan(
    sheet: Sheet, understanding: Understanding, mapping: Mapping[str, int] | None = None
) -> Iterator[ReadRow]:
    """Read every row below the heading; with row ids, sections are told by their hidden column."""
    reader = _PlanReader(understanding, mapping)
    rows = list(read_rows(sheet, understanding, mapping))
    return (reader.read(raw) for raw in with_groups(rows))


class _PlanReader:
    """Keeps the sum of the lines since the last total, to compare it with the sheet's own."""

    def __init__(self, understanding: Understanding, mapping: Mapping[str, int] | None) -> None:
        self._seen = understanding
        self._mapping = understanding.mapping if mapping is None else dict(mapping)
        self._sums = {"": 0}
        self._has_sections = "section" in self._mapping
        self._split = split_amounts(understanding.headings, self._mapping)

    def read(self, raw: RawRow) -> ReadRow:
        if raw.kind is not RowKind.DATA:
            return self._left_out(raw)
        raw = with_time_named(raw, self.heading("when"))
        parsed = parse_row(raw, self._seen, self._mapping)
        values: Values = {}
        unread: dict[str, str] = {}
        for key in FIELDS:
            if key in parsed.values:
                values[key] = _plain_value(parsed.values[key].value, key, parsed.values[key].words)
                if parsed.values[key].problem:
                    unread[key] = parsed.values[key].words
        self._place(raw, values, has_id=bool(self._uid(parsed)))
        added = self._add_up(raw, values, unread)
        messages = [*self._problems(parsed), *_too_long(values, self.heading)]
        messages += [*self._notes(parsed, values, hidden=raw.hidden), *added]
        if values.get("kind") and kind_of(parsed.values["kind"].words or "khác") is None:
            unread["kind"] = parsed.values["kind"].words
        self._add(values.get("amount"))
        title = str(values.get("title") or raw.text)
        return ReadRow(
            raw.number, raw.number, True, title, self._uid(parsed), values, messages, unread
        )

    def heading(self, key: str) -> str:
        """Return the heading of a field's column in this sheet, or our own name for it."""
        column = self._mapping.get(key)
        if column is not None and column in self._seen.headings:
            return self._seen.headings[column]
        if key in {one.key for one in self._seen.schema.columns}:
            return str(self._seen.schema.column(key).title)
        return ""

    def _uid(self, parsed: ParsedRow) -> str:
        value = parsed.values.get(ROW_ID)
        return str(value.value or "")[:12] if value else ""

    def _place(self, raw: RawRow, values: Values, *, has_id: bool) -> None:
        """Name the section: what stands above the row, unless its hidden column agrees."""
        above = "" if plain(raw.section) == NO_SECTION else plain(raw.section)
        if not self._has_sections:
            values["section"] = excerpt(" / ".join(map(plain, raw.sections)), 200)
        elif has_id and values["section"] and above and fold(values["section"]) != fold(above):
            values["section"] = excerpt(above, 200)
        elif not values["section"] or not above:
            values["section"] = values["section"] or excerpt(above, 200)

    def _problems(self, parsed: ParsedRow) -> Iterator[Message]:
        for problem in parsed.problems:
            yield Message(self.heading(problem.key), problem.text, blocks=True)

    def _notes(self, parsed: ParsedRow, values: Values, *, hidden: bool) -> Iterator[Message]:
        words = {key: value.words for key, value in parsed.values.items()}
        if words.get("kind") and kind_of(words["kind"]) is None:
            yield Message(
                self.heading("kind"),
                _("“%(text)s” is none of the kinds that are counted; it was taken as “Khác”.")
                % {"text": excerpt(words["kind"])},
            )
        if words.get("guest_level") and level_of(words["guest_level"]) is None:
            yield self._kept(values, "guest_level", words["guest_level"])
        areas = getattr(self._seen.schema.column("focus").parser, "areas", ())
        if areas and values.get("focus") and values["focus"] not in {name for __, name in areas}:
            yield Message(
                self.heading("focus"),
                _("“%(text)s” is not one of the year's focus areas; the words are kept as written.")
                % {"text": excerpt(values["focus"])},
            )
        if hidden:
            yield Message("", _("The row is hidden in the sheet."))

    def _kept(self, values: Values, key: str, words: str) -> Message:
        """Move words that have no place of their own to the remarks."""
        kept = f"{self.heading(key)}: {words}"
        values["remarks"] = "; ".join(part for part in (values.get("remarks"), kept) if part)
        return Message(
            self.heading(key),
            _("“%(text)s” is none of the levels; the words are kept in the remarks.")
            % {"text": excerpt(words)},
        )

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

    def _add(self, amount: Any) -> None:
        for name in self._sums:
            self._sums[name] += amount or 0

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


def _plain_value(value: object, key: str, words: str) -> Any:
    if key == "when":
        if isinstance(value, When):
            last = value.last or value.first
            return {
                "words": tidy(value.words),
                "first": value.first.isoformat() if value.first else None,
                "last": last.isoformat() if last else None,
            }
        return {"words": tidy(words), "first": None, "last": None}
    if isinstance(value, str):
        return " ".join(tidy(value).split()) if key in _ONE_LINE else tidy(value)
    return value


def _too_long(values: Values, heading: Any) -> Iterator[Message]:
    for key, value in values.items():
        text = value["words"] if key == "when" else value
        field = Activity._meta.get_field(_MODEL_FIELDS.get(key, key))
        longest = getattr(field, "max_length", None)
        if isinstance(text, str) and longest and len(text) > longest:
            yield Message(
                heading(key),
                _("Too long: at most %(count)s characters; put the rest into the remarks.")
                % {"count": longest},
                blocks=True,
            )


def notes_on(sheet: Sheet, whole: Iterable[Sheet]) -> list[str]:
    """Say what was not looked at: other sheets, hidden columns."""
    notes = list(sheet.notes)
    others = [other.name for other in whole if other.name != sheet.name and other.rows]
    if others:
        notes.append(_("Other sheets were not read: %(names)s.") % {"names": ", ".join(others)})
    return notes


def hidden_note(sheet: Sheet, original: Sheet) -> str:
    """Say which hidden columns were set aside."""
    if sheet is original:
        return ""
    letters = ", ".join(column_letter(number) for number in sorted(original.hidden_columns))
    return _("Hidden columns were not read: %(letters)s.") % {"letters": letters}
