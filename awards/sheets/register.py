"""The register and the money of a decision as Excel papers; their words are Vietnamese."""

from collections.abc import Iterable, Sequence

from awards.amounts import dong_in_words
from awards.models import Award, AwardDecision
from awards.selectors.register import MoneyLine, money_total
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.money import format_number
from workflow_app.lib.official import official_language
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.schema import Column, Kind, SheetSchema
from workflow_app.sheets.writing import Group, write_export

STATES = {"valid": "Còn giá trị", "revoked": "Đã hủy bỏ, thu hồi"}
REGISTER = SheetSchema(
    name="award_register",
    title="Sổ vàng",
    columns=(
        Column(key="ordinal", title="TT", kind=Kind.ORDINAL, width=6),
        Column(key="year", title="Năm", width=8),
        Column(key="award", title="Danh hiệu, hình thức", width=30),
        Column(key="name", title="Tập thể, cá nhân", required=True, width=36),
        Column(key="details", title="Chức vụ, đơn vị", width=34),
        Column(key="citation", title="Thành tích", width=44),
        Column(key="number", title="Số quyết định", width=16),
        Column(key="decided_on", title="Ngày quyết định", width=14),
        Column(key="gold", title="Số sổ vàng", width=10),
        Column(key="handed", title="Ngày trao", width=12),
        Column(key="state", title="Tình trạng", width=18),
    ),
)
MONEY = SheetSchema(
    name="award_money",
    title="Tiền thưởng",
    columns=(
        Column(key="ordinal", title="Số sổ vàng", kind=Kind.ORDINAL, width=9),
        Column(key="name", title="Tập thể, cá nhân", required=True, width=38),
        Column(key="award", title="Danh hiệu, hình thức", width=34),
        Column(key="coefficient", title="Hệ số", width=9),
        Column(key="base", title="Mức lương cơ sở (đồng)", width=16),
        Column(key="amount", title="Số tiền (đồng)", kind=Kind.MONEY, width=18),
        Column(key="why", title="Căn cứ", width=48),
        Column(key="signature", title="Ký nhận", width=18),
    ),
)


def register_workbook(awards: Iterable[Award], *, subtitle: str = "") -> bytes:
    """Return the rows of the register in the given order."""
    with official_language():
        rows = [_register_row(number, award) for number, award in enumerate(awards, start=1)]
        heading = Heading(title="Sổ vàng khen thưởng", subtitle=subtitle)
        return write_export(REGISTER, [Group("", rows)], heading=heading)


def _register_row(number: int, award: Award) -> dict[str, object]:
    decision = award.decision
    return {
        "ordinal": number,
        "year": str(award.year),
        "award": award.award_type.name,
        "name": award.name,
        "details": award.details,
        "citation": award.citation,
        "number": decision.number,
        "decided_on": f"{decision.decided_on:%d/%m/%Y}" if decision.decided_on else "",
        "gold": award.gold_number,
        "handed": f"{award.handed_over_on:%d/%m/%Y}" if award.handed_over_on else "",
        "state": STATES[award.state],
    }


def money_workbook(decision: AwardDecision, lines: Sequence[MoneyLine]) -> bytes:
    """Return the money sheet of a decision, with the total in figures and words."""
    total = money_total(lines)
    date = f" {decree30_date(decision.decided_on)}" if decision.decided_on else ""
    with official_language():
        heading = Heading(
            title="Danh sách chi tiền thưởng",
            subtitle=(
                f"(Kèm theo Quyết định số {decision.number}{date}) – Bằng chữ: "
                f"{dong_in_words(total)}"
            ),
        )
        rows = [_money_row(line, decision.base_salary) for line in lines]
        return write_export(MONEY, [Group("", rows)], heading=heading)


def _money_row(line: MoneyLine, base: int | None) -> dict[str, object]:
    award = line.award
    return {
        "ordinal": award.ordinal,
        "name": award.name,
        "award": award.award_type.name,
        "coefficient": f"{award.coefficient.normalize():f}".replace(".", ","),
        "base": format_number(base) if base else "",
        "amount": award.amount if line.is_paid else 0,
        "why": award.money_note if line.is_paid or not award.amount else STATES["revoked"],
        "signature": "",
    }
