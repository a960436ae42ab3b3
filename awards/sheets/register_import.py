"""The register of earlier years as units keep it: an Excel list, held against the register.

Nothing is stored here. Every row is accounted for; what is wrong is said of a row and a column.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from awards.enums import AwardState, SubjectKind
from awards.models import Award, AwardDecision, AwardType
from awards.selectors.recipients import Duplicate
from awards.selectors.register_twins import Known
from workflow_app.lib.text import excerpt, fold
from workflow_app.sheets.cells import Sheet, column_letter
from workflow_app.sheets.reading import (
    ParsedRow,
    Understanding,
    choose_sheet,
    parse_row,
    read_rows,
)
from workflow_app.sheets.row_kinds import RowKind

from .register import STATES
from .register_schema import HISTORY, YEAR

MOST_ROWS = 2_000
KINDS = {
    "tap the": SubjectKind.COLLECTIVE,
    "don vi": SubjectKind.COLLECTIVE,
    "ca nhan": SubjectKind.PERSON,
}
_HONORIFIC = re.compile(r"(Ông|Bà|Đồng chí|Đ/c|Đ\.c)\s+(?=\S)", re.IGNORECASE)
_OF_VUFO = re.compile(
    r"\([^)]*\)|\bcua (?:vufo|lien hiep(?: cac to chuc huu nghi(?: viet nam)?)?)\b"
    r"|\bvufo\b|\blien hiep(?: cac to chuc huu nghi(?: viet nam)?)?$"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in one cell: its column as Excel names it, the heading, what to write."""

    column: str
    heading: str
    text: str

    def __str__(self) -> str:
        place = {"column": self.column, "heading": self.heading}
        words = _("Column %(column)s “%(heading)s”:") if self.column else _("“%(heading)s”:")
        return f"{words % place} {self.text}"


