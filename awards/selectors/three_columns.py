"""What stands beside the three columns: who is missing, and the sheets one by one."""

from dataclasses import dataclass
from fractions import Fraction

from awards.enums import SheetState
from awards.models import PeerSheet, ScoringRound
from awards.rules.scoring import scheme_of, total_of
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.revisions import content_of

from .columns import counting_round


def units_missing(dossier: Dossier) -> list[str]:
    """Return the units that owe, or owed, their sheet of the newest round: for the cluster's head."""
    round_ = ScoringRound.objects.filter(dossier=dossier).order_by("-number").first()
    if round_ is None:
        return []
    owed = round_.sheets.filter(state__in=(SheetState.ASKED, SheetState.LAPSED))
    return list(owed.order_by("unit__sort_key").values_list("unit__short_name", flat=True))


@dataclass(frozen=True, slots=True)
class SheetShown:
    """One sheet; `unit` and `conflict` are empty where names are not to be known."""

    number: int
    unit: str
    state: str
    total: Fraction | None
    remarks: list[tuple[str, str]]
    conflict: str


def sheets_shown(dossier: Dossier, *, with_names: bool) -> list[SheetShown]:
    """Return the sheets that count, in an order that names nobody; two statements.

    With names (the inspection) every sheet of the newest round, whatever became of it.
    """
    if with_names:
        round_ = ScoringRound.objects.filter(dossier=dossier).order_by("-number").first()
    else:
        round_ = counting_round(dossier)
    if round_ is None:
        return []
    content = content_of(round_.revision)
    scheme = scheme_of(content)
    titles = {line["uid"]: f"{line['code']} {line['text']}" for line in content["lines"]}
    sheets = round_.sheets.select_related("unit").prefetch_related("points")
    if not with_names:
        sheets = sheets.filter(state=SheetState.HANDED_IN)
    shown = []
    for sheet in sheets:
        points = {
            str(point.criterion_id): Fraction(point.points)
            for point in sheet.points.all()
            if point.points is not None
        }
        total = total_of(scheme, points) if sheet.state == SheetState.HANDED_IN else None
        shown.append((sheet, total, _remarks(sheet, titles)))
    shown.sort(key=lambda row: (row[1] is None, row[1] or 0, row[2]))
    return [
        SheetShown(
            number=number,
            unit=sheet.unit.short_name if with_names else "",
            state=str(sheet.get_state_display()),
            total=total,
            remarks=remarks,
            conflict=sheet.conflict if with_names else "",
        )
        for number, (sheet, total, remarks) in enumerate(shown, start=1)
    ]


def _remarks(sheet: PeerSheet, titles: dict[str, str]) -> list[tuple[str, str]]:
    """Return the remarks in the order of the criteria, the one on the whole first."""
    given = {str(point.criterion_id): point.remark for point in sheet.points.all()}
    remarks = [(title, given[uid]) for uid, title in titles.items() if given.get(uid)]
    return [("", sheet.remark), *remarks] if sheet.remark else remarks
