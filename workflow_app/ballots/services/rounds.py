"""Opening a round of voting: the roll and the rules are frozen, every member gets one sheet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.services.work import close_work
from workflow_app.audit.services import record
from workflow_app.ballots.enums import Secrecy, SessionState
from workflow_app.ballots.models import Ballot, Option, RollEntry, Round, Session
from workflow_app.ballots.questions import rule_kind
from workflow_app.ballots.rules import DecisionRule
from workflow_app.ballots.selectors.console import members_on
from workflow_app.ballots.selectors.interests import recused_from
from workflow_app.ballots.selectors.rules import decision_rule_for
from workflow_app.lib.text import search_text
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.rulebook.selectors import due_after

from .board import require_board
from .interests import recuse_by_rule
from .sessions import locked_session, require_duty
from .urn import place_urn

VOTE_KIND = "vote"


@transaction.atomic
def open_vote(*, session: Session, user: User, items: Sequence[int] | None = None) -> Session:
    """The chair opens a round of voting on these items (ids), or on all that are still open.

    Whoever drafted or signed a dossier, and a candidate where the rule says so, leaves its
    roll. Raises IncompleteError without items, members, or the counting board that a secret
    ballot in a meeting needs.
    """
    session = locked_session(session, *SessionState.preparing)
    require_duty(user, session.body, Duty.PRESIDE)
    ballots = _items_of(session, items)
    voting = Round.objects.create(
        session=session,
        number=session.rounds.count() + 1,
        opened=timezone.now(),
        opened_by=user,
        due=session.due,
    )
    roll = _freeze_roll(voting)
    if not roll:
        raise IncompleteError(_("The body has no member today."))
    rules = _freeze_rules(voting, ballots)
    options = list(Option.objects.filter(ballot__in=ballots).select_related("ballot"))
    if any(ballot.secrecy == Secrecy.SECRET for ballot in ballots):
        require_board(session)
        secret = [option.pk for option in options if option.ballot.secrecy == Secrecy.SECRET]
        place_urn(voting, sheets=len(roll), options=secret)
    recuse_by_rule(ballots=ballots, roll=roll, options=options, rules=rules)
    voters = _with_a_sheet(ballots, options, roll, user)
    _take_up(session)
    record(
        action="session.vote_opened",
        actor=user,
        object=session,
        data={
            "round": voting.number,
            "roll": len(roll),
            "items": [ballot.dossier.code for ballot in ballots],
        },
    )
    notify(
        event="vote.opened",
        users=[entry.user for entry in voters if entry.user is not None],
        subject=_("The vote is open: %(session)s") % {"session": session},
        body=_("Please hand in your voting sheet."),
        path=session.get_absolute_url(),
    )
    return session


def _items_of(session: Session, items: Sequence[int] | None) -> list[Ballot]:
    waiting = session.ballots.filter(result="", round=None).select_related("dossier")
    ballots = [ballot for ballot in waiting if items is None or ballot.pk in items]
    if items is not None and len(ballots) != len(set(items)):
        raise ConflictError(_("The agenda has changed in the meantime. Please look again."))
    if not ballots:
        raise IncompleteError(_("The agenda is empty."))
    return ballots


def _take_up(session: Session) -> None:
    session.state = SessionState.VOTING
    session.started = session.started or timezone.now()
    session.save(update_fields=["state", "started"])


def _freeze_roll(voting: Round) -> list[RollEntry]:
    session = voting.session
    mandates = members_on(session.body, timezone.localdate())
    now, due = timezone.now(), voting.due or due_after(1)
    entries, items = [], []
    for mandate in mandates:
        person = mandate.person
        entry = RollEntry(round=voting, person=person, mandate=mandate, user=person.user)
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


def _freeze_rules(voting: Round, ballots: Sequence[Ballot]) -> dict[int, DecisionRule]:
    """Write the rule in force on the day of the session on each item; return them by its id."""
    day: dt.date = voting.session.held_on
    kinds = {ballot.pk: rule_kind(ballot.dossier, ballot.step) for ballot in ballots}
    code = voting.session.body.code
    found = {kind: decision_rule_for(kind, day, code) for kind in sorted(set(kinds.values()))}
    rules = {}
    for ballot in ballots:
        rule = found[kinds[ballot.pk]]
        rules[ballot.pk] = rule
        ballot.round = voting
        ballot.rule = rule.to_data()
        ballot.secrecy = rule.secrecy
        ballot.legal_basis = rule.legal_basis
    Ballot.objects.bulk_update(ballots, ["round", "rule", "secrecy", "legal_basis"])
    return rules


def _with_a_sheet(
    ballots: Sequence[Ballot], options: Sequence[Option], roll: Sequence[RollEntry], user: User
) -> list[RollEntry]:
    """Return those who vote on at least one option; the others get no sheet to hand in."""
    recused = recused_from(ballots)
    out: dict[int, int] = defaultdict(int)
    for option in options:
        for person in recused.of(option):
            out[person] += 1
    idle = [entry for entry in roll if out[entry.person_id] >= len(options)]
    items = [entry.work_item for entry in idle if entry.work_item is not None]
    close_work(items, user=user, state=WorkState.CANCELLED)
    return [entry for entry in roll if entry not in idle]
