"""The words of decisions on awards (Decree 30/2020, App. III, template 1.2), with their lists.

A decision names nobody in its summary: it stands in registers. Papers are Vietnamese in every
language of the interface.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from awards.enums import RevocationGround, SubjectKind
from awards.models import Award, Revocation
from awards.selectors.names import plain_name
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.money import format_number
from workflow_app.papers.pages import (
    CENTER,
    HEADING,
    Annex,
    Column,
    Page,
    Signature,
    Table,
    Text,
    open_number,
)
from workflow_app.papers.resolutions import grounds_in_order

SERIES, SYMBOL = "QD-KT", "QĐ-KT"
DOCUMENT_TYPE = "Quyết định"
PLACE = "Hà Nội"
LAW = "Căn cứ Luật Thi đua, khen thưởng"
GROUNDS: dict[str, str] = {
    RevocationGround.FRAUD: "kê khai gian dối thành tích để được khen thưởng",
    RevocationGround.FALSE_PAPERS: (
        "cung cấp thông tin sai sự thật hoặc làm giả hồ sơ, giấy tờ để được khen thưởng"
    ),
    RevocationGround.UNLAWFUL: "thẩm định, quyết định khen thưởng trái quy định của pháp luật",
    RevocationGround.VIOLATION: (
        "có kết luận, bản án của cơ quan có thẩm quyền về vi phạm trong thời gian tính thành tích"
    ),
}
_CITED = re.compile(r"(?:Nghị định|Thông tư|Quyết định|Quy chế)\b[^;]{3,160}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who decides and signs: the organisation, the body or office, the lines above the name."""

    organisation: str
    issuer: str
    department: str
    signer: str
    signer_title: str

    @property
    def signature(self) -> Signature:
        """Return the room for the hand."""
        lines = tuple(line.strip() for line in self.signer_title.splitlines() if line.strip())
        return Signature(lines, self.signer)


# --- Granting ------------------------------------------------------------------------------


def decision_subject(awards: Sequence[Award], year: int) -> str:
    """Return the summary (trích yếu): "Về việc tặng Cờ thi đua của VUFO năm 2027"."""
    names = list(dict.fromkeys(plain_name(award.award_type) for award in awards))
    if len(names) == 1:
        return f"Về việc tặng {names[0]} năm {year}"
    return f"Về việc tặng danh hiệu thi đua và hình thức khen thưởng năm {year}"


def decision_page(
    *,
    awards: Sequence[Award],
    year: int,
    hand: Hand,
    voted_on: Sequence[dt.date],
    bases: Sequence[str],
    base_salary: int | None,
) -> Page:
    """Return the decision as a page without its number; `awards` come in the order of the list."""
    issuer = hand.issuer.upper()
    return Page(
        kind=DOCUMENT_TYPE.upper(),
        subject=decision_subject(awards, year),
        organisation=hand.organisation.upper(),
        issuer=issuer,
        number=open_number(SYMBOL),
        place_and_date=PLACE,
        authority=issuer,
        grounds=_grounds(hand, bases, voted_on),
        verb="QUYẾT ĐỊNH:",
        blocks=_articles(awards, year, hand, base_salary),
        recipients=(
            "Như Điều 1 (để thực hiện);",
            f"{hand.issuer} (để báo cáo);",
            f"Lưu: VT, {hand.department}.",
        ),
        signatures=(hand.signature,),
        annexes=(_list_of(awards, hand),),
    )


def _grounds(hand: Hand, bases: Sequence[str], voted_on: Sequence[dt.date]) -> tuple[str, ...]:
    cited = [words for words in dict.fromkeys(bases) if _CITED.fullmatch(words)]
    votes = " và ".join(decree30_date(day) for day in sorted(set(voted_on)))
    return grounds_in_order(
        (
            LAW,
            *(f"Căn cứ {words}" for words in cited),
            f"Căn cứ Điều lệ {hand.organisation}",
            *((f"Căn cứ kết quả bỏ phiếu của {hand.issuer} {votes}",) if votes else ()),
            f"Theo đề nghị của {hand.department}",
        )
    )


def _articles(
    awards: Sequence[Award], year: int, hand: Hand, base_salary: int | None
) -> tuple[Text, ...]:
    names = list(dict.fromkeys(plain_name(award.award_type) for award in awards))
    what = names[0] if len(names) == 1 else "danh hiệu thi đua và hình thức khen thưởng"
    articles = [
        (
            f"Tặng {what} cho {count_words(awards)} đã có thành tích xuất sắc trong công tác "
            f"năm {year} (có danh sách kèm theo)."
        )
    ]
    if base_salary and any(award.amount for award in awards):
        articles.append(
            "Tiền thưởng kèm theo được chi từ quỹ thi đua, khen thưởng theo quy định của pháp "
            f"luật, tính theo mức lương cơ sở {format_number(base_salary)} đồng đang áp dụng tại "
            "thời điểm ban hành Quyết định này."
        )
    articles.append(
        f"Quyết định này có hiệu lực kể từ ngày ký. {hand.department}, các đơn vị liên quan và "
        "các tập thể, cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./."
    )
    return tuple(
        Text(words, lead=f"Điều {number}.") for number, words in enumerate(articles, start=1)
    )


