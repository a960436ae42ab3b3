"""Going through the rows below the heading: lines of the plan, and everything else by name.

Every row is accounted for: what is no line of the plan comes with the reason it is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from workflow_app.lib.text import excerpt, fold

from .cells import CellValue, Place, Row, Sheet, cell_text
from .headings import plain
from .schema import Kind, SheetSchema

if TYPE_CHECKING:
    from .reading import Understanding


class RowKind(StrEnum):
    """What a row is; only ``DATA`` is a line of the plan."""

    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    EMPTY = "empty"
    SIGNATURE = "signature"
    REPEATED_HEADER = "repeated_header"
    NUMBERING = "numbering"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row, or a run of empty ones up to ``last``; cells by key, not yet understood."""

    number: int
    kind: RowKind
    last: int = 0
    cells: Mapping[str, CellValue] = field(default_factory=dict)
    extra: Mapping[str, CellValue] = field(default_factory=dict)  # heading -> value, unmapped
    broken: Mapping[str, str] = field(default_factory=dict)  # key -> why the cell has no value
    sections: tuple[str, ...] = ()  # headings of the groups it stands in, outermost first
    hidden: bool = False
    text: str = ""  # its words in one line, for showing what was left out

    @property
    def section(self) -> str:
        """The innermost group heading above the row."""
        return self.sections[-1] if self.sections else ""

    @property
    def reason(self) -> str:
        """Why the row is left out; empty for a line of the plan."""
        return {
            RowKind.DATA: "",
            RowKind.SECTION: _("A heading of a group of lines; it is kept with the lines below."),
            RowKind.TOTAL: _("A total; totals are added up by the system."),
            RowKind.EMPTY: _("The row is empty."),
            RowKind.SIGNATURE: _("Part of the signature block below the table."),
            RowKind.REPEATED_HEADER: _("The heading of the table once more."),
            RowKind.NUMBERING: _("The numbers of the columns."),
            RowKind.NOTE: _("A remark, not a line of the table."),
        }[self.kind]


def read_rows(
    sheet: Sheet, understanding: "Understanding", mapping: Mapping[str, int] | None = None
) -> Iterator[RawRow]:
    """Yield every row below the heading, in order; ``mapping`` is the one the user confirmed."""
    columns = understanding.mapping if mapping is None else dict(mapping)
    reader = _Reader(sheet, understanding, columns)
    below = understanding.header_row + understanding.header_height
    expected = below
    for row in sheet.rows:
        if row.number < below:
            continue
        if row.number > expected:
            yield RawRow(expected, RowKind.EMPTY, row.number - 1)
        expected = row.number + 1
        yield reader.read(row)


