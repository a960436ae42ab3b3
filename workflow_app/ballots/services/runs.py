"""After a run that left something open: the second run, and whoever has the final say."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.audit.services import record
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.ballots.enums import Method, Result, SessionState
from workflow_app.ballots.models import Ballot, Option, Session
from workflow_app.organization.enums import Duty

from .options import copy_options
from .resumption import resume_dossiers
from .sessions import locked_session, require_duty


def prepare_next_run(ballot: Ballot, options: Sequence[Option]) -> Ballot:
    """Put what a run left open on the agenda once more."""
    taken = sum(option.result == Result.ADOPTED for option in options)
    again = Ballot.objects.create(
        session_id=ballot.session_id,
        dossier=ballot.dossier,
        revision_id=ballot.revision_id,
        step=ballot.step,
        order=ballot.order,
        run=ballot.run + 1,
        previous=ballot,
        method=ballot.method,
        seats=ballot.seats - taken if ballot.seats is not None else None,
    )
    copy_options(again, [option for option in options if option.result == Result.TIED])
    return again


def waits_for_final_say(ballot: Ballot) -> bool:
    """Tell whether the last run left something open that the rule gives to somebody to decide."""
    return ballot.result == Result.TIED and not Ballot.objects.filter(previous=ballot).exists()


@transaction.atomic
def say_finally(*, ballot: Ballot, chosen: Sequence[str], reason: str, user: User) -> Ballot:
    """Whoever has the final say after the last run chooses among the options left open.

    `chosen` are keys of options: in an election exactly as many as there are seats left, where
    they stand level; at most as many, where they missed the votes and the rule leaves them open. Raises
    ConflictError when nothing waits, IncompleteError for a wrong number or a missing reason.
    """
    session = locked_session(ballot.session, SessionState.SITTING)
    require_duty(user, session.body, Duty.PRESIDE)
    ballot = (
        Ballot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier")
        .get(pk=ballot.pk)
    )
    if not waits_for_final_say(ballot):
        raise ConflictError(_("This item is already settled."))
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: it stands in the minutes."))
    options = list(ballot.options.all())
    open_ones = {option.key: option for option in options if option.result == Result.TIED}
    _require_fitting(ballot, options, open_ones, chosen)
    for key, option in open_ones.items():
        option.result = Result.ADOPTED if key in chosen else _not_chosen(ballot)
    Option.objects.bulk_update(open_ones.values(), ["result"])
    ballot.result = (
        Result.ADOPTED
        if any(option.result == Result.ADOPTED for option in options)
        else Result.REJECTED
    )
    ballot.decided_by, ballot.reason = user, reason.strip()
    ballot.save(update_fields=["result", "decided_by", "reason"])
    end_or_go_on(session)
    record(
        action="ballot.final_say",
        actor=user,
        object=ballot,
        dossier_code=ballot.dossier.code,
        data={"chosen": sorted(chosen), "reason": ballot.reason},
    )
    enqueue_on_commit(resume_dossiers, session_id=session.pk)
    return ballot


def _not_chosen(ballot: Ballot) -> Result:
    return Result.PASSED_OVER if ballot.method == Method.ELECT else Result.REJECTED


def _require_fitting(
    ballot: Ballot, options: Sequence[Option], open_ones: dict[str, Option], chosen: Sequence[str]
) -> None:
    if not set(chosen) <= set(open_ones):
        raise ConflictError(_("Only what is still open can be chosen."))
    if ballot.method != Method.ELECT or ballot.seats is None:
        return
    left = ballot.seats - sum(option.result == Result.ADOPTED for option in options)
    most = min(left, len(open_ones))
    is_tie = all(map(_has_the_votes, open_ones.values()))
    if is_tie and len(set(chosen)) != most:
        raise IncompleteError(_("Please choose exactly %(number)s.") % {"number": most})
    if len(set(chosen)) > most:
        raise IncompleteError(_("Please choose %(number)s at most.") % {"number": most})


def _has_the_votes(option: Option) -> bool:
    """Tell whether an option was left open by a tie, and not because it missed the votes."""
    figures = option.figures or {}
    return bool(figures) and figures["yes"] >= figures["votes_needed"]


def end_or_go_on(session: Session) -> None:
    """With nothing left on the agenda the session is over; otherwise it goes on sitting."""
    open_items = Q(result="") | Q(result=Result.TIED, next=None)
    is_left = session.ballots.filter(open_items).exists()
    session.state = SessionState.SITTING if is_left else SessionState.CLOSED
    session.ended = None if is_left else timezone.now()
    session.save(update_fields=["state", "ended"])
