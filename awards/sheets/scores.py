"""Score sheets as workbooks: the unit's own, and a peer's for one unit or for all it still owes.

A row is known by the identifier in its hidden column, else by the codes that it shows. Nothing is
stored of a file that is read; every row is accounted for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.models import PeerSheet, SelfScore
from awards.rules.points import plain, read_points, shown_points
from awards.selectors.sheets_scores import rows_of
from workflow_app.approvals.services.revisions import content_of
from workflow_app.lib.official import official_language
from workflow_app.sheets.cells import CellValue, Sheet, cell_text
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.reading import choose_sheet, read_rows
from workflow_app.sheets.row_kinds import RowKind
from workflow_app.sheets.schema import Column, Kind, Parsed, ReadContext, SheetSchema
from workflow_app.sheets.writing import write_template

MOST_ROWS = 2_000


def _number(value: CellValue, __: ReadContext) -> Parsed:
    """Keep points as they were typed; whether they can be read is said beside the row."""
    words = cell_text(value).strip()
    return Parsed(words, words=words)


ROW = Column(key="row", title="Mã dòng", kind=Kind.ROW_ID, hidden=True, width=12)
CODE = Column(key="code", title="Mã", synonyms=("STT", "TT"), width=8)
CRITERION = Column(
    key="criterion", title="Tiêu chí", synonyms=("Nội dung",), required=True, width=46
)
MOST = Column(key="most", title="Điểm tối đa", synonyms=("Điểm chuẩn",), parser=_number, width=10)
POINTS_NAMES = ("Điểm", "Điểm chấm", "Số điểm")

OWN_SHEET = SheetSchema(
    name="self_score",
    title=gettext_lazy("Self-score"),
    columns=(
        ROW,
        CODE,
        CRITERION,
        MOST,
        Column(key="points", title="Điểm tự chấm", synonyms=POINTS_NAMES, parser=_number, width=12),
        Column(key="claim", title="Kết quả đạt được", synonyms=("Diễn giải",), width=60),
    ),
    instructions=(
        gettext_lazy(
            "Fill in the points and what was achieved; leave the other columns as they are."
        ),
        gettext_lazy("Evidence is chosen on the page, not in the workbook."),
    ),
)
PEER_SHEETS = SheetSchema(
    name="peer_sheets",
    title=gettext_lazy("Sheets for the units of the cluster"),
    columns=(
        ROW,
        Column(key="unit", title="Đơn vị được chấm", synonyms=("Đơn vị",), width=26),
        CODE,
        CRITERION,
        MOST,
        Column(key="own", title="Điểm tự chấm", parser=_number, width=10),
        Column(key="claim", title="Kết quả đơn vị nêu", width=40),
        Column(
            key="points",
            title="Điểm của chúng tôi",
            synonyms=POINTS_NAMES,
            parser=_number,
            width=12,
        ),
        Column(key="remark", title="Nhận xét", synonyms=("Ghi chú",), width=40),
    ),
    instructions=(
        gettext_lazy(
            "Fill in your unit's points and remarks; leave the other columns as they are."
        ),
        gettext_lazy(
            "Taking the rows over hands nothing in: that is done on the page of each unit."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that the workbook fills anew."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as understood; with a problem it is not taken."""

    number: int
    key: str
    title: str
    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What was read of a workbook."""

    rows: list[ReadRow] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    problem: str = ""

    @property
    def ready(self) -> list[ReadRow]:
        """Rows that change something."""
        return [row for row in self.rows if row.changes and not row.problems]

    @property
    def wrong(self) -> list[ReadRow]:
        """Rows that cannot be taken."""
        return [row for row in self.rows if row.problems]

    @property
    def same(self) -> list[ReadRow]:
        """Rows that change nothing."""
        return [row for row in self.rows if not row.changes and not row.problems]


@dataclass(frozen=True, slots=True)
class Target:
    """A line that a row of the workbook can be about: its name and what stands in its cells."""

    key: str
    title: str
    names: tuple[str, ...]
    most: Decimal
    texts: Mapping[str, str]
    is_strict: bool


# --- Out -----------------------------------------------------------------------------------


def own_workbook(score: SelfScore, content: Mapping[str, Any]) -> bytes:
    """Return the unit's own sheet, filled as it stands."""
    rows = [
        {
            "row": line["uid"],
            "code": line["code"],
            "criterion": line["text"],
            "most": _comma(line["most"]),
            "points": _comma(line["points"]),
            "claim": line["claim"],
        }
        for line in content["lines"]
    ]
    with official_language():
        heading = Heading(
            unit=score.dossier.unit.name, title="Bảng tự chấm điểm", subtitle=score.campaign.title
        )
        return write_template(OWN_SHEET, heading=heading, rows=rows, blank_rows=0)


