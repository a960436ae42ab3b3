"""The vote itself: open, hand in, close, let the dossiers go on."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Decision, WorkItem
from workflow_app.approvals.services.work import close_work
from workflow_app.audit.services import Entry, record, record_many
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.ballots.enums import Choice, SessionState
from workflow_app.ballots.models import Ballot, Recusal, RollEntry, Session, Vote
from workflow_app.ballots.rules import Count, DecisionRule, judge, threshold_of
from workflow_app.ballots.selectors.console import RULE_KEYS, members_on
from workflow_app.lib.official import official_language
from workflow_app.lib.text import search_text
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.rulebook.selectors import due_after, rules_on

from .resumption import resume_dossiers
from .sessions import locked_session, require_duty

VOTE_KIND = "vote"


@transaction.atomic
def open_vote(*, session: Session, user: User) -> Session:
    """The chair opens the vote: roll and rules are frozen, every member gets one sheet."""
    session = locked_session(session, SessionState.PLANNED)
    require_duty(user, session.body, Duty.PRESIDE)
    ballots = list(session.ballots.filter(result="").select_related("dossier"))
    if not ballots:
        raise IncompleteError(_("The agenda is empty."))
    roll = _freeze_roll(session)
    if not roll:
        raise IncompleteError(_("The body has no member today."))
    rules = rules_on(*RULE_KEYS, on=session.held_on)
    for ballot in ballots:
        ballot.quorum = rules["ballot.quorum"].value
        ballot.threshold = rules["ballot.threshold"].value
        ballot.legal_basis = rules["ballot.threshold"].legal_basis
    Ballot.objects.bulk_update(ballots, ["quorum", "threshold", "legal_basis"])
    voters = _without_the_recused(ballots, roll, _recuse_authors(ballots, roll), user)
    session.state = SessionState.VOTING
    session.opened = timezone.now()
    session.opened_by = user
    session.save(update_fields=["state", "opened", "opened_by"])
    record(
        action="session.vote_opened",
        actor=user,
        object=session,
        data={"roll": len(roll), "items": [ballot.dossier.code for ballot in ballots]},
    )
    notify(
        event="vote.opened",
        users=[entry.user for entry in voters if entry.user is not None],
        subject=_("The vote is open: %(session)s") % {"session": session},
        body=_("Please hand in your voting sheet."),
        path=session.get_absolute_url(),
    )
    return session


def _freeze_roll(session: Session) -> list[RollEntry]:
    mandates = members_on(session.body, timezone.localdate())
    now, due = timezone.now(), due_after(1)
    entries, items = [], []
    for mandate in mandates:
        person = mandate.person
        entry = RollEntry(session=session, person=person, mandate=mandate, user=person.user)
        if person.user is not None:
            entry.work_item = WorkItem(
                kind=VOTE_KIND,
                subject=session.title,
                source_id=session.pk,
                user=person.user,
                opened=now,
                due=due,
                search_text=search_text(session.title),
            )
            items.append(entry.work_item)
        entries.append(entry)
    WorkItem.objects.bulk_create(items)
    return RollEntry.objects.bulk_create(entries)


def _recuse_authors(ballots: list[Ballot], roll: list[RollEntry]) -> list[Recusal]:
    """Nobody votes on what they drafted or signed: they leave that item's roll."""
    by_user = {entry.user_id: entry for entry in roll if entry.user_id is not None}
    acted = (
        Decision.objects.filter(
            dossier__in=[ballot.dossier_id for ballot in ballots],
            actor__in=by_user,
            outcome__in=(Outcome.SUBMITTED, Outcome.SIGNED),
        )
        .values_list("dossier_id", "actor_id")
        .distinct()
    )
    by_dossier = {ballot.dossier_id: ballot for ballot in ballots}
    with official_language():
        reason = _("Drafted or signed this dossier")
    return Recusal.objects.bulk_create(
        Recusal(
            ballot=by_dossier[dossier_id],
            entry=by_user[actor_id],
            reason=reason,
        )
        for dossier_id, actor_id in acted
    )


def _without_the_recused(
    ballots: list[Ballot], roll: list[RollEntry], recusals: list[Recusal], user: User
) -> list[RollEntry]:
    """Return those who vote on at least one item; the others get no sheet to hand in."""
    out = Counter(recusal.entry_id for recusal in recusals)
    idle = [entry for entry in roll if out[entry.pk] >= len(ballots)]
    items = [entry.work_item for entry in idle if entry.work_item is not None]
    close_work(items, user=user, state=WorkState.CANCELLED)
    return [entry for entry in roll if entry not in idle]


