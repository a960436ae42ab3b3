"""Names of candidates are for those who may read the dossier, and for who votes or counts."""

import json
from dataclasses import asdict

import pytest

from tests.ballots.agenda import planned
from tests.ballots.secret import NO, YES, asking, hand, secret_rule, with_board
from tests.ballots.test_pages import read, url
from tests.ballots.test_sheet import signed_in
from tests.cast import Cast
from tests.papers.reading import content, text
from workflow_app.approvals.models import Dossier
from workflow_app.ballots import questions
from workflow_app.ballots.models import Option, Session
from workflow_app.ballots.pack import pack_of, pack_pdf
from workflow_app.ballots.papers import counting_minutes_of, minutes_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.paper import issue_paper
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.notifications.models import Notification

NAMES = ("Nguyễn Văn Thành", "Trịnh Hồng Đào")


@pytest.fixture
def session(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Two people stand, one of them a member. Xuân counts, and may not read the dossier."""
    asked = asking(*NAMES, people={NAMES[1]: cast.people["dao"]})
    monkeypatch.setitem(questions._questions, "plan", asked)
    secret_rule()
    return with_board(cast, planned(cast))


def vote_and_close(cast: Cast, session: Session) -> Session:
    open_vote(session=session, user=cast.phuong)
    for member in cast.members():
        hand(session, member, NO if member == cast.an else YES)
    return close_vote(session=session, user=cast.phuong)


def shown(cast: Cast, who: str, session: Session, *pages: str) -> list[int]:
    """How often a name of a candidate who is no member stands on the pages."""
    return [read(cast, who, url(page, session.pk))[1].count(NAMES[0]) for page in pages]


def test_the_agenda_the_papers_and_the_wall_name_candidates_to_readers_alone(cast, session) -> None:
    assert all(shown(cast, "an", session, "session", "pack", "screen"))
    assert shown(cast, "xuan", session, "session", "pack", "screen") == [0, 0, 0]
    title = session.ballots.get().dossier.title
    assert title in read(cast, "xuan", url("session", session.pk))[1]  # that it is voted on


def test_the_pack_as_a_file_names_them_to_readers_alone(cast, session) -> None:
    assert NAMES[0] in json.dumps(asdict(pack_of(session, cast.an)), ensure_ascii=False)
    assert NAMES[0] not in json.dumps(asdict(pack_of(session, cast.xuan)), ensure_ascii=False)
    assert NAMES[0] not in text(content(pack_pdf(session, cast.xuan)))


def test_results_and_minutes_name_them_to_readers_alone(cast, session) -> None:
    session = vote_and_close(cast, session)
    assert all(shown(cast, "an", session, "session", "result", "screen"))
    assert shown(cast, "xuan", session, "session", "result", "screen") == [0, 0, 0]
    voting = session.rounds.get()
    for made in (
        lambda user: minutes_of(session, user),
        lambda user: counting_minutes_of(voting, user),
    ):
        for user, is_named in ((None, True), (cast.an, True), (cast.xuan, False)):
            words = json.dumps(asdict(made(user)), ensure_ascii=False, default=str)
            assert (NAMES[0] in words) == is_named
    (item,) = minutes_of(session, cast.xuan).items
    assert [one.label for one in item.outcomes] == ["Lựa chọn 1", "Lựa chọn 2"]
    assert not any("Trịnh Hồng Đào" in remark for one in item.outcomes for remark in one.remarks)
    assert Option.objects.filter(label=NAMES[0]).exists()  # withheld, not overwritten


def test_whoever_votes_and_whoever_types_in_a_ballot_reads_the_names(cast, session) -> None:
    open_vote(session=session, user=cast.phuong)
    assert all(shown(cast, "an", session, "sheet"))
    issue_paper(session=session, person=cast.people["an"], user=cast.son)
    assert all(shown(cast, "xuan", session, "paper"))


def test_no_notice_names_a_candidate(cast, session) -> None:
    vote_and_close(cast, session)
    notices = Notification.objects.exclude(event__startswith="work")
    assert notices.exists()
    for notice in notices:
        assert not any(name in f"{notice.subject} {notice.body}" for name in NAMES)


def test_a_confidential_item_is_on_the_wall_by_its_code_alone(cast, session) -> None:
    Dossier.objects.filter(ballots__session=session).update(is_confidential=True)
    dossier = session.ballots.get().dossier
    chair = signed_in(cast.phuong)
    assert NAMES[0] in chair.get(session.get_absolute_url()).content.decode()
    for __ in ("before", "after"):
        wall = chair.get(url("screen", session.pk)).content.decode()
        assert dossier.code in wall
        assert dossier.title not in wall
        assert not any(name in wall for name in NAMES)
        if session.state != "closed":
            session = vote_and_close(cast, session)
