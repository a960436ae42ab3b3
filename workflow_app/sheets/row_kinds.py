"""What a row below the heading is: a line of the plan, or what else people write there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow_app.lib.text import fold

from .cells import CellValue, cell_text
from .schema import Kind, SheetSchema


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


class Meanings:
    """The keys by which a row is judged; empty where the schema has no such column."""

    def __init__(self, schema: SheetSchema) -> None:
        def first(kind: Kind) -> str:
            column = schema.first_of(kind)
            return column.key if column else ""

        self.row_id, self.ordinal = first(Kind.ROW_ID), first(Kind.ORDINAL)
        self.when, self.subject = first(Kind.WHEN), schema.subject.key
        allowed = {Kind.ORDINAL, Kind.MONEY, Kind.ROW_ID}
        self.telling = {column.key for column in schema.columns if column.kind not in allowed}

    def common_first(self, keys: Iterable[str]) -> list[str]:
        """Put the columns last in which every row says something else."""
        return sorted(keys, key=lambda key: key in {self.ordinal, self.subject, self.row_id})


@dataclass(frozen=True, slots=True)
class Line:
    """The questions asked of one row to find out what it is."""

    cells: Mapping[str, CellValue]
    filled: list[CellValue]
    of: Meanings

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
        value = self.cells.get(self.of.row_id)
        return isinstance(value, str) and bool(_ROW_ID.fullmatch(value))

    @property
    def is_blank(self) -> bool:
        """Nothing but a number in front, as in templates numbered in advance."""
        return not self.filled or (
            len(self.filled) == 1 and is_number(self.cells.get(self.of.ordinal))
        )

    @property
    def is_full(self) -> bool:
        """Surely a line of the plan: numbered, named, and with more to it."""
        numbered = is_number(self.cells.get(self.of.ordinal))
        return numbered and bool(self._subject) and len(self.filled) >= 3  # noqa: PLR2004

    @property
    def is_signature(self) -> bool:
        if len(self.filled) > 4 or self._is_dated:  # noqa: PLR2004
            return False
        texts = [value for value in self.filled if isinstance(value, str)]
        if len(texts) != len(self.filled):
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
        if self._only_text:
            return self._is_lonely_heading(self._only_text, wide=wide)
        if self._is_dated or not self._subject:
            return False
        ordinal = cell_text(self.cells.get(self.of.ordinal))
        if _MARKER.fullmatch(ordinal):
            return True
        alone = self.of.telling.intersection(self.cells) == {self.of.subject}
        is_heading = alone and len(self.filled) <= len(self.cells)
        return is_heading and not is_number(ordinal) and self._subject.isupper()

    def _is_lonely_heading(self, text: str, *, wide: bool) -> bool:
        if wide or text.isupper():
            return True
        if text == cell_text(self.cells.get(self.of.ordinal)):
            return True
        return bool(_MARKED_HEADING.match(text))

    @property
    def _only_text(self) -> str:
        """The words of a row that has words in one cell only."""
        only = self.filled[0] if len(self.filled) == 1 else None
        return " ".join(only.split()) if isinstance(only, str) else ""

    @property
    def _subject(self) -> str:
        return cell_text(self.cells.get(self.of.subject))

    @property
    def _is_dated(self) -> bool:
        return self.cells.get(self.of.when) is not None


_ROW_ID = re.compile(r"[0-9a-f]{12}")
_FEW_DIGITS = re.compile(r"\d{1,2}")
_LETTER = re.compile(r"[A-Ea-e]")
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})*[.)]?")
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
    return bool(_NUMBER.fullmatch(cell_text(value)))


def is_numbering(values: list[CellValue]) -> bool:
    """Recognise the row "(1) (2) (3)" or "A B 1 2" below a heading."""
    if len(values) < 3:  # noqa: PLR2004 -- two small numbers may be anything
        return False
    numbers: list[int] = []
    for value in values:
        text = cell_text(value).strip("()[] ")
        if _FEW_DIGITS.fullmatch(text):
            numbers.append(int(text))
        elif not _LETTER.fullmatch(text):
            return False
    if not numbers:
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
