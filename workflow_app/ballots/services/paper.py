"""Ballots on paper: issued to members in the room, typed in by the counting board, without a name.

A sheet from paper goes into the same urn and is counted with the others; afterwards nobody can tell
which votes came from paper, only how many. The board reads what it types in, so it knows more than
anybody else when there are few: `warnings_of_paper` says so in time.
"""

import hashlib
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.services.work import close_work
from workflow_app.audit.services import record
from workflow_app.ballots.enums import Channel, Choice, Presence, SessionState, Spoilt
from workflow_app.ballots.models import Attendance, BoardMember, Option, RollEntry, Round, Session
from workflow_app.ballots.selectors.attendance import is_present
from workflow_app.ballots.selectors.paper import FEW, papers_of, takes_paper
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Person
from workflow_app.organization.selectors.authority import authority_at, desk_of

from .sessions import locked_round, locked_session
from .urn import TOKEN, Sheet, drop_in, new_code, take_out
from .voting import require_seat_and_time


@transaction.atomic
def issue_paper(*, session: Session, person: Person, user: User) -> RollEntry:
    """Give a member in the room a ballot on paper: from then on they cannot vote in the system.

    The counting board, the chair or the secretary issues it. Raises ConflictError for somebody who
    has voted or is not in the room, for a round with open items (a sheet of paper bears no
    name), and for a member who does not vote on all of it: their sheet would be known by its gap.
    """
    session = locked_session(session, SessionState.VOTING)
    if not counts_votes(session, user) and not _keeps_the_session(session, user):
        raise NotAllowedError(
            _("Ballots on paper are issued by the counting board, the chair or the secretary.")
        )
    voting = locked_round(session)
    _require_paper_fits(voting)
    entry = (
        RollEntry.objects.select_for_update(of=("self",))
        .select_related("work_item", "mandate", "person", "round")
        .filter(round=voting, person=person)
        .first()
    )
    if entry is None:
        raise NotAllowedError(_("%(person)s is not on the roll of this vote.") % {"person": person})
    if entry.handed_in is not None or entry.channel == Channel.PAPER:
        raise ConflictError(
            _("%(person)s has already voted or taken a ballot.") % {"person": person}
        )
    require_seat_and_time(entry)
    _require_in_the_room(session, person)
    if len(options_of(entry)) < Option.objects.filter(ballot__round=voting).count():
        raise ConflictError(
            _(
                "%(person)s does not vote on all items: a sheet of paper with a gap would be "
                "known among the others. In the system it is not."
            )
            % {"person": person}
        )
    entry.channel = Channel.PAPER
    entry.was_present = True
    entry.save(update_fields=["channel", "was_present"])
    if entry.work_item is not None:
        close_work(entry.work_item, user=user)
    _tell_the_board(session, voting)
    record(
        action="session.paper_issued", actor=user, object=session, data={"person": entry.person_id}
    )
    return entry


def _tell_the_board(session: Session, voting: Round) -> None:
    """With the first ballot on paper the board has something to type in; it is told once a round."""
    notify(
        event="session.board",
        users=User.objects.filter(person__in=session.board.values("person")),
        subject=_("Ballots on paper are issued: %(session)s") % {"session": session},
        body=_("The counting board opens the box and types in what it holds."),
        path=reverse("ballots:paper", args=[session.pk]),
        cause=f"session.paper {voting.pk}",
    )


@sensitive_variables()
@transaction.atomic
def enter_paper_sheet(
    *, session: Session, user: User, choices: Mapping[int, str], token: str
) -> str:
    """Type in a sheet from the box; return its check code, which the board writes on the paper.

    `choices` has for every option of the round (by id) a choice, or "invalid". The same `token`
    sent twice, because the answer was lost, is one sheet and gives the same code. Raises
    NotAllowedError for anybody but the counting board, ConflictError for more sheets than were issued.
    """
    session, voting = _for_the_board(session, user)
    options = list(Option.objects.filter(ballot__round=voting).order_by("ballot__order", "order"))
    missing = [option for option in options if option.pk not in choices]
    if missing:
        raise IncompleteError(
            _("Please choose on every item, or mark it as invalid."),
            [option.label for option in missing],
        )
    sheet = Sheet(
        code=new_code(),
        channel=Channel.PAPER,
        choices={option.pk: _said(choices[option.pk]) for option in options},
        token=_short(voting, token),
    )
    kept = drop_in(voting, sheet)
    if kept is not sheet:
        return kept.code
    papers = papers_of(voting)
    if papers.typed_in > papers.issued:
        raise ConflictError(
            ngettext(
                "Only one ballot was issued on paper; a further sheet cannot be genuine.",
                "Only %(issued)s ballots were issued on paper; a further sheet cannot be genuine.",
                papers.issued,
            )
            % {"issued": papers.issued}
        )
    record(action="session.paper_entered", actor=user, object=session)
    return kept.code


