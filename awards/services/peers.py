"""The peers' scoring: ask, type, hand in, declare a conflict, close, stop.

What is written here tells nobody who has scored: duties hang on the round and not on the dossier,
and what the log says of a single sheet is not filed under the dossier, whose history many read.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import Kind, RoundState, SheetState
from awards.models import PeerPoint, PeerSheet, ScoringRound
from awards.notices_scores import tell_peers
from awards.rules.points import plain
from awards.rules.scoring import missing_in, scheme_of
from awards.selectors.reading import sheets_for
from workflow_app.accounts.models import User
from workflow_app.approvals import statements
from workflow_app.approvals.enums import Outcome, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.selectors.authority import recorded_authority
from workflow_app.approvals.services.decisions import require_authority, settle_within
from workflow_app.approvals.services.revisions import content_of
from workflow_app.approvals.services.work import close_work, lock_dossier, new_work_item
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import gathered, record
from workflow_app.background.one_by_one import one_by_one
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding, Unit
from workflow_app.organization.selectors.authority import desk_of
from workflow_app.organization.services.authority import ensure_desks
from workflow_app.rulebook.selectors import due_after

from .cells import Cell, Conflict, Lines, Saved

STEP = "score_by_peers"
PEER_SHEET = f"{Kind.SELF_SCORE}.peer_sheet"
REMARK = "remark"
TEXTS = {REMARK: 500}


# --- Asking --------------------------------------------------------------------------------


def open_scoring(*, dossier: Dossier) -> None:
    """Ask every other unit of the cluster for its sheet about the signed revision.

    A unit never scores itself. A handful of statements however many units: sheets, desks and
    duties in bulk. The round lasts until the campaign's day for the peers, and never shorter than
    the rulebook gives them.
    """
    revision = dossier.revision
    if dossier.cluster_id is None or revision is None:
        raise IncompleteError(_("There is no cluster or no submitted revision to review."))
    now = timezone.now()
    campaign = dossier.self_score.campaign
    due = max(dossier.stage_due or now, due_after(0, start=campaign.peers_due))
    last = ScoringRound.objects.filter(dossier=dossier).order_by("-number").first()
    round_ = ScoringRound.objects.create(
        dossier=dossier,
        revision=revision,
        number=last.number + 1 if last is not None else 1,
        opened=now,
        due=due,
    )
    Dossier.objects.filter(pk=dossier.pk).update(stage_due=due)
    dossier.stage_due = due
    units = statements.units_to_ask(
        cluster=dossier.cluster_id, on=timezone.localdate(), author=dossier.unit_id
    )
    _ask(round_, {unit: unit.reviewing for unit in units})
    record(
        action="score.scoring_opened",
        actor=None,
        object=round_,
        dossier_code=dossier.code,
        data={"units": [unit.code for unit in units], "revision": revision.sha256},
    )
    if units:
        enqueue_on_commit(tell_peers, round_id=round_.pk)
    else:
        # Should it fail, the signature stands and the calendar closes the round.
        transaction.on_commit(lambda: close_scoring(round_id=round_.pk), robust=True)


def _ask(round_: ScoringRound, units: Mapping[Unit, int | None]) -> None:
    """Write sheets and duties of these units, given with their desks for reviewing."""
    without = [unit for unit, desk in units.items() if desk is None]
    new = ensure_desks((Duty.REVIEW, ("unit", unit.pk)) for unit in without) if without else {}
    items = []
    for unit, desk in units.items():
        item = new_work_item(
            kind=PEER_SHEET,
            dossier=round_.dossier,
            desk_id=desk or new[Duty.REVIEW, ("unit", unit.pk)],
            due=round_.due,
            opened=round_.opened,
        )
        item.dossier, item.source_id = None, round_.pk
        items.append(item)
    WorkItem.objects.bulk_create(items)
    PeerSheet.objects.bulk_create(
        PeerSheet(round=round_, unit=unit, work_item=item)
        for unit, item in zip(units, items, strict=True)
    )


# --- A sheet -------------------------------------------------------------------------------


@transaction.atomic
def save_sheet(*, sheet_id: int, user: User, cells: Sequence[Cell]) -> Saved:
    """Keep what was typed; nothing is handed in. For the unit's clerk and its head alike.

    Cells that cannot be read, hold more than the most, or were changed by a colleague come back.
    Raises ConflictError once the sheet is handed in.
    """
    sheet = _locked(sheet_id)
    if not sheets_for(user).filter(pk=sheet.pk).exists():
        raise NotAllowedError(_("This sheet is for another unit to fill."))
    _require_open(sheet)
    return _write(sheet, cells)


@transaction.atomic
def import_sheets(*, cells: Mapping[int, Sequence[Cell]], user: User) -> Saved:
    """Take over what a workbook said of several sheets of the user's units; all of it or nothing."""
    taken = Saved()
    for sheet_id in sorted(cells):
        if not sheets_for(user).filter(pk=sheet_id).exists():
            raise NotAllowedError(_("This sheet is for another unit to fill."))
        saved = save_sheet(sheet_id=sheet_id, cells=cells[sheet_id], user=user)
        taken.cells += saved.cells
        taken.wrong += saved.wrong
        taken.conflicts += saved.conflicts
    return taken