def count_words(awards: Sequence[Award]) -> str:
    """Say how many: "03 tập thể và 12 cá nhân"."""
    persons = sum(award.award_type.subject == SubjectKind.PERSON for award in awards)
    collectives = len(awards) - persons
    parts = [
        f"{number:02d} {word}"
        for number, word in ((collectives, "tập thể"), (persons, "cá nhân"))
        if number
    ]
    return " và ".join(parts)


def _list_of(awards: Sequence[Award], hand: Hand) -> Annex:
    blocks: list[Text | Table] = []
    parts = [list(part) for __, part in groupby(awards, lambda award: award.award_type_id)]
    for number, part in enumerate(parts, start=1):
        if len(parts) > 1:
            name = plain_name(part[0].award_type)
            blocks.append(Text(f"{roman(number)}. {name} ({count_words(part)})", style=HEADING))
        blocks.append(_table(part))
    return Annex(
        title="DANH SÁCH",
        subtitle=f"Tập thể, cá nhân được khen thưởng ({count_words(awards)})",
        note=f"(Kèm theo Quyết định số {{number}} {{date}} của {hand.issuer})",
        blocks=tuple(blocks),
    )


def _table(awards: Sequence[Award]) -> Table:
    """Return the awards of one kind; nobody's post or unit, no column for it."""
    of_person = awards[0].award_type.subject == SubjectKind.PERSON
    with_details = of_person or any(award.details for award in awards)
    details = Column("Chức vụ, đơn vị" if of_person else "Địa chỉ, đơn vị quản lý", 40)
    return Table(
        columns=(
            Column("Số sổ vàng", 9, CENTER),
            Column("Họ và tên" if of_person else "Tập thể", 34 if with_details else 60),
            *((details,) if with_details else ()),
            Column("Thành tích", 60),
        ),
        rows=tuple(
            (
                f"{award.ordinal:02d}",
                award.name,
                *((award.details,) if with_details else ()),
                award.citation,
            )
            for award in awards
        ),
    )


def roman(number: int) -> str:
    """Write a small number as the decree numbers annexes and parts: IV."""
    words = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            words, number = words + sign, number - value
    return words


# --- Taking back ---------------------------------------------------------------------------


def revocation_subject(revocation: Revocation) -> str:
    """Return the summary; it names the award and not who held it."""
    award = revocation.award
    return f"Về việc hủy bỏ quyết định khen thưởng và thu hồi {plain_name(award.award_type)} năm {award.year}"


def revocation_page(*, revocation: Revocation, hand: Hand, voted_on: Sequence[dt.date]) -> Page:
    """Return the decision by which an award is taken back (Law Đ93.2), without its number."""
    award, issuer = revocation.award, hand.issuer.upper()
    granted = f"Quyết định số {award.decision.number}"
    if award.decision.decided_on:
        granted += f" {decree30_date(award.decision.decided_on)}"
    whom = f"{award.name} ({award.details})" if award.details else award.name
    votes = " và ".join(decree30_date(day) for day in sorted(set(voted_on)))
    articles = [
        (
            f"Hủy bỏ {granted} đối với nội dung tặng {plain_name(award.award_type)} cho {whom}, số sổ vàng "
            f"{award.ordinal:02d}. Lý do: {GROUNDS[revocation.ground]}."
        ),
        _what_comes_back(revocation),
        (
            f"Quyết định này có hiệu lực kể từ ngày ký. {hand.department}, các đơn vị liên quan và "
            f"{award.name} chịu trách nhiệm thi hành Quyết định này./."
        ),
    ]
    return Page(
        kind=DOCUMENT_TYPE.upper(),
        subject=revocation_subject(revocation),
        organisation=hand.organisation.upper(),
        issuer=issuer,
        number=open_number(SYMBOL),
        place_and_date=PLACE,
        authority=issuer,
        grounds=grounds_in_order(
            (
                "Căn cứ khoản 2 Điều 93 Luật Thi đua, khen thưởng",
                f"Căn cứ Điều lệ {hand.organisation}",
                *((f"Căn cứ kết quả bỏ phiếu của {hand.issuer} {votes}",) if votes else ()),
                f"Theo đề nghị của {hand.department}",
            )
        ),
        verb="QUYẾT ĐỊNH:",
        blocks=tuple(
            Text(words, lead=f"Điều {number}.") for number, words in enumerate(articles, start=1)
        ),
        recipients=(
            "Như Điều 3 (để thực hiện);",
            f"{hand.issuer} (để báo cáo);",
            f"Lưu: VT, {hand.department}.",
        ),
        signatures=(hand.signature,),
    )


def _what_comes_back(revocation: Revocation) -> str:
    due = revocation.money_due
    money = f" và số tiền thưởng đã nhận {format_number(due)} đồng" if due else ""
    return (
        f"Thu hồi hiện vật khen thưởng{money}. {revocation.award.name} có trách nhiệm nộp lại "
        "trong thời hạn quy định."
    )
