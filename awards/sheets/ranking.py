"""The ranking of a cluster as an Excel paper, and such a paper held against the ranking.

The paper is Vietnamese whatever the language of whoever asks. Nothing of it may be typed: every cell
follows from the sheets. So a file that comes back changes nothing; it is compared cell by cell.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.models import AwardCampaign, Ranking
from awards.rules.frozen import standings_of
from awards.rules.points import result_text
from awards.rules.ranking import Standing
from awards.rules.scoring import own_points, scheme_of, total_of
from awards.selectors.ranking import OFFICE, PEERS, RankingData
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.lib.text import fold
from workflow_app.organization.models import Cluster
from workflow_app.sheets.cells import CellValue, Sheet, cell_text, column_letter
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.reading import choose_sheet, read_rows
from workflow_app.sheets.row_kinds import RowKind
from workflow_app.sheets.schema import Column, Kind, SheetSchema
from workflow_app.sheets.writing import Group, write_export

RANKING = SheetSchema(
    name="ranking",
    title="Xếp hạng",
    columns=(
        Column(key="place", title="Hạng", kind=Kind.NUMBER, width=7),
        Column(key="unit", title="Đơn vị", required=True, width=42),
        Column(key="own", title="Tự chấm", kind=Kind.POINTS, width=11),
        Column(key="raw", title="Điểm trung bình của cụm", kind=Kind.POINTS, width=13),
        Column(key="median", title="Trung vị", kind=Kind.POINTS, width=11),
        Column(key="spread", title="Khoảng điểm", width=16),
        Column(key="normalised", title="Điểm chuẩn hóa", kind=Kind.POINTS, width=12),
        Column(
            key="normalised_place", title="Hạng theo điểm chuẩn hóa", kind=Kind.NUMBER, width=12
        ),
        Column(key="behind", title="Kém hạng trên", kind=Kind.POINTS, width=10),
        Column(key="ahead", title="Hơn hạng dưới", kind=Kind.POINTS, width=10),
        Column(key="sheets", title="Số phiếu tính", kind=Kind.NUMBER, width=9),
        Column(key="note", title="Ghi chú", width=26),
    ),
)
Line = dict[str, object]


def lines_now(data: RankingData) -> list[Line]:
    """Return the rows of the ranking as it stands, units without a result at the end."""
    return [_line(row.unit.name, row.own_total, row.standing, row.basis) for row in data.rows]


def lines_of(ranking: Ranking) -> list[Line]:
    """Return the rows of a frozen ranking, from what is stored of it alone."""
    units = {unit["code"]: unit for unit in json.loads(ranking.content)["units"]}
    standings = {one.subject: one for one in standings_of(list(units.values()))}
    return [
        _line(
            units[code]["name"],
            total_of(scheme_of(units[code]), own_points(units[code])),
            standings.get(code),
            PEERS if units[code]["sheets"] else OFFICE,
        )
        for code in dict.fromkeys([*standings, *units])
    ]


def ranking_workbook(
    lines: Iterable[Line], *, campaign: AwardCampaign, cluster: Cluster, version: int | None = None
) -> bytes:
    """Return the rows as a paper that names its version, if it is a frozen one."""
    with official_language():
        frozen = f" – bản chốt số {version}" if version is not None else ""
        heading = Heading(
            title=f"Kết quả chấm điểm, xếp hạng {cluster.name}",
            subtitle=f"{campaign.title}{frozen}",
            place_and_date=f"Hà Nội, {decree30_date(timezone.localdate())}",
        )
        return write_export(RANKING, [Group("", lines)], heading=heading, totals=False)


def _line(name: str, own: Fraction | None, standing: Standing | None, basis: str) -> Line:
    if standing is None:
        return {"unit": name, "note": "Chưa có kết quả"}
    notes = ["Đồng hạng"] if standing.is_tied else []
    if basis == OFFICE:
        notes.append("Theo điểm của cơ quan thường trực")
    return {
        "place": standing.place,
        "unit": name,
        "own": _two(own),
        "raw": _two(standing.raw),
        "median": _two(standing.median),
        "spread": f"{_comma(result_text(standing.low))} – {_comma(result_text(standing.high))}",
        "normalised": _two(standing.normalised),
        "normalised_place": standing.normalised_place,
        "behind": _two(standing.behind),
        "ahead": _two(standing.ahead),
        "sheets": standing.sheets,
        "note": "; ".join(notes),
    }


def _two(value: Fraction | None) -> float | None:
    """Return points with two places, as a number that Excel can add up.

    For reading: the exact fractions are in the frozen ranking.
    """
    return None if value is None else float(result_text(value))


def _comma(number: str) -> str:
    return number.replace(".", ",")


# --- Held against the ranking --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that says something else than the ranking; the place is as Excel names it."""

    place: str
    heading: str
    unit: str
    file: str
    ranking: str


@dataclass(slots=True)
class Comparison:
    """What a workbook says otherwise; `cells` were compared."""

    cells: int = 0
    differences: list[Difference] = field(default_factory=list)
    missing_units: list[str] = field(default_factory=list)
    other_rows: list[tuple[int, str]] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def agrees(self) -> bool:
        """Whether every cell of every unit is there and is the same."""
        found = (self.problem, self.differences, self.missing_units, self.other_rows)
        return not any(found) and not self.missing_columns


def compare(sheets: Sequence[Sheet], lines: Sequence[Line], year: int) -> Comparison:
    """Hold a workbook against the rows of a ranking; units are found by their names."""
    sheet, understanding = choose_sheet(sheets, RANKING, year)
    if understanding.problem or understanding.missing:
        return Comparison(
            problem=understanding.problem or _("The workbook has no column “Đơn vị”.")
        )
    columns = understanding.mapping
    result = Comparison(
        missing_columns=[str(one.title) for one in RANKING.columns if one.key not in columns]
    )
    waiting = {fold(str(line["unit"])): line for line in lines}
    for raw in read_rows(sheet, understanding):
        line = waiting.pop(fold(cell_text(raw.cells.get("unit"))), None)
        if line is None:
            if raw.kind is RowKind.DATA:
                result.other_rows.append((raw.number, raw.text))
            continue
        for key, column in columns.items():
            result.cells += 1
            theirs, ours = _words(raw.cells.get(key)), _words(_cell(line, key))
            if _plain(theirs) != _plain(ours):
                place = f"{column_letter(column)}{raw.number}"
                heading, unit = understanding.headings[column], str(line["unit"])
                result.differences.append(Difference(place, heading, unit, theirs, ours))
    result.missing_units = [str(line["unit"]) for line in waiting.values()]
    return result


def _cell(line: Mapping[str, object], key: str) -> CellValue:
    value = line.get(key)
    return value if isinstance(value, int | float) else str(value or "")


def _words(value: CellValue) -> str:
    return _comma(f"{value:g}") if isinstance(value, float) else cell_text(value)


def _plain(text: str) -> Decimal | str:
    """Compare points as numbers: 38,50 is 38.5, which Excel makes of it when somebody types it."""
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return " ".join(text.replace("-", "–").split())
