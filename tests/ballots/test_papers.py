"""Minutes, counts and resolution of real sessions: stored figures only, and nothing of an open vote."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from tests.ballots.agenda import closed, planned, vote, voting
from tests.ballots.secret import ABSTAIN, NO, YES, hand, secret_vote
from tests.cast import Cast
from tests.papers.reading import text
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.ballots.models import Attendance, Option, Session
from workflow_app.ballots.papers import (
    counting_minutes_docx,
    counting_minutes_of,
    counting_minutes_pdf,
    counting_sheet,
    minutes_docx,
    minutes_of,
    minutes_pdf,
    minutes_sheet,
    resolution_docx,
    resolution_of,
    resolution_pdf,
    resolution_sheet,
)
from workflow_app.ballots.services.closing import close_vote
from workflow_app.papers.lint import lint_paper


@pytest.fixture
def open_session(cast: Cast) -> Session:
    return closed(cast)


@pytest.fixture
def secret_session(cast: Cast) -> Session:
    """Three in favour, one against, one without an opinion; nobody may learn who."""
    session = secret_vote(cast)
    for name, said in zip(
        ("phuong", "an", "binh", "cuong", "dao"), (YES, YES, YES, NO, ABSTAIN), strict=True
    ):
        hand(session, getattr(cast, name), said)
    return close_vote(session=session, user=cast.phuong)


def lines(page) -> str:
    return "\n".join(f"{one.lead} {one.words}".strip() for one in page.texts)


def test_the_minutes_tell_who_was_there_and_what_the_stored_figures_say(cast, open_session) -> None:
    minutes = minutes_of(open_session)
    assert [one.name for one in minutes.present] == [
        name for (name,) in open_session.roll.values_list("person__full_name")
    ]
    assert minutes.absent == ()
    assert minutes.convened == 5
    (item,) = minutes.items
    (outcome,) = item.outcomes
    figures = Option.objects.get(ballot__session=open_session).figures
    assert (outcome.yes, outcome.base) == (figures["yes"], figures["base"]) == (4, 5)
    words = lines(minutes_sheet(open_session))
    assert "4/5 (80%)" in words
    assert "Không tán thành: Trịnh Hồng Đào (Chưa rõ nguồn kinh phí)." in words
    assert minutes.symbol == "BB-ĐCT"


def test_minutes_count_and_resolution_break_no_rule_of_the_decree(open_session) -> None:
    for page in (
        minutes_sheet(open_session),
        counting_sheet(open_session.round),
        resolution_sheet(open_session),
    ):
        assert [str(finding) for finding in lint_paper(page)] == []


def test_papers_are_vietnamese_whoever_asks(open_session) -> None:
    before = minutes_sheet(open_session), counting_sheet(open_session.round)
    with translation.override("en"):
        assert (minutes_sheet(open_session), counting_sheet(open_session.round)) == before
    words = lines(before[0])
    assert "biểu quyết công khai" in words
    assert not re.search(r"\b(members|adopted|favour|votes)\b", words, re.IGNORECASE)


def test_the_count_of_an_open_vote_is_signed_by_secretary_and_chair(open_session) -> None:
    counting = counting_minutes_of(open_session.round)
    assert counting.board == ()
    assert (counting.convened, counting.present, counting.issued, counting.collected) == (
        5,
        5,
        5,
        5,
    )
    (line,) = counting.lines
    assert (line.yes, line.no, line.abstain, line.valid, line.invalid) == (4, 1, 0, 5, 0)


def test_a_secret_count_names_its_board_and_no_voter(cast, secret_session) -> None:
    page = counting_sheet(secret_session.round)
    words = lines(page)
    assert "Hình thức: bỏ phiếu kín." in words
    assert "Vũ Thái Sơn (trưởng ban)" in words
    assert "3. Số phiếu phát ra: 05, tất cả trong hệ thống." in words
    (line,) = counting_minutes_of(secret_session.round).lines
    assert (line.yes, line.no, line.abstain, line.convened) == (3, 1, 1, 5)
    whole = lines(minutes_sheet(secret_session))
    for lead in ("Không tán thành:", "Không có ý kiến:", "Không gửi phiếu:"):
        assert lead not in whole
    assert "3/5 (60%)" in whole


def test_nothing_is_told_of_an_open_vote(cast) -> None:
    session = voting(cast)
    for member in cast.members():
        vote(session, member)
    with pytest.raises(ConflictError):
        counting_minutes_of(session.round)
    assert minutes_of(session).items == ()
    assert minutes_of(session).present == ()  # nor who has handed in
    with pytest.raises(IncompleteError):
        resolution_of(session)


def test_before_the_vote_the_minutes_have_room_for_everything(cast) -> None:
    session = planned(cast)
    minutes = minutes_of(session)
    assert minutes.items == ()
    assert len(minutes.absent) == minutes.convened == 5
    assert lint_paper(minutes_sheet(session)) == []


def test_late_arrival_early_leaving_and_reasons_of_absence_are_noted(cast, open_session) -> None:
    session = Session.objects.get(pk=open_session.pk)
    entries = {entry.person_id: entry for entry in session.roll}
    opened = session.round.opened
    session.started = opened.replace(microsecond=0)
    session.ended = session.started + timedelta(hours=2)
    session.save(update_fields=["started", "ended"])

    def stay(name, **values) -> None:
        person = cast.people[name]
        Attendance.objects.create(
            session=session,
            person=person,
            mandate=entries[person.pk].mandate,
            noted_by=cast.son,
            **values,
        )

    stay("phuong", presence="in_room", arrived=session.started)
    stay("an", presence="online", arrived=session.started + timedelta(minutes=15))
    stay(
        "binh",
        presence="in_room",
        arrived=session.started,
        left=session.started + timedelta(minutes=30),
    )
    session.roll.filter(person=cast.people["dao"]).update(handed_in=None)
    stay("dao", reason="công tác nước ngoài")
    minutes = minutes_of(session)
    found = {one.name: (one.mode, one.note) for one in minutes.present}
    assert found["Nguyễn Mai Phương"] == ("trực tiếp", "")
    assert found["Phan Bình An"][0] == "trực tuyến"
    assert found["Phan Bình An"][1].startswith("đến lúc ")
    assert found["Hoàng Thanh Bình"][1].startswith("về lúc ")
    assert found["Ngô Quốc Cường"] == ("gửi phiếu bằng văn bản", "")
    assert [(one.name, one.reason) for one in minutes.absent] == [
        ("Trịnh Hồng Đào", "công tác nước ngoài")
    ]


def test_the_resolution_lists_what_was_adopted_and_is_signed_for_the_body(open_session) -> None:
    resolution = resolution_of(open_session)
    dossier = open_session.ballots.get().dossier
    first, last = resolution.articles
    assert dossier.code in first
    assert "4/5 (80%) phiếu tán thành" in first
    assert last.startswith("Nghị quyết này có hiệu lực kể từ ngày ký.")
    assert resolution.signer == "Nguyễn Mai Phương"
    assert resolution.signer_lines == ("TM. ĐOÀN CHỦ TỊCH", "CHỦ TỊCH")
    assert resolution.symbol == "NQ-ĐCT"


def test_somebody_who_may_not_know_an_item_reads_minutes_without_it(cast, open_session) -> None:
    dossier = open_session.ballots.get().dossier
    dossier.is_confidential = True
    dossier.save(update_fields=["is_confidential"])
    assert minutes_of(open_session, cast.xuan).items == ()
    assert counting_minutes_of(open_session.round, cast.xuan).lines == ()
    assert len(minutes_of(open_session, cast.an).items) == 1


def test_every_paper_comes_as_pdf_and_word_file(open_session) -> None:
    voted = open_session.round
    for pdf, docx, words in (
        (minutes_pdf(open_session), minutes_docx(open_session), "BIÊN BẢN"),
        (counting_minutes_pdf(voted), counting_minutes_docx(voted), "Kiểm phiếu"),
        (resolution_pdf(open_session), resolution_docx(open_session), "QUYẾT NGHỊ:"),
    ):
        assert words in text(pdf)
        assert docx.startswith(b"PK")
