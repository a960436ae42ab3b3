"""Closing a round: everything is counted and written in one transaction."""

import secrets
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError
from workflow_app.approvals.services.work import close_work
from workflow_app.audit.services import Entry, record_many
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.ballots.counting import hands_from, judge_item
from workflow_app.ballots.enums import Channel, NextStep, Secrecy, SessionState
from workflow_app.ballots.models import (
    Attendance,
    Ballot,
    CountedCode,
    CountedVote,
    Option,
    RollEntry,
    Round,
    Session,
    Vote,
)
from workflow_app.ballots.selectors.interests import Recused, recused_from
from workflow_app.ballots.selectors.runs import number_of_run
from workflow_app.organization.enums import Duty

from .last_word import ask_for_last_word
from .paper import require_papers_typed_in
from .resumption import resume_dossiers
from .runs import end_or_go_on, prepare_next_run
from .sessions import locked_round, locked_session, require_duty
from .sweeping import sweep_urns
from .urn import Sheet, empty


@transaction.atomic
def close_vote(*, session: Session, user: User | None) -> Session:
    """The chair closes the vote, or (`user` None) the calendar, after a written one's last day.

    The dossiers go on right after the commit; whatever is interrupted there is taken up again by
    the scheduler. What is left open (a tie) waits for its second run in the same session.
    """
    session = locked_session(session, SessionState.VOTING)
    if user is not None:
        require_duty(user, session.body, Duty.PRESIDE)
    voting = locked_round(session)
    _require_time_over(voting, user)
    ballots = list(voting.ballots.select_related("dossier"))
    counted = _Count(
        roll=_settle_roll(voting, session),
        options=_options_of(ballots),
        recused=recused_from(ballots),
    )
    counted.read_open_votes()
    counted.open_urn(voting)
    following = {ballot.pk: counted.judge(ballot) for ballot in ballots}
    Option.objects.bulk_update(
        [option for found in counted.options.values() for option in found], ["result", "figures"]
    )
    Ballot.objects.bulk_update(ballots, ["result"])
    for ballot in ballots:
        if following[ballot.pk] == NextStep.SECOND_RUN:
            prepare_next_run(ballot, counted.options[ballot.pk])
        elif following[ballot.pk] == NextStep.FINAL_SAY:
            ask_for_last_word(ballot)
    late = [e.work_item for e in counted.roll if e.work_item and e.handed_in is None]
    close_work(late, user=user, state=WorkState.CANCELLED)
    voting.closed, voting.closed_by = timezone.now(), user
    voting.save(update_fields=["closed", "closed_by"])
    end_or_go_on(session)
    record_many(_entries(ballots, counted.options, user))
    enqueue_on_commit(resume_dossiers, session_id=session.pk)
    if any(ballot.secrecy == Secrecy.SECRET for ballot in ballots):
        enqueue_on_commit(sweep_urns)
    return session


def _require_time_over(voting: Round, user: User | None) -> None:
    """A written consultation runs until its day, unless everybody has answered."""
    if voting.due is None or voting.due <= timezone.now():
        return
    waiting = voting.roll.filter(handed_in=None).exclude(work_item__state=WorkState.CANCELLED)
    if user is None or waiting.exists():
        raise ConflictError(_("Members may answer until the day that was set; it is closed then."))


def _settle_roll(voting: Round, session: Session) -> list[RollEntry]:
    """Write on the roll who is there at the closing, and whose seat ended before they voted."""
    roll = list(voting.roll.select_related("work_item", "mandate"))
    now, today = timezone.now(), timezone.localdate()
    present = set(
        Attendance.objects.filter(
            session=session, arrived__isnull=False, left__isnull=True
        ).values_list("person", flat=True)
    )
    for entry in roll:
        if entry.handed_in is not None or entry.channel == Channel.PAPER:
            continue  # what was given while the seat was held stays, and cannot be found again
        entry.was_present = entry.person_id in present
        if not entry.mandate.in_force_on(today):
            entry.lapsed = now
    RollEntry.objects.bulk_update(roll, ["was_present", "lapsed"])
    return roll


def _options_of(ballots: list[Ballot]) -> dict[int, list[Option]]:
    by_ballot: dict[int, list[Option]] = {ballot.pk: [] for ballot in ballots}
    options = Option.objects.filter(ballot__in=ballots).select_related("ballot")
    for option in options.order_by("order", "pk"):
        by_ballot[option.ballot_id].append(option)
    return by_ballot


@dataclass(slots=True)
class _Count:
    """The hands of one round, by option id, while they are counted."""

    roll: list[RollEntry]
    options: dict[int, list[Option]]
    recused: Recused
    hands: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def read_open_votes(self) -> None:
        """Count the named votes."""
        votes = Vote.objects.filter(option__ballot__in=self.options)
        for option, choice in votes.values_list("option", "choice"):
            self.hands[option][choice] += 1

    @sensitive_variables()
    def open_urn(self, voting: Round) -> None:
        """Count the sheets of the urn, and write votes and codes apart, each in random order."""
        sheets: list[Sheet] = empty(voting)
        self._require_all(voting, sheets)
        votes = [
            CountedVote(name=secrets.token_hex(16), option_id=option, choice=choice)
            for sheet in sheets
            for option, choice in sheet.choices.items()
        ]
        for vote in votes:
            self.hands[vote.option_id][vote.choice] += 1
        CountedVote.objects.bulk_create(sorted(votes, key=lambda vote: vote.name))
        codes = sorted((sheet.code, sheet.channel) for sheet in sheets)
        CountedCode.objects.bulk_create(
            CountedCode(code=code, round=voting, channel=channel) for code, channel in codes
        )

    @sensitive_variables()
    def _require_all(self, voting: Round, sheets: list[Sheet]) -> None:
        """Make sure that the urn holds a sheet for each that was handed in, and no other."""
        channels = Counter(sheet.channel for sheet in sheets)
        require_papers_typed_in(voting, self.roll, channels[Channel.PAPER])
        secret = [
            option
            for options in self.options.values()
            for option in options
            if option.ballot.secrecy == Secrecy.SECRET
        ]
        handed_in = sum(
            any(entry.person_id not in self.recused.of(option) for option in secret)
            for entry in self.roll
            if entry.channel == Channel.SYSTEM
        )
        if channels[Channel.SYSTEM] != handed_in:
            raise ConflictError(
                _(
                    "The urn holds %(inside)s sheets, and %(handed_in)s were handed in. Somebody "
                    "has changed the database; nothing is counted. Please tell the administrator."
                )
                % {"inside": channels[Channel.SYSTEM], "handed_in": handed_in}
            )

    def judge(self, ballot: Ballot) -> NextStep:
        """Write the results of an item and its options; return what follows."""
        options = self.options[ballot.pk]
        hands = {
            option.pk: hands_from(self.roll, self.recused.of(option), self.hands[option.pk])
            for option in options
        }
        return judge_item(ballot, options, hands, ballot.decision_rule, number_of_run(ballot))


def _entries(
    ballots: list[Ballot], options: dict[int, list[Option]], user: User | None
) -> list[Entry]:
    return [
        Entry(
            action="ballot.counted",
            actor=user,
            object=ballot,
            dossier_code=ballot.dossier.code,
            data={
                "result": ballot.result,
                "options": [
                    {"key": option.key, "result": option.result, "figures": option.figures}
                    for option in options[ballot.pk]
                ],
            },
        )
        for ballot in ballots
    ]
