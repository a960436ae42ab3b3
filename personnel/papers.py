"""The words of the decision on changes in a body (Decree 30/2020, App. III, template 1.2).

The whole text goes into the issued paper and never changes afterwards. The words are the law's
own: papers are Vietnamese in every language. The subject names nobody: it stands in registers.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from personnel.enums import ChangeKind, Sex
from personnel.models import Change, PersonFile, Proposal
from workflow_app.lib.dates import decree30_date
from workflow_app.organization.enums import SeatPost
from workflow_app.papers.models import IssuedPaper

SERIES, SYMBOL = "QD-NS", "QĐ-ĐCT"
DOCUMENT_TYPE = "Quyết định"
PLACE = "Hà Nội"
POSTS: dict[str, str] = {
    SeatPost.CHAIR: "Chủ tịch",
    SeatPost.DEPUTY_CHAIR: "Phó Chủ tịch",
    SeatPost.SECRETARY_GENERAL: "Tổng Thư ký",
    SeatPost.MEMBER: "Ủy viên",
}
HONORIFICS: dict[str, str] = {Sex.FEMALE: "bà", Sex.MALE: "ông"}
UNKNOWN_HONORIFIC = "ông (bà)"


def basis_of(paper: IssuedPaper) -> str:
    """Return how a mandate names the decision by which it began or ended."""
    return f"{DOCUMENT_TYPE} số {paper.notation} {decree30_date(paper.issued_on)}"


def decision_subject(proposal: Proposal) -> str:
    """Return the summary (trích yếu) of the decision."""
    return f"Về nhân sự {proposal.body.name} nhiệm kỳ {proposal.term.name}"


def decision_content(
    *,
    proposal: Proposal,
    changes: Sequence[Change],
    issuer: str,
    organisation: str,
    department: str,
    decided_on: dt.date | None,
    effective_on: dt.date,
) -> dict[str, Any]:
    """Return the decision as data: what the paper's page and its DOCX print."""
    honorifics = _honorifics(changes)
    vote = f" {decree30_date(decided_on)}" if decided_on else ""
    articles = [_article(change, proposal, honorifics) for change in changes]
    return {
        "template": "decision",
        "organisation": organisation,
        "issuer": issuer,
        "place": PLACE,
        "grounds": [
            f"Căn cứ Điều lệ {organisation};",
            f"Căn cứ kết quả bỏ phiếu của {issuer}{vote};",
            f"Theo đề nghị của {department}.",
        ],
        "articles": [
            *articles,
            (
                f"Quyết định này có hiệu lực kể từ {decree30_date(effective_on)}. {department}, "
                f"{proposal.dossier.unit.name}, các đơn vị liên quan và các ông, bà có tên tại "
                "Quyết định này chịu trách nhiệm thi hành Quyết định này./."
            ),
        ],
        "recipients": [
            f"Như Điều {len(articles) + 1};",
            f"{issuer};",
            f"Lưu: VT, {department}.",
        ],
    }


def _article(change: Change, proposal: Proposal, honorifics: dict[int, str]) -> str:
    """Say one change as the law's decisions do."""
    post = POSTS[change.post_in_question]
    where = f"{post} {proposal.body.name} nhiệm kỳ {proposal.term.name}"
    entering = _named(change, honorifics, entering=True)
    leaving = _named(change, honorifics, entering=False)
    sentences = {
        ChangeKind.ADD: f"Bổ sung {entering} giữ chức vụ {where}.",
        ChangeKind.REPLACE: f"{entering} giữ chức vụ {where}, thay {leaving}.",
        ChangeKind.RELEASE: f"Cho thôi giữ chức vụ {where} đối với {leaving}.",
        ChangeKind.REMOVE: f"Miễn nhiệm chức vụ {where} đối với {leaving}.",
        ChangeKind.CHANGE_POST: f"{leaving} thôi giữ chức vụ hiện tại, giữ chức vụ {where}.",
        ChangeKind.INTRODUCE: f"Giới thiệu {entering} để bầu giữ chức vụ {where}.",
        ChangeKind.RE_ELECT: f"{entering} tái cử, tiếp tục giữ chức vụ {where}.",
        ChangeKind.CONSOLIDATE: _consolidated(where, entering, leaving),
    }
    sentence = sentences[ChangeKind(change.kind)]
    return sentence[:1].upper() + sentence[1:]


def _consolidated(where: str, entering: str, leaving: str) -> str:
    if entering and leaving:
        return f"Kiện toàn chức vụ {where}: {entering} thay {leaving}."
    return f"Kiện toàn chức vụ {where}: {entering or f'{leaving} thôi giữ chức vụ'}."


def _named(change: Change, honorifics: dict[int, str], *, entering: bool) -> str:
    """Return "bà Nguyễn Thị Hoa (Phó Chủ tịch, LHHN Đà Nẵng)"."""
    leaving = change.leaving.person if change.leaving is not None else None
    person = change.entering if entering else leaving
    if person is None:
        return ""
    unit = person.unit.name if person.unit else ""
    position = ", ".join(part for part in (person.position, unit) if part) if entering else ""
    name = f"{honorifics.get(person.pk, UNKNOWN_HONORIFIC)} {person.full_name}"
    return f"{name} ({position})" if position else name


def _honorifics(changes: Sequence[Change]) -> dict[int, str]:
    people = {change.entering_id for change in changes}
    people |= {change.leaving.person_id for change in changes if change.leaving is not None}
    files = PersonFile.objects.filter(person__in=people - {None})
    return {
        person: HONORIFICS[sex]
        for person, sex in files.values_list("person", "sex")
        if sex in HONORIFICS
    }
