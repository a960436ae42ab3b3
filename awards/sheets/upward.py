"""Nominations to the State as an Excel paper; its words are Vietnamese."""

from collections.abc import Iterable

from awards.enums import UpwardState
from awards.models import Upward
from workflow_app.lib.official import official_language
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.schema import Column, Kind, SheetSchema
from workflow_app.sheets.writing import Group, write_export

STATES = {
    UpwardState.PREPARED: "Đang chuẩn bị",
    UpwardState.SENT: "Đã trình",
    UpwardState.GRANTED: "Đã được khen thưởng",
    UpwardState.REFUSED: "Không được khen thưởng",
}
UPWARD = SheetSchema(
    name="upward",
    title="Đề nghị Nhà nước",
    columns=(
        Column(key="ordinal", title="TT", kind=Kind.ORDINAL, width=6),
        Column(key="year", title="Năm", width=8),
        Column(key="name", title="Tập thể, cá nhân", required=True, width=38),
        Column(key="award", title="Hình thức đề nghị", width=34),
        Column(key="due", title="Hạn trình", width=12),
        Column(key="basis", title="Căn cứ", width=34),
        Column(key="state", title="Tình trạng", width=22),
        Column(key="sent", title="Tờ trình", width=24),
        Column(key="answer", title="Quyết định", width=24),
        Column(key="note", title="Ghi chú", width=30),
    ),
)


def upward_workbook(rows: Iterable[Upward]) -> bytes:
    """Return the list in the given order."""
    with official_language():
        lines = [_row(number, row) for number, row in enumerate(rows, start=1)]
        heading = Heading(title="Danh sách đề nghị Nhà nước khen thưởng")
        return write_export(UPWARD, [Group("", lines)], heading=heading)


def _row(number: int, row: Upward) -> dict[str, object]:
    sent = f"{row.sent_number} ({row.sent_on:%d/%m/%Y})" if row.sent_on else ""
    answer = f"{row.answer_number} ({row.answered_on:%d/%m/%Y})" if row.answered_on else ""
    return {
        "ordinal": number,
        "year": str(row.year),
        "name": row.recipient.name,
        "award": row.award,
        "due": f"{row.due:%d/%m/%Y}",
        "basis": row.legal_basis,
        "state": STATES[UpwardState(row.state)],
        "sent": sent,
        "answer": answer,
        "note": row.note,
    }
