"""A proposal of three changes from the draft to the changed seats, through real sessions.

The Standing Committee says what it thinks, the Presidium decides in secret in a hybrid session: one
member is recused from the change that is about him, one votes on paper, the second change fails.
"""

from django.utils import timezone

from personnel.enums import ChangeKind
from personnel.services.seats import change_seats
from tests.cast import Cast
from tests.personnel.cast import ProposalDriver, Staff, proposal_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.audit.verification import run_checks
from workflow_app.ballots.enums import Choice, Presence, Result, SessionMode
from workflow_app.ballots.models import CountedCode, Option, Session, Vote
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.attendance import note_arrival
from workflow_app.ballots.services.board import choose_board
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.paper import enter_paper_sheet, issue_paper, note_collected
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Body, Mandate
from workflow_app.organization.selectors.authority import authority_at, desk_of

TODAY = timezone.localdate


def sitting(
    staff: Staff, body: Body, driver: ProposalDriver, there: dict[str, Presence]
) -> Session:
    """A hybrid session on the proposal, with who is there and a counting board, its vote open."""
    cast = staff.cast
    session = convene(
        body=body,
        title=f"Hội nghị {body.name}",
        held_on=TODAY(),
        mode=SessionMode.HYBRID,
        place="105A Quán Thánh",
        dossiers=[driver.dossier],
        user=cast.son,
    )
    for name, presence in there.items():
        note_arrival(session=session, person=staff.person(name), presence=presence, user=cast.son)
    choose_board(
        session=session,
        head=staff.person("an"),
        others=[staff.person("binh"), staff.person("son")],
        user=cast.son,
    )
    return open_vote(session=session, user=cast.phuong)


def vote(session: Session, user: User, against: tuple[str, ...] = ()) -> None:
    options = options_of(session.roll.get(user=user))
    hand_in(
        session=session,
        user=user,
        choices={one.pk: Choice.NO if one.key in against else Choice.YES for one in options},
    )


def heard_by_the_committee(staff: Staff, driver: ProposalDriver) -> None:
    cast = staff.cast
    there = dict.fromkeys(("phuong", "an", "binh"), Presence.IN_ROOM)
    session = sitting(staff, staff.committee, driver, there)
    for user in (cast.phuong, cast.an, cast.binh):
        vote(session, user)
    close_vote(session=session, user=cast.phuong)
    resume_session(session.pk)


def decided_by_the_presidium(staff: Staff, driver: ProposalDriver, failing: str) -> Session:
    """All five vote, Cường on paper; the change `failing` gets Đào's voice alone."""
    cast = staff.cast
    there = dict.fromkeys(("an", "binh", "cuong"), Presence.IN_ROOM)
    there |= dict.fromkeys(("phuong", "dao"), Presence.ONLINE)
    session = sitting(staff, cast.presidium, driver, there)
    issue_paper(session=session, person=staff.person("cuong"), user=cast.an)
    for user in (cast.phuong, cast.an, cast.binh):
        vote(session, user, against=(failing,))
    vote(session, cast.dao)
    options = Option.objects.filter(ballot__session=session)
    enter_paper_sheet(
        session=session,
        user=cast.an,
        choices={one.pk: Choice.NO if one.key == failing else Choice.YES for one in options},
        token="phieu-giay-1",
    )
    note_collected(session=session, user=cast.an, collected=1)
    close_vote(session=session, user=cast.phuong)
    resume_session(session.pk)
    return session


def test_three_changes_from_the_draft_to_the_changed_seats(staff: Staff) -> None:
    cast = staff.cast
    driver = proposal_of(staff, effective_on=TODAY())
    nhan = driver.change(ChangeKind.ADD, entering=staff.person("nhan"))
    tin = driver.change(ChangeKind.ADD, entering=staff.person("tin"))
    dao = driver.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"), reason="Nghỉ hưu")
    driver.to_the_committee()
    heard_by_the_committee(staff, driver)
    assert driver.trail[-1] == "presidium"
    session = decided_by_the_presidium(staff, driver, failing=tin.uid)

    options = {option.key: option for option in Option.objects.filter(ballot__session=session)}
    results = [options[one.uid].result for one in (nhan, tin, dao)]
    assert results == [Result.ADOPTED, Result.REJECTED, Result.ADOPTED]
    figures = options[dao.uid].figures or {}
    assert (figures["recused"], figures["eligible"], figures["yes"]) == (1, 4, 4)
    assert (options[nhan.uid].figures or {})["eligible"] == 5
    assert CountedCode.objects.filter(round__session=session).count() == 5
    assert not Vote.objects.exists()  # nothing of it bears a name

    driver.issue()
    assert authority_at(cast.dao, desk_of("vote", cast.presidium)) is not None
    driver.report()
    change_seats()
    assert driver.dossier.stage == Stage.ADOPTED
    assert {"Đỗ Thanh Nhàn"} == seated(cast) & {"Đỗ Thanh Nhàn", "Vũ Đức Tín", "Trịnh Hồng Đào"}
    assert authority_at(cast.dao, desk_of("vote", cast.presidium)) is None
    assert [name for name, check in run_checks().items() if not check.ok] == []


def seated(cast: Cast) -> set[str]:
    """Names of the Presidium's members today."""
    mandates = Mandate.objects.in_force(TODAY())
    members = mandates.filter(body=cast.presidium, role="body_member")
    return set(members.values_list("person__full_name", flat=True))
