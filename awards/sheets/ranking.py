"""The ranking of a cluster as an Excel paper: Vietnamese whatever the language of whoever asks."""

from fractions import Fraction

from django.utils import timezone

from awards.rules.points import result_text
from awards.selectors.ranking import OFFICE, RankingData, RankingRow
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.schema import Column, Kind, SheetSchema
from workflow_app.sheets.writing import Group, write_export

RANKING = SheetSchema(
    name="ranking",
    title="Xếp hạng",
    columns=(
        Column(key="place", title="Hạng", width=7),
        Column(key="unit", title="Đơn vị", required=True, width=42),
        Column(key="own", title="Tự chấm", width=11),
        Column(key="raw", title="Điểm trung bình của cụm", width=13),
        Column(key="median", title="Trung vị", width=11),
        Column(key="spread", title="Khoảng điểm", width=16),
        Column(key="normalised", title="Điểm chuẩn hóa", width=12),
        Column(key="normalised_place", title="Hạng theo điểm chuẩn hóa", width=12),
        Column(key="behind", title="Kém hạng trên", width=10),
        Column(key="ahead", title="Hơn hạng dưới", width=10),
        Column(key="sheets", title="Số phiếu tính", kind=Kind.NUMBER, width=9),
        Column(key="note", title="Ghi chú", width=26),
    ),
)


def ranking_workbook(data: RankingData) -> bytes:
    """Return the ranking as it is shown, units without a result at the end."""
    with official_language():
        rows = [_row(row) for row in data.rows]
        heading = Heading(
            title=f"Kết quả chấm điểm, xếp hạng {data.cluster.name}",
            subtitle=data.campaign.title,
            place_and_date=f"Hà Nội, {decree30_date(timezone.localdate())}",
        )
        return write_export(RANKING, [Group("", rows)], heading=heading, totals=False)


def _row(row: RankingRow) -> dict[str, object]:
    standing = row.standing
    if standing is None:
        return {"unit": row.unit.name, "note": "Chưa có kết quả"}
    notes = ["Đồng hạng"] if standing.is_tied else []
    if row.basis == OFFICE:
        notes.append("Theo điểm của cơ quan thường trực")
    return {
        "place": str(standing.place),
        "unit": row.unit.name,
        "own": _two(row.own_total),
        "raw": _two(standing.raw),
        "median": _two(standing.median),
        "spread": f"{_two(standing.low)} – {_two(standing.high)}",
        "normalised": _two(standing.normalised),
        "normalised_place": str(standing.normalised_place),
        "behind": _two(standing.behind),
        "ahead": _two(standing.ahead),
        "sheets": standing.sheets,
        "note": "; ".join(notes),
    }


def _two(value: Fraction | None) -> str:
    """Return points with two places for reading; the exact fractions are in the frozen ranking."""
    return "" if value is None else result_text(value).replace(".", ",")