@transaction.atomic
@gathered()
def hand_in(*, sheet_id: int, user: User, cells: Sequence[Cell] = ()) -> PeerSheet:
    """Hand the unit's sheet in, once: from now on it stands. The last sheet closes the round.

    Every main criterion needs its points. Raises NotAllowedError for others than those who speak
    for the unit, ConflictError when it was handed in or the round closed in the meantime.
    """
    sheet = _locked(sheet_id)
    holding = _require_reviewer(sheet, user)
    _require_open(sheet)
    saved = _write(sheet, cells)
    if saved.wrong:
        raise IncompleteError(_("Some cells cannot be read."), [text for *__, text in saved.wrong])
    if saved.conflicts:
        raise ConflictError(_("A colleague has changed the sheet in the meantime."))
    _require_complete(sheet)
    _close_sheet(sheet, SheetState.HANDED_IN, user, holding)
    _tell_log("score.sheet_handed_in", sheet, user)
    _close_if_nobody_owes(sheet.round)
    return sheet


@transaction.atomic
@gathered()
def declare_conflict(*, sheet_id: int, user: User, reason: str) -> PeerSheet:
    """The unit does not score this one, for a conflict of interest; what it typed is dropped."""
    sheet = _locked(sheet_id)
    holding = _require_reviewer(sheet, user)
    _require_open(sheet)
    if not reason.strip():
        raise IncompleteError(_("Please say what the conflict of interest is."))
    sheet.points.all().delete()
    sheet.conflict, sheet.remark = reason.strip()[:500], ""
    _close_sheet(sheet, SheetState.CONFLICT, user, holding)
    _tell_log("score.conflict_declared", sheet, user)
    _close_if_nobody_owes(sheet.round)
    return sheet


def _locked(sheet_id: int) -> PeerSheet:
    """Lock the dossier first, as every act on one does, then read the sheet."""
    lock_dossier(PeerSheet.objects.values_list("round__dossier", flat=True).get(pk=sheet_id))
    return (
        PeerSheet.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "unit",
            "work_item__desk__unit",
            "round__revision",
            "round__dossier__unit",
            "round__dossier__cluster",
            "round__dossier__revision",
        )
        .get(pk=sheet_id)
    )


def _require_reviewer(sheet: PeerSheet, user: User) -> Holding:
    """Return under what the user speaks for the unit; raises NotAllowedError."""
    item = sheet.work_item
    desk = item.desk if item is not None and item.desk is not None else None
    return require_authority(
        user=user, desk=desk or desk_of(Duty.REVIEW, sheet.unit), dossier=sheet.round.dossier
    )


def _require_open(sheet: PeerSheet) -> None:
    if sheet.state == SheetState.HANDED_IN:
        raise ConflictError(_("This sheet has been handed in; it stands."))
    if sheet.state == SheetState.CONFLICT:
        raise ConflictError(_("A conflict of interest was declared; the unit does not score here."))
    if sheet.round.state != RoundState.OPEN or sheet.state != SheetState.ASKED:
        raise ConflictError(_("The scoring has been closed in the meantime."))


def _write(sheet: PeerSheet, cells: Sequence[Cell]) -> Saved:
    """Write cells by the criteria that are frozen in the revision."""
    content = content_of(sheet.round.revision)
    saved = Saved()
    lines = Lines(
        sheet.points.all(),
        new=lambda criterion: PeerPoint(sheet=sheet, criterion_id=criterion),
        most={int(line["uid"]): Fraction(line["most"]) for line in content["lines"]},
        texts=TEXTS,
        is_strict=True,
    )
    for cell in cells:
        if cell.uid or cell.column != REMARK:
            lines.write(cell, saved)
        elif cell.base is not None and plain(sheet.remark) not in {
            plain(cell.base),
            plain(cell.text),
        }:
            saved.conflicts.append(Conflict("", REMARK, cell.text, sheet.remark))
        else:
            sheet.remark = cell.text.strip()
            sheet.save(update_fields=["remark"])
            saved.cells.append(("", REMARK, sheet.remark))
    lines.store()
    return saved


