"""Money of the awards of one decision, and the sentence that says why (NĐ 152/2025 Đ49)."""

from collections.abc import Sequence
from decimal import Decimal

from awards.enums import AwardForm
from awards.models import Award
from awards.rules import money
from workflow_app.lib.money import format_number
from workflow_app.lib.text import fold

ARTICLE = "Nghị định 152/2025/NĐ-CP, Điều 49"


def pay(awards: Sequence[Award], *, base_salary: int | None) -> None:
    """Write amount and reason into awards that are not saved yet; the words are Vietnamese."""
    by_place = dict(enumerate(awards))
    payments = money.pay(_granted(place, award, base_salary) for place, award in by_place.items())
    for award, payment in zip(awards, payments, strict=True):
        award.amount = payment.amount
        if payment.paid_with is None:
            award.money_note = _product(award, base_salary)
        else:
            award.money_note = _instead(award, by_place[int(str(payment.paid_with))])


def _granted(place: int, award: Award, base_salary: int | None) -> money.Granted:
    return money.Granted(
        key=place,
        subject=award.recipient.merged_into_id or award.recipient_id,
        form=award.award_type.form,
        level=award.award_type.level,
        coefficient=Decimal(award.coefficient),
        base_salary=base_salary or 0,
        counts_from=award.counts_from,
        counts_to=award.counts_to,
        merit=fold(award.nomination.citation) if award.nomination else "",
    )


def _product(award: Award, base_salary: int | None) -> str:
    coefficient = Decimal(award.coefficient)
    if not coefficient or not base_salary:
        return "Không kèm tiền thưởng"
    exact = coefficient * base_salary
    number = f"{coefficient.normalize():f}".replace(".", ",")
    rounded = ", làm tròn lên hàng chục nghìn" if exact != award.amount else ""
    return f"{number} × {format_number(base_salary)} đồng{rounded}"


def _instead(award: Award, paid: Award) -> str:
    word = "danh hiệu" if award.award_type.form == AwardForm.TITLE else "hình thức"
    return (
        f"Chỉ chi {word} cao nhất của cùng thời gian tính thành tích: "
        f"{paid.award_type.name} ({ARTICLE})"
    )[:300]