@transaction.atomic
def hand_in(
    *,
    session: Session,
    user: User,
    choices: Mapping[int, Choice],
    reasons: Mapping[int, str] | None = None,
) -> RollEntry:
    """Hand in a member's sheet, once: a choice for every item they may vote on.

    `choices` and `reasons` are by ballot id. Raises ConflictError after closing, and for a second
    sheet; IncompleteError when an item is missing.
    """
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    entry = (
        RollEntry.objects.select_for_update(of=("self",))
        .select_related("work_item")
        .filter(session=session, user=user)
        .first()
    )
    if entry is None:
        raise NotAllowedError(_("You are not on the roll of this vote."))
    if session.state != SessionState.VOTING:
        raise too_late(session)
    if entry.handed_in is not None:
        raise ConflictError(_("You have already handed in your sheet."))
    ballots = ballots_of(session, entry)
    if not ballots:
        raise NotAllowedError(_("You take part in the vote on none of these items."))
    missing = [ballot for ballot in ballots if ballot.pk not in choices]
    if missing:
        raise IncompleteError(
            _("Please choose on every item."), [ballot.dossier.title for ballot in missing]
        )
    Vote.objects.bulk_create(
        Vote(
            ballot=ballot,
            entry=entry,
            choice=Choice(choices[ballot.pk]),
            reason=(reasons or {}).get(ballot.pk, "").strip()[:500],
        )
        for ballot in ballots
    )
    entry.handed_in = timezone.now()
    entry.save(update_fields=["handed_in"])
    if entry.work_item is not None:
        close_work(entry.work_item, user=user)
    record(action="session.sheet_handed_in", actor=user, object=session)
    return entry


def too_late(session: Session) -> ConflictError:
    """Say who closed the vote before the sheet came."""
    return ConflictError(
        _("%(person)s has closed the vote; this sheet came too late and does not count.")
        % {"person": session.closed_by}
    )


def ballots_of(session: Session, entry: RollEntry) -> list[Ballot]:
    """Return the items of the running vote on which the member votes, in order."""
    return list(
        session.ballots.filter(result="")
        .exclude(recusals__entry=entry)
        .select_related("dossier__unit", "revision")
    )


@transaction.atomic
def close_vote(*, session: Session, user: User) -> Session:
    """The chair closes the vote: everything is counted and written in this one transaction.

    The dossiers go on right after the commit; whatever is interrupted there is taken up again by
    the scheduler.
    """
    session = locked_session(session, SessionState.VOTING)
    require_duty(user, session.body, Duty.PRESIDE)
    roll = list(session.roll.select_related("work_item"))
    ballots = list(
        session.ballots.filter(result="").select_related("dossier").prefetch_related("recusals")
    )
    votes = _votes_by_ballot(ballots)
    for ballot in ballots:
        _count(ballot, roll, votes.get(ballot.pk, Counter()))
    Ballot.objects.bulk_update(ballots, ["result", "figures"])
    late = [entry.work_item for entry in roll if entry.work_item and entry.handed_in is None]
    close_work(late, user=user, state=WorkState.CANCELLED)
    session.state = SessionState.CLOSED
    session.closed = timezone.now()
    session.closed_by = user
    session.save(update_fields=["state", "closed", "closed_by"])
    record_many(
        [
            Entry(
                action="ballot.counted",
                actor=user,
                object=ballot,
                dossier_code=ballot.dossier.code,
                data={"result": ballot.result, "figures": ballot.figures},
            )
            for ballot in ballots
        ]
    )
    enqueue_on_commit(resume_dossiers, session_id=session.pk)
    return session


def _votes_by_ballot(ballots: list[Ballot]) -> dict[int, Counter[str]]:
    counted: dict[int, Counter[str]] = {}
    for ballot_id, choice in Vote.objects.filter(ballot__in=ballots).values_list(
        "ballot", "choice"
    ):
        counted.setdefault(ballot_id, Counter())[choice] += 1
    return counted


def _count(ballot: Ballot, roll: list[RollEntry], votes: Counter[str]) -> None:
    recused = {recusal.entry_id for recusal in ballot.recusals.all()}
    count = Count(
        members=len(roll),
        recused=len(recused),
        taking_part=sum(votes.values()),
        yes=votes[Choice.YES],
        no=votes[Choice.NO],
        abstain=votes[Choice.ABSTAIN],
    )
    verdict = judge(count, rule_of(ballot))
    ballot.result = verdict.result
    ballot.figures = verdict.figures


def rule_of(ballot: Ballot) -> DecisionRule:
    """Return the rule that was frozen when the vote opened."""
    if ballot.quorum is None or ballot.threshold is None:
        raise ValueError("a ballot takes its rule when the vote opens")
    return DecisionRule(
        quorum=threshold_of(ballot.quorum),
        threshold=threshold_of(ballot.threshold),
        denominator=ballot.denominator,
        legal_basis=ballot.legal_basis,
    )