@dataclass(slots=True)
class RegisterRow:
    """One row as understood. With a trouble it is not taken; `known` stands in the register."""

    number: int
    words: str
    name: str = ""
    honorific: str = ""
    kind: str = ""
    award: AwardType | None = None
    year: int | None = None
    birth_date: dt.date | None = None
    details: str = ""
    citation: str = ""
    decision: str = ""
    decided_on: dt.date | None = None
    ordinal: int | None = None
    handed_over_on: dt.date | None = None
    twins: list[Duplicate] = field(default_factory=list)
    known: Award | None = None
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def suggested(self) -> str:
        """The key of the only one it can be; empty where a person has to choose."""
        return self.twins[0].key if len(self.twins) == 1 else ""

    @property
    def full_name(self) -> str:
        """The name as it stood on the certificate."""
        return f"{self.honorific} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """What was read of a workbook; every row is accounted for."""

    rows: list[RegisterRow] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    problem: str = ""

    @property
    def ready(self) -> list[RegisterRow]:
        """Rows that can be taken over."""
        return [row for row in self.rows if not row.troubles and row.known is None]

    @property
    def known(self) -> list[RegisterRow]:
        """Rows that stand in the register already."""
        return [row for row in self.rows if row.known is not None]

    @property
    def wrong(self) -> list[RegisterRow]:
        """Rows that cannot be taken."""
        return [row for row in self.rows if row.troubles and row.known is None]


def read_register(sheets: Sequence[Sheet], year: int) -> RegisterSheet:
    """Read the sheet that fits best against the register as it is; nothing is changed."""
    sheet, understanding = choose_sheet(sheets, HISTORY, year)
    if understanding.problem:
        return RegisterSheet(problem=understanding.problem)
    if understanding.missing:
        return RegisterSheet(
            problem=_(
                "A column is missing: “Tập thể, cá nhân” and “Danh hiệu, hình thức” are needed."
            )
        )
    found = RegisterSheet()
    reader = _Reader(understanding)
    for raw in read_rows(sheet, understanding):
        if raw.kind is RowKind.DATA:
            found.rows.append(reader.read(parse_row(raw, understanding)))
        elif raw.kind is not RowKind.EMPTY:
            found.left_out.append((raw.number, raw.text, raw.reason))
        if len(found.rows) > MOST_ROWS:
            return RegisterSheet(
                problem=_("A sheet has at most %(most)s rows.") % {"most": MOST_ROWS}
            )
    _hold_against_register(found.rows, reader)
    return found


class _Reader:
    """Understands the rows of one sheet, one after the other."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self._awards = _AwardNames(AwardType.objects.order_by("-level", "code"))
        self._known = Known()
        self._seen: dict[tuple[object, ...], int] = {}

    def trouble(self, key: str, text: str) -> Trouble:
        """Name the cell of a column in the words of the sheet."""
        column = self._understanding.mapping.get(key)
        if column is None:
            return Trouble("", str(HISTORY.column(key).title), text)
        return Trouble(column_letter(column), self._understanding.headings.get(column, ""), text)

    def read(self, parsed: ParsedRow) -> RegisterRow:
        """Understand one row, but for what the register says of it."""
        texts = {key: " ".join(str(one.value or "").split()) for key, one in parsed.values.items()}
        values = {key: one.value for key, one in parsed.values.items()}
        honorific, name = _split(texts.get("name", ""))
        row = RegisterRow(
            number=parsed.raw.number,
            words=parsed.raw.text,
            name=name[:255],
            honorific=honorific,
            year=_whole(values.get("year")) or self._year_above(parsed),
            details=texts.get("details", "")[:400],
            citation=texts.get("citation", "")[:500],
            decision=texts.get("number", "")[:80],
            decided_on=_day(values.get("decided_on")),
            ordinal=_whole(values.get("ordinal")),
            handed_over_on=_day(values.get("handed_over_on")),
            troubles=[self.trouble(one.key, one.text) for one in parsed.problems],
        )
        self._understand_award(row, texts, _day(values.get("born")))
        self._require_plausible(row, texts.get("state", ""))
        if row.award is not None and row.name:
            row.twins = self._known.twins_of(
                kind=row.kind, name=row.name, birth_date=row.birth_date
            )
        return row

    def _year_above(self, parsed: ParsedRow) -> int | None:
        """Return the year of the group the row stands in ("Năm 2019"), else of the lines on top."""
        for heading in reversed(parsed.raw.sections):
            if years := YEAR.findall(heading):
                return int(years[-1])
        return self._understanding.year_guess

    def _understand_award(
        self, row: RegisterRow, texts: Mapping[str, str], born: dt.date | None
    ) -> None:
        said = KINDS.get(fold(texts.get("kind", "")))
        kinds = {said} if said else self._kinds_of(row, is_born=born is not None)
        found = self._awards.find(texts.get("award", ""))
        fitting = [award for award in found if award.subject in kinds] if kinds else found
        if len(fitting) == 1:
            row.award, row.kind = fitting[0], fitting[0].subject
            if row.kind == SubjectKind.PERSON:
                row.birth_date = born
        elif found and texts.get("award"):
            names = "; ".join(award.name for award in fitting or found)
            sentence = _("Write which one it is: %(names)s.")
            row.troubles.append(self.trouble("award", sentence % {"names": names}))
        elif texts.get("award"):
            sentence = _("There is no award “%(name)s”.") % {"name": excerpt(texts["award"])}
            row.troubles.append(self.trouble("award", sentence))

    def _kinds_of(self, row: RegisterRow, *, is_born: bool) -> set[str]:
        if is_born or row.honorific:
            return {SubjectKind.PERSON}
        return self._known.kinds_of(row.name)

    def _require_plausible(self, row: RegisterRow, state: str) -> None:
        keys = {one.heading for one in row.troubles}
        year = self.trouble("year", _("Say of which year the award is."))
        if row.year is None and year.heading not in keys:
            row.troubles.append(year)
        if row.decided_on and row.year and row.decided_on.year < row.year:
            sentence = _("The decision is older than the year of the award.")
            row.troubles.append(self.trouble("decided_on", sentence))
        if row.handed_over_on and row.decided_on and row.handed_over_on < row.decided_on:
            sentence = _("The decision was taken later than this day.")
            row.troubles.append(self.trouble("handed_over_on", sentence))
        if fold(state) == fold(STATES[AwardState.REVOKED]):
            sentence = _("An award that was taken back is not entered.")
            row.troubles.append(self.trouble("state", sentence))
        key = (
            fold(row.name),
            row.award and row.award.pk,
            row.year,
            row.birth_date,
            fold(row.decision),
            row.ordinal,
        )
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            sentence = _("Stands in row %(row)s already.") % {"row": first}
            row.troubles.append(self.trouble("name", sentence))


class _AwardNames:
    """Finds awards by their names, codes, or names without whose they are."""

    def __init__(self, types: Iterable[AwardType]) -> None:
        self._names: dict[str, list[AwardType]] = defaultdict(list)
        for award in types:
            for name in {fold(award.name), fold(award.code), _short(award.name)}:
                self._names[name].append(award)

    def find(self, text: str) -> list[AwardType]:
        """Return the awards that the text may name; the full name decides."""
        return self._names.get(fold(text)) or self._names.get(_short(text)) or []


