"""Money of the awards of one decision (NĐ 152/2025 Đ49)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from awards.enums import AwardForm
from awards.models import Award, BaseSalary
from workflow_app.lib.money import format_number

STEP = 10_000


def base_salary_on(day: dt.date) -> int | None:
    """Return the base salary in force on the day of the decision."""
    rows = BaseSalary.objects.filter(valid_from__lte=day).order_by("-valid_from")
    return rows.values_list("amount", flat=True).first()


def amount_of(coefficient: Decimal, base_salary: int) -> int:
    """Multiply, and round up to tens of thousands of đồng."""
    return int(-(-(Decimal(coefficient) * base_salary) // STEP)) * STEP


def pay(awards: Sequence[Award], *, base_salary: int | None) -> None:
    """Write amount and reason into awards that are not saved yet."""
    best: dict[tuple[object, ...], Award] = {}
    for award in awards:
        if award.award_type.form == AwardForm.TITLE:
            period = (award.recipient_id, award.counts_from, award.counts_to)
            if period not in best or best[period].coefficient < award.coefficient:
                best[period] = award
    for award in awards:
        award.amount = amount_of(Decimal(award.coefficient), base_salary or 0)
        number = f"{Decimal(award.coefficient):.2f}".replace(".", ",")
        award.money_note = f"{number} × {format_number(base_salary or 0)} đồng"
        paid = best.get((award.recipient_id, award.counts_from, award.counts_to), award)
        if award.award_type.form == AwardForm.TITLE and paid is not award:
            award.amount = 0
            award.money_note = (
                f"Đã chi theo danh hiệu cao nhất của cùng thời gian tính thành tích: "
                f"{paid.award_type.name} (Nghị định 152/2025/NĐ-CP, Điều 49)"
            )[:300]
