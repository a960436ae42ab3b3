"""The columns of a plan's sheet, said once for template, import and export."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.enums import ActivityKind, GuestLevel
from plans.models import FocusArea
from workflow_app.lib.text import excerpt, fold
from workflow_app.sheets import vocabulary
from workflow_app.sheets.cells import CellValue, cell_text
from workflow_app.sheets.schema import Column, Kind, Parsed, ReadContext, SheetSchema

from .words import KIND_WORDS, LEVEL_WORDS, area_of, kind_of, known_words, level_of

# What a line says, in the order of the sheet; every key but the last two is compared.
FIELDS = (
    "section",
    "title",
    "kind",
    "purpose",
    "focus",
    "when",
    "place",
    "partner",
    "guest_level",
    "guest_count",
    "lead",
    "coordinators",
    "amount",
    "funding_source",
    "expected_result",
    "remarks",
)
ROW_ID = "uid"
_COUNTED = re.compile(
    r"(?:khoang|du kien|tren|toi da|gan|~|≈)?\s*(\d{1,3}(?:[.\s]\d{3})+|\d{1,7})\s*"
    r"(?:nguoi|khach|dai bieu|thanh vien|luot nguoi|pax|nguoi/doan)?\.?"
)


def plan_schema(areas: Sequence[FocusArea] = (), *, sections: str = "column") -> SheetSchema:
    """Return the columns; ``areas`` are the focus areas that lines may name.

    Sections are a column to fill in, or ("rows") headings between the lines with the column kept
    out of sight, or ("none") not there.
    """
    columns = [column for column in _columns(areas) if column.key != "section"]
    section = _section_column()
    if sections == "column":
        columns.insert(1, section)
    elif sections == "rows":
        columns.append(replace(section, hidden=True))
    return SheetSchema(
        name="plan",
        title="Kế hoạch hoạt động",
        columns=tuple(columns),
        instructions=(
            gettext_lazy("One activity per row. Rows without a name are not taken."),
            gettext_lazy(
                "Write times as precisely as you know them: 05/9/2027, 18-20/7/2027, tháng 9/2027, "
                "Quý III/2027, Cả năm."
            ),
            gettext_lazy(
                "Write amounts in đồng (15.000.000) or with their unit (45 triệu, 1,2 tỷ)."
            ),
            gettext_lazy(
                "Do not touch the hidden columns at the end: by them your changes are recognised "
                "when the sheet comes back."
            ),
        ),
    )


def _section_column() -> Column:
    return Column(
        key="section",
        title="Mục, nhóm",
        synonyms=("Mục", "Phần", "Nhóm nhiệm vụ", "Nhóm công việc"),
        help=gettext_lazy("The heading under which the line stands in the printed plan."),
        width=20,
    )


def _columns(areas: Sequence[FocusArea]) -> list[Column]:
    return [
        Column(key="ordinal", title="STT", synonyms=vocabulary.ORDINAL, kind=Kind.ORDINAL, width=6),
        Column(
            key="title",
            title="Tên hoạt động",
            synonyms=(*vocabulary.TITLE, "Activity"),
            required=True,
            width=44,
        ),
        Column(
            key="kind",
            title="Loại hoạt động",
            synonyms=(*vocabulary.KIND, "Kind"),
            kind=Kind.CHOICE,
            parser=_read_kind,
            choices=known_words(KIND_WORDS),
            width=20,
        ),
        Column(key="purpose", title="Mục đích, nội dung", synonyms=vocabulary.PURPOSE, width=30),
        Column(
            key="focus",
            title="Trọng tâm công tác",
            synonyms=vocabulary.FOCUS,
            kind=Kind.CHOICE,
            parser=_area_reader(areas),
            choices=tuple(area.name for area in areas),
            width=24,
        ),
        Column(
            key="when",
            title="Thời gian",
            synonyms=(*vocabulary.TIME, "Quý", "Time", "Date"),
            kind=Kind.WHEN,
            help=gettext_lazy("A day, a month, a quarter or Cả năm."),
            width=16,
        ),
        Column(
            key="place", title="Địa điểm", synonyms=(*vocabulary.PLACE, "Place", "Venue"), width=18
        ),
        Column(
            key="partner",
            title="Nước, đối tác nước ngoài",
            synonyms=(*vocabulary.PARTNER, "Partner", "Country"),
            width=20,
        ),
        Column(
            key="guest_level",
            title="Cấp khách",
            synonyms=vocabulary.GUEST_LEVEL,
            kind=Kind.CHOICE,
            parser=_read_level,
            choices=known_words(LEVEL_WORDS),
            width=16,
        ),
        Column(
            key="guest_count",
            title="Số khách",
            synonyms=vocabulary.GUEST_COUNT,
            kind=Kind.NUMBER,
            parser=_read_count,
            width=9,
        ),
        Column(
            key="lead", title="Đơn vị chủ trì", synonyms=(*vocabulary.LEAD, "Lead unit"), width=22
        ),
        Column(key="coordinators", title="Đơn vị phối hợp", synonyms=vocabulary.CO, width=24),
        Column(
            key="amount",
            title="Kinh phí dự kiến (đồng)",
            synonyms=(*vocabulary.AMOUNT, "Amount", "Budget"),
            kind=Kind.MONEY,
            width=18,
        ),
        Column(
            key="funding_source",
            title="Nguồn kinh phí",
            synonyms=(*vocabulary.SOURCE, "Funding source"),
            help=gettext_lazy("Needed wherever an amount is named."),
            width=18,
        ),
        Column(
            key="expected_result", title="Kết quả dự kiến", synonyms=vocabulary.RESULT, width=24
        ),
        Column(key="remarks", title="Ghi chú", synonyms=(*vocabulary.REMARKS, "Remarks"), width=24),
        Column(
            key=ROW_ID,
            title="Mã dòng (không sửa)",
            synonyms=vocabulary.ROW_ID,
            kind=Kind.ROW_ID,
            hidden=True,
            width=16,
        ),
    ]


def _read_kind(value: CellValue, context: ReadContext) -> Parsed:
    """Words that mean no kind of ours are read as "other"; the reader of the row says so."""
    del context
    words = cell_text(value)
    return Parsed(str(kind_of(words) or ActivityKind.OTHER), words=words)


def _read_level(value: CellValue, context: ReadContext) -> Parsed:
    del context
    words = cell_text(value)
    return Parsed(str(level_of(words) or GuestLevel.NONE), words=words)


def _read_count(value: CellValue, context: ReadContext) -> Parsed:
    """Read "25" and "khoảng 25 người"; several numbers are nobody's count."""
    del context
    words = cell_text(value)
    folded = fold(words).strip(" -–—")
    if not folded or folded == "khong":
        return Parsed(None, words=words)
    found = _COUNTED.fullmatch(folded)
    if found:
        return Parsed(int(re.sub(r"\D", "", found[1])), words=words)
    sentence = _("“%(text)s” is not a whole number. Write digits only, for example 25.")
    return Parsed(None, sentence % {"text": excerpt(words)}, words)


def _area_reader(areas: Sequence[FocusArea]) -> "AreaReader":
    return AreaReader(tuple((area.code, area.name) for area in areas))


class AreaReader:
    """Reads a focus area by its name, its code, its number or its key words."""

    def __init__(self, areas: tuple[tuple[str, str], ...]) -> None:
        self.areas = areas

    def __call__(self, value: CellValue, context: ReadContext) -> Parsed:
        """Return the area's name, else the words as they stand."""
        del context
        words = cell_text(value)
        return Parsed(area_of(words, self.areas) or words, words=words)