class _Reader:
    """Keeps what carries over from row to row: group headings, and being in the signatures."""

    def __init__(
        self, sheet: Sheet, understanding: "Understanding", columns: dict[str, int]
    ) -> None:
        self._sheet = sheet
        self._schema: SheetSchema = understanding.schema
        self._columns = columns
        self._headings = understanding.headings
        self._anchors = self._merged_down(understanding)
        self._wide = {m.top for m in sheet.merges if m.right - m.left >= 2}  # noqa: PLR2004 -- three cells
        self._sections: list[tuple[int, str]] = []
        self._signing = False

    def read(self, row: Row) -> RawRow:
        cells = {key: self._value(row, column) for key, column in self._columns.items()}
        kind = self._kind(row, cells)
        if kind is RowKind.SECTION:
            self._enter_section(row, cells)
        standing = self._sections[:-1] if kind is RowKind.SECTION else self._sections
        sections = tuple(text for __, text in standing)
        used = set(self._columns.values())
        return RawRow(
            row.number,
            kind,
            row.number,
            {key: value for key, value in cells.items() if value is not None},
            {
                self._headings.get(column, ""): value
                for column, value in enumerate(row.values, start=1)
                if value is not None and column not in used
            },
            self._broken(row),
            sections,
            row.hidden,
            excerpt(" · ".join(cell_text(v) for v in row.values if v is not None), 200),
        )

    def _value(self, row: Row, column: int) -> CellValue:
        value = row.value(column)
        return self._anchors.get(Place(row.number, column)) if value is None else value

    def _merged_down(self, understanding: "Understanding") -> dict[Place, CellValue]:
        """Let a cell merged over several rows count for each, where the column allows it."""
        below = understanding.header_row + understanding.header_height
        columns = {
            column for key, column in self._columns.items() if self._schema.column(key).merges_down
        }
        rows = {row.number: row for row in self._sheet.rows}
        last = max(rows, default=0)
        reached: dict[int, int] = {}  # no row is visited twice, however many merges overlap
        anchors: dict[Place, CellValue] = {}
        for merge in sorted(self._sheet.merges):
            top = rows.get(merge.top)
            if merge.left not in columns or merge.top < below or top is None:
                continue
            first = max(merge.top, reached.get(merge.left, 0)) + 1
            for number in range(first, min(merge.bottom, last) + 1):
                anchors[Place(number, merge.left)] = top.value(merge.left)
            reached[merge.left] = max(merge.bottom, reached.get(merge.left, 0))
        return anchors

    def _broken(self, row: Row) -> dict[str, str]:
        places = {key: Place(row.number, column) for key, column in self._columns.items()}
        broken = self._sheet.broken
        return {key: broken[place] for key, place in places.items() if place in broken}

    # --- what the row is ---------------------------------------------------------------------

    def _kind(self, row: Row, cells: Mapping[str, CellValue]) -> RowKind:
        filled: list[CellValue] = [value for value in row.values if value is not None]
        line = _Line(row, cells, filled, self._schema)
        if line.has_id:
            self._signing = False
            return RowKind.DATA
        if line.is_blank and not self._broken(row):
            return RowKind.EMPTY
        if self._repeats_heading(row):
            return RowKind.REPEATED_HEADER
        self._signing = line.is_signature or (self._signing and not line.is_full)
        if self._signing:
            return RowKind.SIGNATURE
        return line.kind(wide=row.number in self._wide)

    def _repeats_heading(self, row: Row) -> bool:
        texts = [
            (plain(cell_text(row.value(column))), plain(self._headings[column].split(" / ")[0]))
            for column in self._columns.values()
            if column in self._headings
        ]
        same = sum(1 for text, heading in texts if text and text == heading)
        return same >= 2 and same * 2 >= len(texts)  # noqa: PLR2004 -- one equal word is chance

    def _enter_section(self, row: Row, cells: Mapping[str, CellValue]) -> None:
        ordinal = self._schema.first_of(Kind.ORDINAL)
        marker = cell_text(cells.get(ordinal.key)) if ordinal else ""
        texts = [cell_text(v) for v in row.values if isinstance(v, str)]
        words = texts[0] if texts else ""
        if marker == words and len(texts) > 1 and len(marker) <= 5:  # noqa: PLR2004 -- "VIII."
            words = f"{marker.rstrip('.')}. {texts[1]}"
        rank = section_rank(words)
        while self._sections and self._sections[-1][0] >= rank:
            self._sections.pop()
        self._sections.append((rank, words))


@dataclass(frozen=True, slots=True)
class _Line:
    """The questions asked of one row to find out what it is."""

    row: Row
    cells: Mapping[str, CellValue]
    filled: list[CellValue]
    schema: SheetSchema

    def kind(self, *, wide: bool) -> RowKind:
        """Name a row that is neither empty nor below the table."""
        if is_numbering(self.filled):
            return RowKind.NUMBERING
        if self.is_total:
            return RowKind.TOTAL
        if self.is_note:
            return RowKind.NOTE
        return RowKind.SECTION if self.is_section(wide=wide) else RowKind.DATA

    @property
    def has_id(self) -> bool:
        """Sent out by us with an id: a line, whatever its words look like."""
        value = self._of(Kind.ROW_ID)
        return isinstance(value, str) and bool(_ROW_ID.fullmatch(value))

    @property
    def is_blank(self) -> bool:
        """Nothing but a number in front, as in templates numbered in advance."""
        ordinal = self._of(Kind.ORDINAL)
        return not self.filled or (len(self.filled) == 1 and is_number(ordinal))

    @property
    def is_full(self) -> bool:
        """Surely a line of the plan: numbered, named, and with more to it."""
        return is_number(self._of(Kind.ORDINAL)) and bool(self._subject) and len(self.filled) >= 3  # noqa: PLR2004

    @property
    def is_signature(self) -> bool:
        texts = [value for value in self.filled if isinstance(value, str)]
        if len(texts) != len(self.filled) or len(texts) > 4 or self._is_dated:  # noqa: PLR2004
            return False
        return any(_SIGNATURE.fullmatch(fold(text)) for text in texts)

    @property
    def is_total(self) -> bool:
        if self._is_dated:
            return False
        labels = [value for value in self.filled if isinstance(value, str)][:1]
        labels += [self._subject] if self._subject else []
        return any(_TOTAL.fullmatch(_spelled(label)) for label in labels)

    @property
    def is_note(self) -> bool:
        only = self._only_text
        return bool(only) and bool(_NOTE.match(fold(only)))

    def is_section(self, *, wide: bool) -> bool:
        ordinal = cell_text(self._of(Kind.ORDINAL))
        if self._only_text:
            return self._is_lonely_heading(self._only_text, wide=wide)
        if self._is_dated or not self._subject:
            return False
        if _MARKER.fullmatch(ordinal):
            return True
        allowed = {Kind.ORDINAL, Kind.MONEY, Kind.ROW_ID}
        others = [
            key
            for key, value in self.cells.items()
            if value is not None and self.schema.column(key).kind not in allowed
        ]
        mapped = sum(1 for value in self.cells.values() if value is not None)
        alone = others == [self.schema.subject.key] and len(self.filled) <= mapped
        return alone and not is_number(ordinal) and self._subject.isupper()

    def _is_lonely_heading(self, text: str, *, wide: bool) -> bool:
        if wide or text.isupper():
            return True
        if text == cell_text(self._of(Kind.ORDINAL)):
            return True
        return bool(_MARKED_HEADING.match(text))

    @property
    def _only_text(self) -> str:
        """The words of a row that has words in one cell only."""
        only = self.filled[0] if len(self.filled) == 1 else None
        return " ".join(only.split()) if isinstance(only, str) else ""

    @property
    def _subject(self) -> str:
        return cell_text(self.cells.get(self.schema.subject.key))

    @property
    def _is_dated(self) -> bool:
        return self._of(Kind.WHEN) is not None

    def _of(self, kind: Kind) -> CellValue:
        column = self.schema.first_of(kind)
        return self.cells.get(column.key) if column else None