def peers_workbook(sheets: Sequence[PeerSheet]) -> bytes:
    """Return one table with every criterion of every sheet given; points already typed stand in it."""
    rows = []
    for sheet in sheets:
        content = content_of(sheet.round.revision)
        for __, lines in rows_of(sheet, content).groups:
            rows += [
                {
                    "row": f"{sheet.pk}-{row.line['uid']}",
                    "unit": sheet.round.dossier.unit.short_name,
                    "code": row.line["code"],
                    "criterion": row.line["text"],
                    "most": _comma(row.line["most"]),
                    "own": _comma(row.line["points"]),
                    "claim": row.line["claim"],
                    "points": shown_points(row.points),
                    "remark": row.remark,
                }
                for row in lines
            ]
    with official_language():
        unit = sheets[0].unit.name if sheets else ""
        heading = Heading(unit=unit, title="Phiếu chấm điểm các đơn vị trong cụm")
        return write_template(PEER_SHEETS, heading=heading, rows=rows, blank_rows=0)


def _comma(points: str | None) -> str:
    """Write points as people do: the cells of a template are text, in which "38,5" stays as it is."""
    return "" if points is None else points.replace(".", ",")


# --- In ------------------------------------------------------------------------------------


def own_targets(content: Mapping[str, Any]) -> list[Target]:
    """Return the lines of a self-score that rows can be about."""
    return [
        Target(
            key=line["uid"],
            title=f"{line['code']} {line['text']}",
            names=(line["code"],),
            most=Decimal(line["most"]),
            texts={
                "points": "" if line["points"] is None else shown_points(Decimal(line["points"])),
                "claim": line["claim"],
            },
            is_strict=False,
        )
        for line in content["lines"]
    ]


def peer_targets(sheets: Iterable[PeerSheet]) -> list[Target]:
    """Return the lines of these sheets that rows can be about."""
    found = []
    for sheet in sheets:
        unit = sheet.round.dossier.unit.short_name
        for __, lines in rows_of(sheet, content_of(sheet.round.revision)).groups:
            found += [
                Target(
                    key=f"{sheet.pk}-{row.line['uid']}",
                    title=f"{unit}: {row.line['code']} {row.line['text']}",
                    names=(unit, row.line["code"]),
                    most=Decimal(row.line["most"]),
                    texts={"points": shown_points(row.points), "remark": row.remark},
                    is_strict=True,
                )
                for row in lines
            ]
    return found


def read_book(
    sheets: Sequence[Sheet], schema: SheetSchema, targets: Sequence[Target], year: int
) -> ReadBook:
    """Read the sheet that fits best against the lines there are; nothing is changed."""
    sheet, understanding = choose_sheet(sheets, schema, year)
    if understanding.problem:
        return ReadBook(problem=understanding.problem)
    book = ReadBook()
    finder = _Finder(targets)
    for raw in read_rows(sheet, understanding):
        if raw.kind is RowKind.EMPTY:
            continue
        texts = {key: _words(value) for key, value in raw.cells.items()}
        if raw.kind is RowKind.DATA or texts.get("row"):
            book.rows.append(finder.read(raw.number, texts, dict(raw.broken)))
        else:
            book.left_out.append((raw.number, raw.text, raw.reason))
        if len(book.rows) > MOST_ROWS:
            return ReadBook(
                problem=_("A workbook has at most %(most)s rows.") % {"most": MOST_ROWS}
            )
    return book


def _words(value: CellValue) -> str:
    """Keep the line breaks of what people wrote."""
    return value.strip() if isinstance(value, str) else cell_text(value)


class _Finder:
    """Finds the line that a row is about, and says what the row changes of it."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._by_key = {target.key: target for target in targets}
        self._by_name = {target.names: target for target in targets}
        self._rows: dict[str, int] = {}

    def read(self, number: int, texts: Mapping[str, str], broken: Mapping[str, str]) -> ReadRow:
        """Understand one row."""
        title = " ".join(filter(None, (texts.get("code"), texts.get("criterion"))))
        target = self._by_key.get(texts.get("row", "")) or self._named(texts)
        if target is None:
            return ReadRow(number, "", title, problems=(_("No such line is waiting here."),))
        first = self._rows.setdefault(target.key, number)
        problems = [broken[name] for name in target.texts if name in broken]
        if first != number:
            problems.append(_("Stands in row %(row)s already.") % {"row": first})
        changes = []
        for name, old in target.texts.items():
            new = texts.get(name, "")
            if name == "points":
                problems += self._wrong(new, target)
            if new and plain(new) != plain(old):
                changes.append(Change(name, old, new))
        return ReadRow(number, target.key, target.title, tuple(changes), tuple(problems))

    def _named(self, texts: Mapping[str, str]) -> Target | None:
        return self._by_name.get((texts.get("code", ""),)) or self._by_name.get(
            (texts.get("unit", ""), texts.get("code", ""))
        )

    @staticmethod
    def _wrong(text: str, target: Target) -> list[str]:
        try:
            read_points(text, Fraction(target.most) if target.is_strict else None)
        except ValueError as problem:
            return [str(problem)]
        return []
