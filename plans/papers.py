"""The words of the decision that approves a plan (Decree 30/2020, App. III, template 1.3).

The whole text goes into the issued paper and never changes afterwards, whatever becomes of names,
units or templates. The words are the law's own: papers are Vietnamese in every language.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from plans.selectors.summary import Line, total_of, when_text
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.money import format_number

DOCUMENT_TYPE = "Quyết định"
PLACE = "Hà Nội"
ANNEX_COLUMNS = (
    "TT",
    "Nội dung hoạt động",
    "Thời gian",
    "Địa điểm, đối tác",
    "Chủ trì, phối hợp",
    "Kinh phí (đồng)",
)


def decision_subject(dossier: Dossier) -> str:
    """Return the summary (trích yếu) of the decision."""
    return f"Phê duyệt Kế hoạch hoạt động năm {dossier.year} của {dossier.unit.name}"


def decision_content(
    *, dossier: Dossier, plan: Content, organisation: str, office: str, adopted_on: dt.date | None
) -> dict[str, Any]:
    """Return the decision as data: what the paper's page and its DOCX print."""
    body = dossier.body.name if dossier.body else organisation
    lines: list[Line] = plan["activities"]
    unit = dossier.unit.name
    return {
        "template": "decision",
        "organisation": organisation,
        "issuer": body,
        "place": PLACE,
        "grounds": _grounds(organisation, body, office, adopted_on),
        "articles": _articles(dossier, lines, office),
        "recipients": ["Như Điều 3;", f"{body};", f"Lưu: VT, {dossier.unit.code}."],
        "annex": {
            "title": f"Kế hoạch hoạt động năm {dossier.year}",
            "subtitle": f"của {unit}",
            "objectives": plan.get("objectives", ""),
            "columns": list(ANNEX_COLUMNS),
            "rows": [_row(number, line) for number, line in enumerate(lines, start=1)],
            "total": format_number(total_of(lines)),
        },
    }


def _grounds(organisation: str, body: str, office: str, adopted_on: dt.date | None) -> list[str]:
    """Each ground ends with a semicolon, the last with a full stop."""
    vote = f" {decree30_date(adopted_on)}" if adopted_on else ""
    return [
        f"Căn cứ Điều lệ {organisation};",
        f"Căn cứ kết quả biểu quyết của {body}{vote};",
        f"Theo đề nghị của {office}.",
    ]


def _articles(dossier: Dossier, lines: Sequence[Line], office: str) -> list[str]:
    unit, year = dossier.unit.name, dossier.year
    department = dossier.unit.supervising_department
    others = f"{department.name}, {unit}" if department and department.name != office else unit
    return [
        (
            f"Phê duyệt Kế hoạch hoạt động năm {year} của {unit} ban hành kèm theo Quyết định "
            f"này, gồm {len(lines)} hoạt động với tổng kinh phí dự kiến "
            f"{format_number(total_of(lines))} đồng."
        ),
        (
            f"{unit} tổ chức thực hiện Kế hoạch, báo cáo kết quả sáu tháng và cả năm; hoạt động "
            "phát sinh ngoài Kế hoạch được trình bổ sung theo quy định."
        ),
        (
            f"Quyết định này có hiệu lực kể từ ngày ký. {office}, {others} và các đơn vị liên "
            "quan chịu trách nhiệm thi hành Quyết định này./."
        ),
    ]


def _row(number: int, line: Line) -> list[str]:
    amount = "" if line["amount"] is None else format_number(line["amount"])
    return [
        str(number),
        line["title"],
        when_text(line),
        _joined(line["place"], line["partner"]),
        _joined(line["lead"], line["coordinators"]),
        amount,
    ]


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part.strip())