_ROW_ID = re.compile(r"[0-9a-f]{12}")
_MARKER = re.compile(r"(?:phần|mục)?\s*(?:[IVXL]+|[A-ZĐ])[.)/]?", re.IGNORECASE)
_MARKED_HEADING = re.compile(
    r"(?:(?:phần|mục|chương)\s+(?:\w+)|[IVXL]+|[A-ZĐ])\s*[.):/-]\s*\S|\d{1,2}\.\d{1,2}\.?\s+\S"
)
_TOTAL = re.compile(
    r"(?:tổng|tổng cộng|tổng số|tổng kinh phí|cộng|grand total|total)"
    r"(?: (?:cộng|số|kinh phí|chi phí|chi|dự toán|dự kiến|mục|phần|chung|toàn bộ|cả năm|hoạt động|"
    r"tiền|nhóm|[ivxl]+|[a-hđ]|\d+|\+))*"
)
_TOTAL_WITHOUT_MARKS = {"tong": "tổng", "tong cong": "tổng cộng", "tong so": "tổng số"}
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich)\b.{3,}|\(?\*+\)?.{3,}")
_SIGNATURE = re.compile(
    r"noi nhan:?.*|(?:tm|kt|tl|tuq|q)\.\s*\S.*|(?:pho )?(?:cum|khoi) (?:truong|pho)|cum pho|"
    r"(?:pho )?chu tich|(?:pho )?tong thu ky|(?:pho )?truong ban|(?:pho )?giam doc|"
    r"(?:pho )?chanh van phong|thu truong(?: (?:don vi|co quan))?|lanh dao (?:don vi|co quan|ban)|"
    r"nguoi (?:lap|tong hop)(?: (?:bieu|bang|ke hoach))?|ke toan(?: truong)?|tong hop|"
    r"\(?(?:da ky|ky ten|ky,? (?:va )?(?:ghi ro )?ho (?:va )?ten.*|ky,.*dong dau.*)\)?|"
    r"xac nhan cua .*|[^\d]{0,40},? *ngay [\d. …]* *thang [\d. …]* *nam [\d. …]*"
)


def is_number(value: CellValue) -> bool:
    """Say whether an ordinal counts a line: 3, "3.", "03", "1.2"."""
    return bool(re.fullmatch(r"\d{1,4}(?:[.,]\d{1,3})*[.)]?", cell_text(value)))


def is_numbering(values: list[CellValue]) -> bool:
    """Recognise the row "(1) (2) (3)" or "A B 1 2" below a heading."""
    texts = [cell_text(value).strip("()[] ") for value in values]
    if len(texts) < 3:  # noqa: PLR2004 -- two small numbers may be anything
        return False
    numbers = [int(text) for text in texts if re.fullmatch(r"\d{1,2}", text)]
    letters = [text for text in texts if re.fullmatch(r"[A-Ea-e]", text)]
    if len(numbers) + len(letters) != len(texts) or not numbers:
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2  # noqa: PLR2004


def section_rank(heading: str) -> int:
    """Order the styles of numbering: A above I above 1 above a; unnumbered stands lowest."""
    styles = (
        r"(?:phần|PHẦN)\b|[A-HĐ][.):/-]",
        r"[IVXL]+\s*[.):/-]",
        r"\d{1,2}[.):/-]",
        r"[a-hđ][.):/-]",
    )
    for rank, style in enumerate(styles):
        if re.match(style, heading):
            return rank
    return len(styles)


def _spelled(label: str) -> str:
    """Keep the marks, which tell "cộng" from "công"; undo capitals and punctuation."""
    words = " ".join(re.sub(r"\([^)]*\)|[.,:;()]", " ", label.lower()).split())
    return _TOTAL_WITHOUT_MARKS.get(words, words)