def _require_complete(sheet: PeerSheet) -> None:
    content = content_of(sheet.round.revision)
    points = {
        str(criterion): Fraction(value)
        for criterion, value in sheet.points.values_list("criterion", "points")
        if value is not None
    }
    missing = set(missing_in(scheme_of(content), points))
    if missing:
        raise IncompleteError(
            _("Some criteria have no points yet."),
            [
                f"{line['code']} {line['text']}"
                for line in content["lines"]
                if line["uid"] in missing
            ],
        )


def _close_sheet(sheet: PeerSheet, state: SheetState, user: User, holding: Holding) -> None:
    sheet.state = state
    sheet.given_by, sheet.given_at = user, timezone.now()
    sheet.mandate, sheet.delegation = holding.mandate, holding.delegation
    sheet.authority = recorded_authority(holding)
    sheet.save()
    if sheet.work_item is not None:
        close_work(sheet.work_item, user=user)


def _tell_log(action: str, sheet: PeerSheet, user: User) -> None:
    """Log that a sheet was given, by its key: neither the scored unit nor any points."""
    record(
        action=action,
        actor=user,
        object=("awards.peersheet", sheet.pk, ""),
        authority=sheet.authority,
    )


# --- Closing -------------------------------------------------------------------------------


def _close_if_nobody_owes(round_: ScoringRound) -> None:
    if round_.sheets.filter(state=SheetState.ASKED).exists():
        return
    with official_language():
        reason = _("All units have handed in their sheets.")
    _end_round(round_, RoundState.CLOSED)
    settle_within(dossier=round_.dossier, step=STEP, outcome=Outcome.SCORED, reason=reason)


@transaction.atomic
@gathered()
def close_scoring(*, round_id: int) -> ScoringRound:
    """Close a round whose time is over: sheets that are late lapse. A closed one stays as it is."""
    lock_dossier(ScoringRound.objects.values_list("dossier", flat=True).get(pk=round_id))
    round_ = ScoringRound.objects.select_related("dossier", "revision").get(pk=round_id)
    if round_.state == RoundState.OPEN:
        with official_language():
            reason = _("The time for scoring is over.")
        _end_round(round_, RoundState.CLOSED)
        settle_within(dossier=round_.dossier, step=STEP, outcome=Outcome.SCORED, reason=reason)
    return round_


def close_due_scorings() -> int:
    """Close every round whose time is over, each in its own transaction; return how many.

    So is one in which nobody owes a sheet: whoever handed in the last one closed it, unless the
    power went in that moment. One that cannot be closed holds up no other; the job fails at its
    end, so that it is seen.
    """
    owed = PeerSheet.objects.filter(round=OuterRef("pk"), state=SheetState.ASKED)
    due = ScoringRound.objects.filter(
        Q(due__lt=timezone.now()) | ~Exists(owed), state=RoundState.OPEN
    )
    return one_by_one(
        _close,
        due.order_by("pk").values_list("pk", flat=True),
        trouble="The round of scoring %s could not be closed",
    )


def _close(pk: int) -> bool:
    return close_scoring(round_id=pk).state == RoundState.CLOSED


def stop_scoring(context: EffectContext) -> None:
    """The unit takes its score back: open sheets are no longer wanted, none of the round counts."""
    round_ = (
        ScoringRound.objects.select_related("dossier")
        .filter(dossier=context.dossier, state=RoundState.OPEN)
        .first()
    )
    if round_ is not None:
        _end_round(round_, RoundState.STOPPED, by=context.user)


def _end_round(round_: ScoringRound, state: RoundState, by: User | None = None) -> None:
    """Close a round; whoever has not handed in has lapsed, and owes no duty any more."""
    round_.state, round_.closed = state, timezone.now()
    round_.save(update_fields=["state", "closed"])
    items = WorkItem.objects.filter(peer_sheet__round=round_, peer_sheet__state=SheetState.ASKED)
    close_work(list(items), user=by, state=WorkState.CANCELLED)
    round_.sheets.filter(state=SheetState.ASKED).update(state=SheetState.LAPSED)
    record(
        action=f"score.scoring_{state}",
        actor=by,
        object=round_,
        dossier_code=round_.dossier.code,
        data={"round": round_.number},
    )
