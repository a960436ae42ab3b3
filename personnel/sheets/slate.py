"""A slate of candidates as a workbook: read row by row, nothing is stored of the file.

People are found in the register by name and, where two are called alike, by unit. A row that
names nobody, or somebody twice, is shown with what is wrong; every row is accounted for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from personnel.enums import ChangeKind
from personnel.models import Proposal
from personnel.selectors.proposals import members_of
from workflow_app.lib.text import fold
from workflow_app.organization.enums import SeatPost
from workflow_app.organization.models import Mandate, Person
from workflow_app.sheets.cells import Sheet
from workflow_app.sheets.reading import ParsedRow, choose_sheet, parse_row, read_rows
from workflow_app.sheets.row_kinds import RowKind
from workflow_app.sheets.schema import Column, Kind, SheetSchema

Thing = TypeVar("Thing")
MOST_ROWS = 300
KIND_WORDS: dict[str, ChangeKind] = {
    "bổ sung": ChangeKind.ADD,
    "thay thế": ChangeKind.REPLACE,
    "cho thôi": ChangeKind.RELEASE,
    "miễn nhiệm": ChangeKind.REMOVE,
    "thay đổi chức danh": ChangeKind.CHANGE_POST,
    "giới thiệu": ChangeKind.INTRODUCE,
    "kiện toàn": ChangeKind.CONSOLIDATE,
    "tái cử": ChangeKind.RE_ELECT,
}
POST_WORDS: dict[str, SeatPost] = {
    "chủ tịch": SeatPost.CHAIR,
    "phó chủ tịch": SeatPost.DEPUTY_CHAIR,
    "tổng thư ký": SeatPost.SECRETARY_GENERAL,
    "ủy viên": SeatPost.MEMBER,
}

SLATE = SheetSchema(
    name="slate",
    title=gettext_lazy("Slate of candidates"),
    columns=(
        Column(key="number", title="TT", synonyms=("STT",), kind=Kind.ORDINAL, width=6),
        Column(
            key="entering",
            title="Họ và tên",
            synonyms=("Họ tên", "Người được giới thiệu", "Nhân sự đề nghị"),
            required=True,
            width=30,
        ),
        Column(
            key="unit",
            title="Đơn vị công tác",
            synonyms=("Đơn vị", "Cơ quan", "Chức vụ, đơn vị"),
            width=34,
        ),
        Column(
            key="kind",
            title="Hình thức",
            synonyms=("Loại đề nghị", "Nội dung đề nghị"),
            kind=Kind.CHOICE,
            choices=tuple(KIND_WORDS),
            strict=True,
            width=20,
        ),
        Column(
            key="post",
            title="Chức danh dự kiến",
            synonyms=("Chức danh", "Chức danh đề nghị"),
            kind=Kind.CHOICE,
            choices=tuple(POST_WORDS),
            strict=True,
            width=20,
        ),
        Column(
            key="leaving",
            title="Thay cho",
            synonyms=("Người được thay thế", "Thay ông/bà"),
            width=30,
        ),
        Column(key="reason", title="Lý do", synonyms=("Ghi chú",), width=40),
    ),
    instructions=(
        gettext_lazy(
            "One row per change. Who is to leave stands under “Thay cho”, or, where nobody enters, under “Họ và tên”."
        ),
        gettext_lazy(
            "Without a kind, a row with somebody to be replaced is a replacement, any other a co-option."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class SlateRow:
    """One row as understood; with a problem it is not taken."""

    number: int
    words: str
    kind: ChangeKind
    entering: Person | None = None
    leaving: Mandate | None = None
    post: str = ""
    reason: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slate:
    """What was read of a workbook."""

    rows: list[SlateRow] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    """Row, its words, and why it is no candidate"""
    problem: str = ""


def read_slate(sheets: Sequence[Sheet], proposal: Proposal) -> Slate:
    """Read the sheet that fits best; the file itself is not kept."""
    sheet, understanding = choose_sheet(sheets, SLATE, proposal.dossier.year)
    if understanding.problem:
        return Slate(problem=understanding.problem)
    if understanding.missing:
        return Slate(problem=_("No column is headed “Họ và tên”."))
    finder = _Finder(proposal)
    slate = Slate()
    for raw in read_rows(sheet, understanding):
        if raw.kind is RowKind.DATA:
            slate.rows.append(finder.read(parse_row(raw, understanding)))
        elif raw.kind is not RowKind.EMPTY:
            slate.left_out.append((raw.number, raw.text, raw.reason))
        if len(slate.rows) > MOST_ROWS:
            return Slate(problem=_("A slate has at most %(most)s rows.") % {"most": MOST_ROWS})
    return slate


class _Finder:
    """Finds the people that a slate names; the register is read once."""

    def __init__(self, proposal: Proposal) -> None:
        self._people = _by_name(
            (person.full_name, person)
            for person in Person.objects.filter(is_active=True).select_related("unit")
        )
        self._members = _by_name(
            (mandate.person.full_name, mandate) for mandate in members_of(proposal)
        )
        self._named: dict[str, int] = {}

    def read(self, row: ParsedRow) -> SlateRow:
        """Understand one row."""
        texts = {
            key: " ".join(str(parsed.value or "").split()) for key, parsed in row.values.items()
        }
        problems = [problem.text for problem in row.problems]
        kind = self._kind(texts)
        name, other = texts.get("entering", ""), texts.get("leaving", "")
        entering, leaving = None, None
        if kind in ChangeKind.entering_kinds or (kind == ChangeKind.CONSOLIDATE and name):
            entering = self._person(name, texts.get("unit", ""), problems)
        if kind in ChangeKind.leaving_kinds:
            leaving = self._member(other or name, problems)
        elif kind == ChangeKind.CONSOLIDATE and other:
            leaving = self._member(other, problems)
        self._note(row.raw.number, name, problems)
        return SlateRow(
            number=row.raw.number,
            words=row.raw.text,
            kind=kind,
            entering=entering,
            leaving=leaving,
            post=POST_WORDS.get(texts.get("post", "").lower(), ""),
            reason=texts.get("reason", ""),
            problems=tuple(problems),
        )

    @staticmethod
    def _kind(texts: dict[str, str]) -> ChangeKind:
        named = KIND_WORDS.get(texts.get("kind", "").lower())
        if named is not None:
            return named
        return ChangeKind.REPLACE if texts.get("leaving") else ChangeKind.ADD

    def _person(self, name: str, unit: str, problems: list[str]) -> Person | None:
        found = self._people.get(fold(name), [])
        if len(found) > 1 and unit:
            words = fold(unit)
            found = [
                one
                for one in found
                if one.unit and (fold(one.unit.short_name) in words or words in fold(one.unit.name))
            ]
        if len(found) == 1:
            return found[0]
        sentence = (
            _("Several people are called “%(name)s”; name the unit.")
            if found
            else _("Nobody active is called “%(name)s”.")
        )
        problems.append(sentence % {"name": name})
        return None

    def _member(self, name: str, problems: list[str]) -> Mandate | None:
        found = self._members.get(fold(name), [])
        if len(found) == 1:
            return found[0]
        problems.append(_("No member of the body is called “%(name)s”.") % {"name": name})
        return None

    def _note(self, number: int, name: str, problems: list[str]) -> None:
        key = fold(name)
        first = self._named.setdefault(key, number)
        if key and first != number:
            problems.append(_("Stands in row %(row)s already.") % {"row": first})


def _by_name(pairs: Iterable[tuple[str, Thing]]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = defaultdict(list)
    for name, thing in pairs:
        found[fold(name)].append(thing)
    return found
