"""Nominations to the State: what VUFO asks for its units and people from above."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import UpwardState
from awards.models import Recipient, Upward
from awards.notices_register import tell_of_due_upward
from awards.performers import award_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import desk_of

from .handover import require_desk

DECREE = "Nghị định 98/2023/NĐ-CP, Điều 32 khoản 1"
WAVES = (30, 7, 1)
"""Days before the deadline on which the secretariat is reminded."""


@dataclass(frozen=True, slots=True)
class StateAward:
    """An award of the State with the day by which it is asked for: of the year after the merit."""

    name: str
    month: int
    day: int


STATE_AWARDS = (
    StateAward("Cờ thi đua của Chính phủ", 6, 30),
    StateAward("Chiến sĩ thi đua toàn quốc", 12, 31),
)


def usual_due(award: str, year: int) -> dt.date | None:
    """Return the day by which an award for a year of merit is asked for, where a rule names it."""
    known = next((one for one in STATE_AWARDS if one.name == award), None)
    return dt.date(year + 1, known.month, known.day) if known else None


@transaction.atomic
def save_upward(
    *,
    recipient: Recipient,
    award: str,
    year: int,
    user: User,
    due: dt.date | None = None,
    legal_basis: str = "",
    note: str = "",
    upward: Upward | None = None,
) -> Upward:
    """Put a nomination to the State on the list, or correct it while it is being prepared."""
    require_desk(user, desk_of(Duty.APPRAISE_CONTENT, award_secretariat()))
    row = Upward.objects.select_for_update().get(pk=upward.pk) if upward else Upward()
    if row.state != UpwardState.PREPARED:
        raise ConflictError(_("It was sent; only the answer is still to be noted."))
    usual = usual_due(award, year)
    day = due or usual
    if day is None:
        raise IncompleteError(_("Enter the day by which it must be sent."))
    same = Upward.objects.filter(recipient=recipient, award=award, year=year)
    if same.exclude(pk=row.pk).exists():
        raise ConflictError(_("This nomination stands on the list already."))
    row.recipient, row.award, row.year, row.due = recipient, award.strip(), year, day
    row.legal_basis = legal_basis.strip() or (DECREE if usual and day == usual else "")
    row.note = note.strip()
    row.save()
    _log(row, user)
    return row


@transaction.atomic
def send_upward(*, upward: Upward, sent_on: dt.date, sent_number: str, user: User) -> Upward:
    """Note the submission by which it went to the State."""
    row = _locked(upward, user, UpwardState.PREPARED)
    if sent_on > timezone.localdate():
        raise IncompleteError(_("A paper is not dated ahead."))
    row.state, row.sent_on, row.sent_number = UpwardState.SENT, sent_on, sent_number.strip()
    row.save(update_fields=["state", "sent_on", "sent_number"])
    _log(row, user)
    return row


@transaction.atomic
def answer_upward(
    *,
    upward: Upward,
    is_granted: bool,
    answered_on: dt.date,
    answer_number: str,
    note: str,
    user: User,
) -> Upward:
    """Note what the State decided."""
    row = _locked(upward, user, UpwardState.SENT)
    if answered_on > timezone.localdate():
        raise IncompleteError(_("A paper is not dated ahead."))
    if row.sent_on and answered_on < row.sent_on:
        raise IncompleteError(_("The answer is older than the submission."))
    row.state = UpwardState.GRANTED if is_granted else UpwardState.REFUSED
    row.answered_on, row.answer_number = answered_on, answer_number.strip()
    row.note = note.strip() or row.note
    row.save(update_fields=["state", "answered_on", "answer_number", "note"])
    _log(row, user)
    return row


def _locked(upward: Upward, user: User, state: UpwardState) -> Upward:
    require_desk(user, desk_of(Duty.APPRAISE_CONTENT, award_secretariat()))
    row = Upward.objects.select_for_update().get(pk=upward.pk)
    if row.state != state:
        raise ConflictError(_("This was noted in the meantime."))
    return row


def _log(row: Upward, user: User) -> None:
    record(
        action="upward.saved",
        actor=user,
        object=row,
        data={"state": row.state, "year": row.year, "due": row.due.isoformat()},
    )


def due_soon(today: dt.date) -> QuerySet[Upward]:
    """Return what has not been sent and is due within the first wave, or past."""
    last = today + dt.timedelta(days=WAVES[0])
    return Upward.objects.filter(state=UpwardState.PREPARED, due__lte=last)


def remind_of_upward() -> int:
    """Remind the secretariat once per wave of what is still to be sent; a job of every day."""
    today = timezone.localdate()
    rows = list(due_soon(today).select_related("recipient"))
    for row in rows:
        left = (row.due - today).days
        wave = min((days for days in WAVES if left <= days), default=WAVES[0])
        tell_of_due_upward(row, wave if left >= 0 else -1)
    return len(rows)
