"""A member's sheet: handed in once, while the vote is open."""

import re
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.services.work import close_work
from workflow_app.audit.services import record
from workflow_app.ballots.enums import Channel, Choice, Secrecy, SessionState
from workflow_app.ballots.models import CountedCode, Option, RollEntry, Round, Session, Vote
from workflow_app.ballots.selectors.attendance import is_present
from workflow_app.ballots.selectors.sheets import options_of

from .urn import ALPHABET, GROUP, GROUPS, Sheet, drop_in, holds, new_code

CODE = re.compile(rf"[{ALPHABET}]{{{GROUP}}}(-[{ALPHABET}]{{{GROUP}}}){{{GROUPS - 1}}}")
LONGEST_REASON = 500


@sensitive_variables()  # all: the frames in between hold the arguments under names of their own
@transaction.atomic
def hand_in(
    *,
    session: Session,
    user: User,
    choices: Mapping[int, Choice],
    reasons: Mapping[int, str] | None = None,
    code: str = "",
) -> RollEntry:
    """Hand in a member's sheet, once: a choice for every option they may vote on.

    `choices` and `reasons` are by option id; `code` is the check code that the sheet showed
    the member, and goes into the urn with the secret choices. A sheet that comes a second time,
    because the answer to the first was lost, is known by its code and changes nothing. Raises
    ConflictError after closing and for another sheet; IncompleteError when an option is missing.
    """
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    entry = (
        RollEntry.objects.select_for_update(of=("self",))
        .select_related("work_item", "round__session", "mandate", "person")
        .filter(round__session=session, user=user)
        .order_by("-round__number")
        .first()
    )
    if entry is None:
        raise NotAllowedError(_("You are not on the roll of this vote."))
    if entry.handed_in is not None and has_come_in(entry.round, code):
        return entry
    _require_open(session, entry)
    options = options_of(entry)
    if not options:
        raise NotAllowedError(_("You take part in the vote on none of these items."))
    is_there = is_present(session, entry.person_id)
    if not is_there:
        _require_writing_allowed(options)
    missing = [option for option in options if option.pk not in choices]
    if missing:
        raise IncompleteError(_("Please choose on every item."), [one.label for one in missing])
    _keep_open_votes(entry, options, choices, reasons or {})
    _keep_secret_sheet(entry.round, options, choices, code)
    entry.handed_in = timezone.now()
    entry.channel = Channel.SYSTEM
    entry.was_present = is_there
    entry.save(update_fields=["handed_in", "channel", "was_present"])
    if entry.work_item is not None:
        close_work(entry.work_item, user=user)
    record(action="session.sheet_handed_in", actor=user, object=session)
    return entry


def has_come_in(voting: Round, code: str) -> bool:
    """Tell whether a sheet with this check code is in the urn, or was counted."""
    if not CODE.fullmatch(code):
        return False
    if voting.is_open:
        return holds(voting, code)
    return CountedCode.objects.filter(round=voting, code=code).exists()


def _require_open(session: Session, entry: RollEntry) -> None:
    """Make sure that a sheet of this member is still taken."""
    if session.state != SessionState.VOTING or not entry.round.is_open:
        raise too_late(entry.round)
    if entry.handed_in is not None:
        raise ConflictError(_("You have already handed in your sheet."))
    if entry.channel == Channel.PAPER:
        raise ConflictError(_("You have taken a ballot on paper; it counts, and only once."))
    require_seat_and_time(entry)


def require_seat_and_time(entry: RollEntry) -> None:
    """Make sure that the time for answers is not over, and that the member still holds the seat."""
    due = entry.round.due
    if due is not None and due < timezone.now():
        raise ConflictError(
            _("The time for answers ended on %(day)s; this sheet came too late.")
            % {"day": date_format(timezone.localtime(due), "d/m/Y H:i")}
        )
    ended = entry.mandate.valid_to
    if ended is not None and ended < timezone.localdate():
        raise ConflictError(
            _("The seat of %(person)s ended on %(day)s, while the vote was open.")
            % {"person": entry.person, "day": date_format(ended, "d/m/Y")}
        )


def _require_writing_allowed(options: list[Option]) -> None:
    """An absent member hands in where the rule of every item lets absent members write."""
    for ballot in {option.ballot for option in options}:
        if not ballot.decision_rule.absent_in_writing:
            raise ConflictError(
                _("You are not noted as present. The secretary of the session notes who is there.")
            )


def too_late(voting: Round) -> ConflictError:
    """Say who closed the vote before the sheet came."""
    if voting.closed_by is None:
        return ConflictError(_("The vote is closed; this sheet came too late and does not count."))
    return ConflictError(
        _("%(person)s has closed the vote; this sheet came too late and does not count.")
        % {"person": voting.closed_by}
    )


@sensitive_variables()
def _keep_open_votes(
    entry: RollEntry,
    options: list[Option],
    choices: Mapping[int, Choice],
    reasons: Mapping[int, str],
) -> None:
    Vote.objects.bulk_create(
        Vote(
            option=option,
            entry=entry,
            choice=Choice(choices[option.pk]),
            reason=reasons.get(option.pk, "").strip()[:LONGEST_REASON],
        )
        for option in options
        if option.ballot.secrecy == Secrecy.OPEN
    )


@sensitive_variables()
def _keep_secret_sheet(
    voting: Round, options: list[Option], choices: Mapping[int, Choice], code: str
) -> None:
    secret = {
        option.pk: str(Choice(choices[option.pk]))
        for option in options
        if option.ballot.secrecy == Secrecy.SECRET
    }
    if not secret:
        return
    drop_in(voting, Sheet(code if CODE.fullmatch(code) else new_code(), Channel.SYSTEM, secret))
