"""A schema like that of an annual plan, for the tests of the engine."""

from workflow_app.sheets import vocabulary as words
from workflow_app.sheets.reading import RowKind, parse_row
from workflow_app.sheets.schema import Column, Kind, SheetSchema

PLAN = SheetSchema(
    name="plan",
    title="Kế hoạch hoạt động",
    columns=(
        Column(key="row_id", title="Mã dòng", synonyms=words.ROW_ID, kind=Kind.ROW_ID, hidden=True),
        Column(key="ordinal", title="STT", synonyms=words.ORDINAL, kind=Kind.ORDINAL, width=6),
        Column(key="title", title="Tên hoạt động", synonyms=words.TITLE, required=True, width=45),
        Column(
            key="kind",
            title="Loại hoạt động",
            synonyms=words.KIND,
            kind=Kind.CHOICE,
            choices=("Đoàn ra", "Đoàn vào", "Hội nghị, hội thảo quốc tế", "Kỷ niệm"),
        ),
        Column(key="focus", title="Trọng tâm công tác", synonyms=words.FOCUS),
        Column(key="time", title="Thời gian", synonyms=words.TIME, kind=Kind.WHEN, required=True),
        Column(key="place", title="Địa điểm", synonyms=words.PLACE),
        Column(key="partner", title="Đối tác nước ngoài", synonyms=words.PARTNER),
        Column(key="lead", title="Đơn vị chủ trì", synonyms=words.LEAD),
        Column(key="co", title="Đơn vị phối hợp", synonyms=words.CO),
        Column(
            key="amount", title="Kinh phí dự kiến (đồng)", synonyms=words.AMOUNT, kind=Kind.MONEY
        ),
        Column(key="source", title="Nguồn kinh phí", synonyms=words.SOURCE),
        Column(key="remarks", title="Ghi chú", synonyms=words.REMARKS),
    ),
    instructions=("Mỗi dòng là một hoạt động.", "Không xóa dòng tiêu đề."),
)


HEADER = ["STT", "Nội dung", "Thời gian", "Chủ trì", "Kinh phí", "Ghi chú"]


def kinds(rows):
    return [(row.number, row.kind.value) for row in rows]


def lines(understanding, rows):
    """Return (row number, first day, last day, amount, columns with problems) of every line."""
    found = []
    for raw in rows:
        if raw.kind is RowKind.DATA:
            parsed = parse_row(raw, understanding)
            when = parsed.values["time"].value
            span = (str(when.first), str(when.last)) if when else (None, None)
            amount = parsed.values["amount"].value if "amount" in parsed.values else None
            found.append((raw.number, *span, amount, [problem.key for problem in parsed.problems]))
    return found


# --- the three real sheets ---------------------------------------------------------------------
