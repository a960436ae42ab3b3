"""Lists of nominees as workbooks: the brief list (trích ngang) out, a unit's ten persons in.

The brief list is a paper, so its words are Vietnamese whatever the language of whoever asks.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.content_nominations import recipient_content
from awards.enums import AwardState, Completion, Sex, SubjectKind
from awards.models import Award, AwardType, Nomination
from awards.selectors.nomination_lists import awards_in_force
from awards.selectors.recipients import Duplicate, duplicates_of, same_rows
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.lib.text import fold
from workflow_app.organization.fields import DayField
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.sheets.cells import CellValue, Sheet, cell_text
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.reading import ParsedRow, choose_sheet, parse_row, read_rows
from workflow_app.sheets.row_kinds import RowKind
from workflow_app.sheets.schema import Column, Kind, Parsed, ReadContext, SheetSchema
from workflow_app.sheets.writing import Group, write_export

CAPITAL = "Hà Nội"
MOST_ROWS = 200
YEAR_ONLY = 4
COMPLETION_WORDS = {
    "hoàn thành xuất sắc nhiệm vụ": Completion.EXCELLENT,
    "hoàn thành tốt nhiệm vụ": Completion.WELL,
    "hoàn thành nhiệm vụ": Completion.COMPLETED,
    "không hoàn thành nhiệm vụ": Completion.NOT_COMPLETED,
}

BRIEF = SheetSchema(
    name="nominees",
    title="Trích ngang",
    columns=(
        Column(key="ordinal", title="TT", kind=Kind.ORDINAL, width=6),
        Column(key="name", title="Họ và tên, tên tập thể", required=True, width=30),
        Column(key="sex", title="Giới tính", width=9),
        Column(key="born", title="Năm sinh", width=10),
        Column(key="post", title="Chức vụ, đơn vị công tác", width=34),
        Column(key="unit", title="Đơn vị đề nghị", width=26),
        Column(key="completion", title="Mức độ hoàn thành nhiệm vụ", width=20),
        Column(key="votes", title="Kết quả bỏ phiếu tại đơn vị", width=14),
        Column(key="merit", title="Tóm tắt thành tích", width=48),
        Column(key="before", title="Đã được khen thưởng", width=34),
        Column(key="stage", title="Tình trạng", width=20),
    ),
)


def brief_list(nominations: Iterable[Nomination], *, title: str) -> bytes:
    """Return the brief list of nominees, grouped by campaign and award from high to low.

    The nominations come with unit, recipient, award and campaign read; whoever calls has asked
    what the reader may see. Three statements.
    """
    rows = sorted(
        nominations,
        key=lambda one: (
            one.campaign.title,
            -one.award_type.level,
            one.award_type.name,
            one.recipient.sort_key,
            one.pk,
        ),
    )
    before = received_before([one.recipient_id for one in rows])
    with official_language():
        groups = []
        for (campaign, award), members in groupby(
            rows, key=lambda one: (one.campaign.title, one.award_type.name)
        ):
            lines = [
                {"ordinal": number, **_brief(one, before)}
                for number, one in enumerate(members, start=1)
            ]
            groups.append(Group(f"{award} ({campaign})", lines))
        return write_export(BRIEF, groups, heading=_heading(title), totals=False)


def _brief(one: Nomination, before: dict[int, list[str]]) -> dict[str, Any]:
    return {
        **words_about(recipient_content(one.recipient)),
        "unit": one.dossier.unit.name,
        "completion": one.get_completion_display() if one.completion else "",
        "votes": votes_in_words(one.votes_for, one.votes_of),
        "merit": one.citation,
        "before": "; ".join(before.get(one.recipient_id, [])),
        "stage": one.dossier.get_stage_display(),
    }


def words_about(nominee: Mapping[str, Any]) -> dict[str, str]:
    """Return what the list says of a nominee, live or as a revision has frozen them, by column."""
    place = (nominee["post"], nominee["organisation"], nominee["nationality"])
    return {
        "name": " ".join(part for part in (nominee["honorific"], nominee["name"]) if part),
        "sex": str(Sex(nominee["sex"]).label) if nominee["sex"] else "",
        "born": (nominee["birth_date"] or "")[:YEAR_ONLY],
        "post": ", ".join(part for part in place if part),
    }


def votes_in_words(votes_for: int | None, votes_of: int | None) -> str:
    """Return the vote in the unit, empty where there was none."""
    return f"{votes_for}/{votes_of}" if votes_of else ""


def received_before(recipients: Collection[int]) -> dict[int, list[str]]:
    """Return what each got before, under every row that is the same as it."""
    family = same_rows(set(recipients))
    found: dict[int, list[str]] = defaultdict(list)
    awards = Award.objects.filter(recipient__in=list(family), state=AwardState.VALID)
    lines = awards.values_list("recipient", "award_type__name", "year").order_by("-year", "pk")
    for recipient, award, year in lines:
        for pk in family[recipient]:
            found[pk].append(f"{award} ({year})")
    return found


def _heading(title: str) -> Heading:
    return Heading(
        unit=organisation_name(),
        title=title,
        subtitle="(Danh sách trích ngang kèm theo hồ sơ đề nghị khen thưởng)",
        place_and_date=f"{CAPITAL}, {decree30_date(timezone.localdate())}",
    )


# --- In ------------------------------------------------------------------------------------


def read_day(value: CellValue, __: ReadContext) -> Parsed:
    """Read a day, or a year alone, which says too little to tell people apart."""
    if isinstance(value, dt.datetime):
        return Parsed(value.date(), words=f"{value:%d/%m/%Y}")
    words = cell_text(value)
    if not words:
        return Parsed(None)
    if words.isdecimal() and len(words) == YEAR_ONLY:
        return Parsed(None, words=words)
    try:
        return Parsed(DayField(required=False).clean(words), words=words)
    except ValidationError:
        return Parsed(None, _("“%(text)s” is no day; write dd/mm/yyyy.") % {"text": words}, words)


def award_names() -> list[str]:
    """Return the names of the awards that have a rule today."""
    return [award.name for award in awards_in_force()]


NOMINEES = SheetSchema(
    name="nominations",
    title=gettext_lazy("Nominees"),
    columns=(
        Column(key="ordinal", title="TT", synonyms=("STT",), kind=Kind.ORDINAL, width=6),
        Column(
            key="name",
            title="Họ và tên, tên tập thể",
            synonyms=("Họ và tên", "Họ tên", "Tên tập thể", "Tên tập thể, cá nhân"),
            required=True,
            width=32,
        ),
        Column(
            key="award",
            title="Hình thức khen thưởng",
            synonyms=("Danh hiệu, hình thức", "Hình thức đề nghị", "Danh hiệu"),
            kind=Kind.CHOICE,
            choices=award_names,
            required=True,
            strict=True,
            width=34,
        ),
        Column(
            key="born",
            title="Ngày sinh",
            synonyms=("Năm sinh", "Ngày, tháng, năm sinh"),
            parser=read_day,
            width=13,
        ),
        Column(key="post", title="Chức vụ", synonyms=("Chức danh",), width=22),
        Column(
            key="organisation",
            title="Đơn vị công tác",
            synonyms=("Cơ quan", "Nơi công tác"),
            width=30,
        ),
        Column(
            key="completion",
            title="Mức độ hoàn thành nhiệm vụ",
            synonyms=("Xếp loại", "Mức độ hoàn thành"),
            kind=Kind.CHOICE,
            choices=tuple(word.capitalize() for word in COMPLETION_WORDS),
            strict=True,
            width=26,
        ),
        Column(
            key="citation",
            title="Tóm tắt thành tích",
            synonyms=("Thành tích", "Nội dung thành tích"),
            width=48,
        ),
    ),
    instructions=(
        gettext_lazy("One row per nominee. Drafts are opened; reports and papers are added there."),
        gettext_lazy("The date of birth tells people of one name apart."),
    ),
)


@dataclass(frozen=True, slots=True)
class NomineeRow:
    """One row as understood; with a problem it is not taken. `twins` are to be told apart."""

    number: int
    words: str
    name: str
    award: AwardType | None = None
    birth_date: dt.date | None = None
    post: str = ""
    organisation: str = ""
    completion: str = ""
    citation: str = ""
    twins: list[Duplicate] = field(default_factory=list)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NomineeSheet:
    """What was read of a workbook; `left_out` are rows that name nobody, each with the reason."""

    rows: list[NomineeRow] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    problem: str = ""


def read_nominees(sheets: Sequence[Sheet], year: int) -> NomineeSheet:
    """Read the sheet that fits best; the file itself is not kept and nothing is changed."""
    sheet, understanding = choose_sheet(sheets, NOMINEES, year)
    if understanding.problem:
        return NomineeSheet(problem=understanding.problem)
    if understanding.missing:
        return NomineeSheet(
            problem=_("A column is missing: “Họ và tên” and “Hình thức khen thưởng” are needed.")
        )
    awards = {fold(award.name): award for award in awards_in_force()}
    found = NomineeSheet()
    seen: dict[tuple[str, object], int] = {}
    for raw in read_rows(sheet, understanding):
        if raw.kind is RowKind.DATA:
            row = _row(parse_row(raw, understanding), awards, seen)
            found.rows.append(row)
        elif raw.kind is not RowKind.EMPTY:
            found.left_out.append((raw.number, raw.text, raw.reason))
        if len(found.rows) > MOST_ROWS:
            return NomineeSheet(
                problem=_("A sheet has at most %(most)s rows.") % {"most": MOST_ROWS}
            )
    return found


def _row(
    row: ParsedRow, awards: dict[str, AwardType], seen: dict[tuple[str, object], int]
) -> NomineeRow:
    texts = {key: " ".join(str(one.value or "").split()) for key, one in row.values.items()}
    problems = [problem.text for problem in row.problems]
    award = awards.get(fold(texts.get("award", "")))
    born = row.values["born"].value if "born" in row.values else None
    birth_date = born if isinstance(born, dt.date) else None
    name = texts.get("name", "")
    key = (f"{fold(name)}|{fold(texts.get('award', ''))}", birth_date)
    first = seen.setdefault(key, row.raw.number)
    if first != row.raw.number:
        problems.append(_("Stands in row %(row)s already.") % {"row": first})
    is_person = award is not None and award.subject == SubjectKind.PERSON
    twins = (
        duplicates_of(kind=award.subject, name=name, birth_date=birth_date if is_person else None)
        if award is not None and name
        else []
    )
    return NomineeRow(
        number=row.raw.number,
        words=row.raw.text,
        name=name[:255],
        award=award,
        birth_date=birth_date if is_person else None,
        post=texts.get("post", "")[:200] if is_person else "",
        organisation=texts.get("organisation", "")[:255],
        completion=COMPLETION_WORDS.get(texts.get("completion", "").lower(), ""),
        citation=texts.get("citation", "")[:500],
        twins=twins,
        problems=tuple(problems),
    )