def _short(name: str) -> str:
    """Leave out whose it is and to whom it goes: "Bằng khen của VUFO (cá nhân)" is bang khen."""
    return " ".join(_OF_VUFO.sub(" ", fold(name)).split())


def _split(name: str) -> tuple[str, str]:
    match = _HONORIFIC.match(name)
    return (match[1], name[match.end() :]) if match else ("", name)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


# --- Against the register ------------------------------------------------------------------


def is_same(row: RegisterRow, award: Award) -> bool:
    """Tell whether the recipient's award is the one of the row.

    Another number of a decision, or another place in the same one, is another award; what one of
    the two does not say cannot tell them apart.
    """
    if (award.award_type_id, award.year) != (row.award.pk if row.award else 0, row.year):
        return False
    ours, theirs = fold(award.decision.number), fold(row.decision)
    if ours and theirs:
        return ours == theirs and row.ordinal in (None, award.ordinal)
    return True


def _hold_against_register(rows: Sequence[RegisterRow], reader: _Reader) -> None:
    """Mark what stands there already, and decisions and numbers that cannot be so."""
    held = _held_by(rows)
    decisions = decisions_of(rows)
    taken: dict[tuple[int | None, str, int], int] = {}
    days: dict[tuple[int | None, str], tuple[int, dt.date]] = {}
    for row in rows:
        row.known = next(
            (
                award
                for twin in row.twins
                for award in held.get(twin.key, ())
                if is_same(row, award) and not _born_apart(row, award)
            ),
            None,
        )
        if row.known is not None or not row.decision:
            continue
        key = (row.year, fold(row.decision))
        decision = decisions.get(key)
        if decision is not None:
            row.troubles += _troubles_of(row, decision, reader)
        if row.decided_on is not None:
            first, day = days.setdefault(key, (row.number, row.decided_on))
            if day != row.decided_on:
                sentence = _("Row %(row)s says another day of the same decision.") % {"row": first}
                row.troubles.append(reader.trouble("decided_on", sentence))
        if row.ordinal is not None:
            first = taken.setdefault((*key, row.ordinal), row.number)
            if first != row.number:
                sentence = _("Row %(row)s has this number already.") % {"row": first}
                row.troubles.append(reader.trouble("ordinal", sentence))


def _troubles_of(row: RegisterRow, decision: AwardDecision, reader: _Reader) -> list[Trouble]:
    if decision.paper_id is not None:
        sentence = _("This decision was issued here; nothing is added to its list.")
        return [reader.trouble("number", sentence)]
    found = []
    if row.decided_on and decision.decided_on and row.decided_on != decision.decided_on:
        sentence = _("The register says %(day)s of this decision.")
        found.append(
            reader.trouble("decided_on", sentence % {"day": f"{decision.decided_on:%d/%m/%Y}"})
        )
    if row.ordinal in {award.ordinal for award in decision.awards.all()}:
        sentence = _("The register gives this number to somebody else.")
        found.append(reader.trouble("ordinal", sentence))
    return found


def _born_apart(row: RegisterRow, award: Award) -> bool:
    born = award.recipient.birth_date
    return born is not None and row.birth_date is not None and born != row.birth_date


def _held_by(rows: Sequence[RegisterRow]) -> dict[str, list[Award]]:
    """Return the awards of everybody whom the rows may name, also under rows merged into theirs."""
    keys = {int(twin.key[1:]) for row in rows for twin in row.twins if twin.key.startswith("r")}
    held: dict[str, list[Award]] = defaultdict(list)
    awards = Award.objects.filter(Q(recipient__in=keys) | Q(recipient__merged_into__in=keys))
    for award in awards.select_related("decision", "recipient").order_by("pk"):
        held[f"r{award.recipient.merged_into_id or award.recipient_id}"].append(award)
    return held


def decisions_of(rows: Sequence[RegisterRow]) -> dict[tuple[int | None, str], AwardDecision]:
    """Return the decisions that rows name, with their awards, by year and folded number.

    Of two with one number that which was issued here counts, else the one entered first.
    """
    wanted = {(row.year, fold(row.decision)) for row in rows if row.decision}
    found: dict[tuple[int | None, str], AwardDecision] = {}
    decisions = AwardDecision.objects.filter(year__in={year for year, __ in wanted if year})
    for decision in decisions.exclude(number="").order_by("pk"):
        key = (decision.year, fold(decision.number))
        if key in wanted and (key not in found or decision.paper_id is not None):
            found[key] = decision
    prefetch_related_objects(list(found.values()), "awards")
    return found
