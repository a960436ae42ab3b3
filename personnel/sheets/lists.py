"""The composition of a body and the brief-CV list (danh sách trích ngang) as Excel papers.

They are papers, so their words are Vietnamese whatever the language of whoever asks.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from personnel.enums import Sex
from personnel.models import PersonFile
from personnel.selectors.composition import Composition, SeatShown, TargetResult
from personnel.selectors.composition_words import target_label
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Role, SeatPost
from workflow_app.organization.models import Mandate, Person
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.schema import Column, Kind, SheetSchema
from workflow_app.sheets.writing import Group, write_export

CAPITAL = "Hà Nội"

SEATS = SheetSchema(
    name="composition",
    title="Cơ cấu",
    columns=(
        Column(key="number", title="Ghế", kind=Kind.ORDINAL, width=7),
        Column(key="post", title="Chức danh", width=18),
        Column(key="name", title="Họ và tên", required=True, width=28),
        Column(key="unit", title="Đơn vị", width=32),
        Column(key="since", title="Từ ngày", width=13),
        Column(key="until", title="Đến ngày", width=13),
        Column(key="state", title="Tình trạng", width=22),
    ),
)
BRIEF = SheetSchema(
    name="brief_cv",
    title="Trích ngang",
    columns=(
        Column(key="ordinal", title="TT", kind=Kind.ORDINAL, width=6),
        Column(key="name", title="Họ và tên", required=True, width=24),
        Column(key="sex", title="Giới tính", width=8),
        Column(key="born", title="Ngày sinh", width=12),
        Column(key="ethnicity", title="Dân tộc", width=10),
        Column(key="home_town", title="Quê quán", width=26),
        Column(key="qualification", title="Trình độ chuyên môn", width=22),
        Column(key="political_theory", title="Lý luận chính trị", width=14),
        Column(key="party_date", title="Ngày vào Đảng", width=13),
        Column(key="post", title="Chức vụ, đơn vị công tác", width=32),
        Column(key="proposed", title="Chức danh dự kiến", width=22),
        Column(key="reason", title="Lý do", width=28),
    ),
)
STATES = {"filled": "Đương nhiệm", "ending": "Sắp hết hạn", "vacant": "Khuyết", "entering": "Mới"}


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A person on a brief-CV list, with what is proposed for them."""

    person: Person
    proposed: str = ""
    reason: str = ""


def composition_workbook(composition: Composition) -> bytes:
    """Return seats, figures and targets of a body on a day."""
    facts = composition.facts
    figures = (
        f"Số lượng quyết định: {composition.decided}; hiện có: {composition.filled}; "
        f"khuyết: {composition.vacant}; sắp hết hạn: {composition.ending}"
    )
    with official_language():
        groups = [Group(figures, [_seat_row(seat) for seat in composition.seats])]
        if composition.targets:
            lines = [_target_row(result) for result in composition.targets]
            groups.append(Group("Cơ cấu đề ra", lines))
        title = f"Danh sách và cơ cấu {facts.body} khóa {facts.name}"
        heading = _heading(title, f"(Tính đến ngày {facts.on:%d/%m/%Y})")
        return write_export(SEATS, groups, heading=heading)


def _seat_row(seat: SeatShown) -> dict[str, object]:
    return {
        "number": seat.number,
        "post": _label(SeatPost, seat.post),
        "name": seat.holder.name if seat.holder else "",
        "unit": seat.holder.unit if seat.holder else "",
        "since": _day(seat.since),
        "until": _day(seat.until),
        "state": STATES[seat.state],
    }


@sensitive_variables()
def brief_cv_workbook(lines: Sequence[BriefLine], *, title: str, subtitle: str = "") -> bytes:
    """Return the brief-CV list of the people in the given order.

    Whoever calls has asked whether the reader may have it, and logs that they got it.
    """
    with official_language():
        rows = [{"ordinal": number, **row} for number, row in enumerate(brief_rows(lines), start=1)]
        return write_export(BRIEF, [Group("", rows)], heading=_heading(title, subtitle))


@sensitive_variables()
def brief_rows(lines: Sequence[BriefLine]) -> list[dict[str, str]]:
    """Return what a brief-CV list says of the people, by the keys of BRIEF, in the given order.

    Call it in `official_language`; whoever calls has asked, and logs, as for the workbook.
    """
    people = [line.person.pk for line in lines]
    files = {file.person_id: file for file in PersonFile.objects.filter(person__in=people)}
    offices = _offices(people)
    return [_brief(line, files.get(line.person.pk), offices) for line in lines]


@sensitive_variables()
def _brief(line: BriefLine, file: PersonFile | None, offices: dict[int, str]) -> dict[str, str]:
    known = {
        name: str(getattr(file, name)) if file else ""
        for name in ("ethnicity", "home_town", "qualification", "political_theory", "party_date")
    }
    return {
        "name": line.person.full_name,
        "sex": _label(Sex, file.sex) if file else "",
        "born": _day(file.birth_date) if file else "",
        **known,
        "post": offices.get(line.person.pk, "") or line.person.position,
        "proposed": line.proposed,
        "reason": line.reason,
    }


def _offices(people: Iterable[int]) -> dict[int, str]:
    """Return position and unit, as a list of people writes them."""
    rows = Person.objects.filter(pk__in=list(people)).select_related("unit")
    roles = _roles([row.pk for row in rows if not row.position])
    found = {}
    for row in rows:
        parts = (row.position or roles.get(row.pk, ""), row.unit.name if row.unit else "")
        found[row.pk] = ", ".join(part for part in parts if part)
    return found


def _roles(people: list[int]) -> dict[int, str]:
    leading = Mandate.objects.in_force(timezone.localdate()).filter(
        person__in=people, role__in=Role.leading_roles
    )
    return {mandate.person_id: str(mandate.get_role_display()) for mandate in leading}


def _target_row(result: TargetResult) -> dict[str, str]:
    verdict = "Đạt" if result.is_met else f"Chưa đạt, còn thiếu {result.missing}"
    unknown = f"; chưa rõ {result.unknown}" if result.unknown else ""
    return {
        "name": target_label(result.target),
        "unit": f"Cần ít nhất {result.needed}, có {result.have}{unknown}",
        "state": verdict,
        "post": result.target.legal_basis,
    }


def _label(choices: type, value: str) -> str:
    return str(dict(choices.choices).get(value, "")) if value else ""  # type: ignore[attr-defined]


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _heading(title: str, subtitle: str) -> Heading:
    day = decree30_date(timezone.localdate())
    return Heading(
        unit=organisation_name(),
        title=title,
        subtitle=subtitle,
        place_and_date=f"{CAPITAL}, {day}",
    )
