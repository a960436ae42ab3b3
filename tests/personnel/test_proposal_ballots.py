"""A proposal before a body that really votes: one option per change, each with its own result."""

import datetime as dt

from django.utils import timezone

from personnel.enums import ChangeKind
from tests.personnel.cast import ProposalDriver, Staff, complete_file, proposal_of, rule
from workflow_app.approvals.enums import Stage
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.rules.defaults import OPEN
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Body


def consulted(proposal: ProposalDriver, body: Body, against: set[str]) -> set[str]:
    """A written consultation of the body; returns who had nothing to vote on or missed an item."""
    cast = proposal.cast
    session = convene(
        body=body,
        title=f"Lấy ý kiến {body.name}",
        held_on=timezone.localdate(),
        mode=SessionMode.WRITTEN,
        place="",
        dossiers=[proposal.dossier],
        user=cast.son,
        due=timezone.now() + dt.timedelta(days=5),
    )
    session = open_vote(session=session, user=cast.phuong)
    everything = {change.uid for change in proposal.changes}
    kept_out = set()
    for entry in session.roll.select_related("user"):
        options = options_of(entry)
        if {option.key for option in options} != everything:
            kept_out.add(entry.user.username)
        if options:
            choices = {
                option.pk: Choice.NO if option.key in against else Choice.YES for option in options
            }
            hand_in(session=session, user=entry.user, choices=choices)
    resume_session(close_vote(session=session, user=cast.phuong).pk)
    return kept_out


def test_each_change_is_voted_on_by_itself_and_nobody_on_themselves(staff: Staff) -> None:
    open_vote_in_writing = OPEN | {"candidates_vote": False}
    rule("vote.personnel.BTV", value=open_vote_in_writing)
    rule("vote.personnel.DCT", value=open_vote_in_writing)
    rule("personnel.prior_opinion.deputy_chair", value=False)
    complete_file(staff.person("an"))
    proposal = proposal_of(staff)
    post = proposal.change(ChangeKind.CHANGE_POST, leaving=staff.seat_of("an"), post="deputy_chair")
    add = proposal.change(ChangeKind.ADD, entering=staff.person("nhan"))
    proposal.to_the_committee()
    assert consulted(proposal, staff.committee, set()) == {"an"}
    assert proposal.dossier.stage == Stage.DECIDING
    assert consulted(proposal, staff.cast.presidium, {add.uid}) == {"an"}
    assert {change.uid: change.result for change in proposal.changes} == {
        post.uid: "adopted",
        add.uid: "rejected",
    }
    assert proposal.dossier.stage == Stage.ISSUING
