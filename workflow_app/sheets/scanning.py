"""A first pass over the XML of every part, in bounded memory, before a reader builds cells of it.

It finds what the reader must not be shown (entities, links that start programs, areas too large
to hold) and what the reader does not tell (hidden rows, merged cells, formulas never computed,
dates that show only their month).
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from .cells import Merge, Place
from .containers import damaged
from .limits import Limits
from .plain_rows import PlainRows
from .refusals import SheetRefused

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: [a-z]{1,3}="[A-Za-z0-9]{0,9}")* ?/>')
_WHOLE = re.compile(r"[0-9]{1,7}")
_BUILT_IN_MONTH_FORMAT = 17  # mmm-yy
_SHEET_STATES_HIDDEN = {"hidden", "veryHidden"}


@dataclass(slots=True)
class PartScan:
    """What one XML part was found to hold; most fields stay empty for parts that are no sheet."""

    root: str = ""
    last_row_element: int = 0
    last_row: int = 0  # with a value that is not blank
    last_column: int = 0
    stored_row: int = 0  # the same of all stored values, blank ones too
    stored_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    uncomputed: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    months: set[Place] = field(default_factory=set)
    month_styles: set[int] = field(default_factory=set)
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)  # name, relation, visible
    targets: dict[str, str] = field(default_factory=dict)  # relation -> part

    @property
    def area(self) -> int:
        """Cells of the rectangle from A1 that a reader would have to hold."""
        return self.stored_row * self.stored_column


class Scanner:
    """Scans part after part and keeps one budget of elements for the whole workbook."""

    def __init__(self, limits: Limits, month_styles: frozenset[int] = frozenset()) -> None:
        self._limits = limits
        self._left = limits.elements
        self._characters = limits.characters
        self.month_styles = month_styles

    def scan(self, pieces: Iterable[bytes]) -> PartScan:
        """Parse one part; raises ``SheetRefused`` for what must not be read."""
        handler = _Handler(self._limits, self.month_styles)
        handler.left, handler.characters = self._left, self._characters
        fed = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = handler.start
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.EntityDeclHandler = _refuse_entities
        plain = PlainRows(self.month_styles)
        try:
            for piece in plain.without(pieces):
                handler.skip_rows(plain)
                rest, empty = _EMPTY_CELL.subn(b"", piece)
                handler.skip(empty)
                parser.Parse(rest, False)
                fed += len(rest)
                if fed - parser.CurrentByteIndex > self._limits.token_bytes:
                    raise SheetRefused(damaged())
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise SheetRefused(damaged()) from error
        handler.finish_cell()
        self._left, self._characters = handler.left, handler.characters
        return handler.found


class _Handler:
    """Follows the position in a sheet; cells and rows may leave out their references."""

    def __init__(self, limits: Limits, month_styles: frozenset[int]) -> None:
        self.found = PartScan()
        self.left = self.characters = 0
        self._limits = limits
        self._month_styles = month_styles
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._pending: str | None = None  # the reference of a cell that may be empty
        self._touched = self._skipped = self._skipped_rows = False
        self._in_formula = self._formula = self._stored = self._filled = False
        self._formats: dict[int, str] = {}
        self._in_cell_styles = False
        self._styles = 0
        self._elements = {
            "row": self._start_row,
            "col": self._start_column,
            "mergeCell": self._start_merge,
            "numFmt": self._start_format,
            "cellXfs": self._start_cell_styles,
            "cellStyles": self._end_cell_styles,
            "xf": self._start_style,
            "sheet": self._start_sheet,
            "Relationship": self._start_relation,
            "ddeLink": self._start_program_link,
        }

    def skip(self, empty_cells: int) -> None:
        """Count cells that were taken out unparsed; padded sheets have millions of them."""
        if empty_cells:
            self.left -= empty_cells
            self._skipped = True

    def skip_rows(self, plain: PlainRows) -> None:
        """Note the rows that were taken out unparsed, because nothing in them needs a look."""
        found = self.found
        self.left -= plain.elements
        self.characters -= plain.characters
        self._refuse_beyond_budget()
        found.last_row_element = max(found.last_row_element, plain.last_row_element)
        found.last_row = max(found.last_row, plain.last_row)
        found.last_column = max(found.last_column, plain.last_column)
        found.stored_row = max(found.stored_row, plain.last_row)
        found.stored_column = max(found.stored_column, plain.last_column)
        self._skipped_rows = self._skipped_rows or plain.last_row_element > 0

    def _refuse_beyond_budget(self) -> None:
        if self.left < 0 or self.characters < 0:
            raise SheetRefused(too_large())

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.left -= 1
        if self.left < 0:
            raise SheetRefused(too_large())
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "is"}:
            self._start_value()
        elif name == "f":
            self._touch()
            self._formula = self._in_formula = True
        elif element := self._elements.get(name):
            self.finish_cell()
            element(attributes)
        if not self.found.root:
            self.found.root = name

    def text(self, text: str) -> None:
        self.characters -= len(text)
        if self.characters < 0:
            raise SheetRefused(too_large())
        if self._stored and not self._in_formula and not self._filled and text.strip():
            self._filled = True
            self.found.last_row = max(self.found.last_row, self._row)
            self.found.last_column = max(self.found.last_column, self._column)

    def finish_cell(self) -> None:
        """Judge the cell that has just ended; the next element tells that it has."""
        if self._cell is None or not self._touched:
            return
        if self._row <= self._limits.rows and self._column <= self._limits.columns:
            self._judge(Place(self._row, self._column), self._cell)
        self._cell = None
        self._touched = self._formula = self._in_formula = self._stored = self._filled = False

    def _judge(self, place: Place, cell: dict[str, str]) -> None:
        found = self.found
        if self._filled and cell.get("t") == "e":
            found.errors.add(place)
        elif self._formula and not self._filled and cell.get("t") != "str":
            found.uncomputed.add(place)
        elif self._filled and self._is_month(cell):
            found.months.add(place)
        if len(found.errors) + len(found.uncomputed) + len(found.months) > self._limits.broken:
            raise SheetRefused(too_large())

    def _is_month(self, cell: dict[str, str]) -> bool:
        if not self._month_styles or cell.get("t", "n") != "n":
            return False
        return _whole(cell.get("s")) in self._month_styles

    def _start_cell(self, attributes: dict[str, str]) -> None:
        """Note a cell; most of a padded sheet are empty, so its place is read only when needed."""
        if self._touched:
            self.finish_cell()
        self._cell = attributes
        reference = attributes.get("r")
        if reference is None:
            if self._skipped:  # its place would follow from cells that were not looked at
                raise SheetRefused(damaged())
            self._find_place()
            self._column += 1
        self._pending = reference

    def _find_place(self) -> None:
        if self._pending is None:
            return
        place = read_reference(self._pending)
        if place is None:
            raise SheetRefused(damaged())
        self._row, self._column = place
        self._pending = None

    def _touch(self) -> None:
        self._find_place()
        self._touched = True

    def _start_value(self) -> None:
        self._in_formula = False
        if self._cell is None or self._stored:
            return
        self._touch()
        self._stored = True
        self.found.stored_row = max(self.found.stored_row, self._row)
        self.found.stored_column = max(self.found.stored_column, self._column)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes.get("r"))
        if number is None and self._skipped_rows:  # it would follow from rows not looked at
            raise SheetRefused(damaged())
        self._row = number or self._row + 1
        self._column, self._pending = 0, None
        self.found.last_row_element = max(self.found.last_row_element, self._row)
        if attributes.get("hidden") in {"1", "true"} and self._row <= self._limits.rows:
            self.found.hidden_rows.add(self._row)

    def _start_column(self, attributes: dict[str, str]) -> None:
        low, high = _whole(attributes.get("min")), _whole(attributes.get("max"))
        if attributes.get("hidden") in {"1", "true"} and low and high:
            last = min(high, self._limits.columns)
            self.found.hidden_columns.update(range(low, last + 1))

    def _start_merge(self, attributes: dict[str, str]) -> None:
        first, __, last = attributes.get("ref", "").partition(":")
        top, bottom = read_reference(first), read_reference(last or first)
        if top is None or bottom is None:
            raise SheetRefused(damaged())
        self.found.merges.append(Merge(*top, *bottom))
        if len(self.found.merges) > self._limits.merges:
            raise SheetRefused(too_large())

    def _start_format(self, attributes: dict[str, str]) -> None:
        if number := _whole(attributes.get("numFmtId")):
            self._formats[number] = attributes.get("formatCode", "")

    def _start_cell_styles(self, attributes: dict[str, str]) -> None:
        del attributes
        self._in_cell_styles = True

    def _end_cell_styles(self, attributes: dict[str, str]) -> None:
        del attributes
        self._in_cell_styles = False

    def _start_style(self, attributes: dict[str, str]) -> None:
        if not self._in_cell_styles:
            return
        if _shows_only_month(_whole(attributes.get("numFmtId")), self._formats):
            self.found.month_styles.add(self._styles)
        self._styles += 1

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
        visible = attributes.get("state") not in _SHEET_STATES_HIDDEN
        self.found.sheets.append((attributes.get("name", ""), relation, visible))

    def _start_relation(self, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.found.targets[attributes.get("Id", "")] = target.lstrip("/")

    def _start_program_link(self, attributes: dict[str, str]) -> None:
        del attributes
        raise SheetRefused(
            _(
                "The workbook contains a link that starts another program (DDE), which is not "
                "accepted. Copy the plan as values into a new workbook."
            )
        )


def read_reference(reference: str) -> Place | None:
    """Read "AB12" as row 12, column 28."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return Place(int(match[2]), column)


def too_large() -> str:
    """Return the sentence for more cells than a plan can have."""
    return _(
        "The sheet has far more cells than a plan can hold, most of them probably empty. Copy "
        "the rows you need into a new workbook and send that."
    )


def _whole(text: str | None) -> int | None:
    """Read an attribute's number; one of more than seven digits is no place in any sheet."""
    return int(text) if text and _WHOLE.fullmatch(text) else None


def _shows_only_month(number: int | None, formats: dict[int, str]) -> bool:
    """Say whether a number format writes month and year but no day: Excel made it of "8/2023"."""
    if number == _BUILT_IN_MONTH_FORMAT:
        return True
    if number is None:
        return False
    code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", formats.get(number, "")).lower()
    return "m" in code and "y" in code and "d" not in code and "h" not in code


def _refuse_entities(*declaration: object) -> None:
    del declaration
    raise SheetRefused(
        _(
            "The workbook contains definitions that Excel never writes, so it is not opened. "
            "Open it in Excel, save it again as .xlsx and send that."
        )
    )