@transaction.atomic
def take_back_paper_sheet(*, session: Session, user: User, code: str, reason: str) -> None:
    """Take out a sheet that was typed in wrongly, by the check code written on the paper.

    A sheet that a member handed in themselves never comes out. Raises IncompleteError without a
    reason, ConflictError when no sheet from paper has this code.
    """
    session, voting = _for_the_board(session, user)
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: it stands in the minutes."))
    if not take_out(voting, code.strip().upper()):
        raise ConflictError(_("No sheet from paper has this check code."))
    record(
        action="session.paper_taken_back",
        actor=user,
        object=session,
        data={"reason": reason.strip()[:255]},
    )


@transaction.atomic
def note_collected(*, session: Session, user: User, collected: int) -> Round:
    """Write down how many ballots the board took from the box, the invalid ones included.

    Fewer than were issued is possible (the minutes say the difference), more is not.
    """
    session, voting = _for_the_board(session, user)
    issued = papers_of(voting).issued
    if not 0 <= collected <= issued:
        raise ConflictError(
            _("%(issued)s ballots were issued on paper; %(collected)s cannot have come back.")
            % {"issued": issued, "collected": collected}
        )
    voting.papers_collected = collected
    voting.save(update_fields=["papers_collected"])
    record(
        action="session.paper_collected",
        actor=user,
        object=session,
        data={"issued": issued, "collected": collected},
    )
    return voting


def require_papers_typed_in(voting: Round, roll: Sequence[RollEntry], typed_in: int) -> None:
    """Make sure before the count that the sheets typed in are those that the box held."""
    issued = sum(entry.channel == Channel.PAPER for entry in roll)
    collected = voting.papers_collected
    if issued and collected is None:
        raise IncompleteError(
            ngettext(
                "A ballot was issued on paper. The counting board first says how many it took "
                "from the box.",
                "%(issued)s ballots were issued on paper. The counting board first says how many "
                "it took from the box.",
                issued,
            )
            % {"issued": issued}
        )
    if typed_in != (collected or 0) or typed_in > issued:
        raise ConflictError(
            _(
                "The box held %(collected)s ballots, and %(typed_in)s have been typed in: the "
                "counting board goes through them once more."
            )
            % {"collected": collected or 0, "typed_in": typed_in}
        )


def warnings_of_paper(voting: Round) -> list[str]:
    """Say when so few vote on paper, or so few do not, that the counting board knows their votes."""
    papers = papers_of(voting)
    if not papers.issued:
        return []
    found = []
    if papers.issued <= FEW:
        found.append(
            _(
                "Few ballots are on paper: the counting board, which types them in, will know how "
                "these members voted."
            )
        )
    if voting.roll.count() - papers.issued <= FEW:
        found.append(
            _(
                "Nearly all ballots are on paper: the counting board, which types them in, can "
                "work out how the others voted."
            )
        )
    return found


def counts_votes(session: Session, user: User) -> bool:
    """Tell whether the user is of the session's counting board."""
    return session.board.filter(person__user=user).exists()


def _keeps_the_session(session: Session, user: User) -> bool:
    return any(
        authority_at(user, desk_of(duty, session.body))
        for duty in (Duty.PRESIDE, Duty.KEEP_MINUTES)
    )


def _for_the_board(session: Session, user: User) -> tuple[Session, Round]:
    session = locked_session(session, SessionState.VOTING)
    if not counts_votes(session, user):
        raise NotAllowedError(
            _("Only the counting board types in ballots from paper: %(names)s.")
            % {"names": ", ".join(str(member.person) for member in _board(session)) or "—"}
        )
    voting = locked_round(session)
    _require_paper_fits(voting)
    return session, voting


def _board(session: Session) -> Sequence[BoardMember]:
    return list(session.board.select_related("person"))


def _require_paper_fits(voting: Round) -> None:
    if not takes_paper(voting):
        raise ConflictError(
            _(
                "Ballots on paper are for meetings that vote on secret items alone: an open vote "
                "bears a name. Put the secret items to the vote by themselves."
            )
        )


def _require_in_the_room(session: Session, person: Person) -> None:
    online = Attendance.objects.filter(
        session=session, person=person, left=None, presence=Presence.ONLINE
    )
    if online.exists() or not is_present(session, person.pk):
        raise ConflictError(
            _("%(person)s is not in the room; a ballot on paper is handed over there.")
            % {"person": person}
        )


def _said(choice: str) -> str:
    return choice if choice == Spoilt.INVALID else str(Choice(choice))


def _short(voting: Round, token: str) -> bytes:
    if not token:
        raise ValueError("a sheet from paper is typed in with a token of its own")
    return hashlib.sha256(f"{voting.pk}:{token}".encode()).digest()[:TOKEN]
