"""Who reads which page of a session, and what they read there."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tests.ballots.agenda import closed, convened, more_members, planned, vote, voting, waiting
from tests.ballots.test_sheet import signed_in
from tests.cast import Cast
from tests.driver import plan_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.work_links import url_of
from workflow_app.ballots.enums import Choice, Result, SessionState
from workflow_app.ballots.models import Session
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ui.navigation import build_navigation

READERS = {"an", "phuong", "son", "kien"}
STRANGERS = {"minh", "quang", "xuan"}


def url(name: str, *args: object) -> str:
    return reverse(f"ballots:{name}", args=args)


def read(cast: Cast, name: str, address: str) -> tuple[int, str]:
    answer = signed_in(getattr(cast, name)).get(address, follow=True)
    return answer.status_code, answer.content.decode()


def test_only_those_of_the_body_and_the_inspection_know_of_a_session(cast: Cast) -> None:
    session = closed(cast)
    for name in ("session", "result", "screen", "handed_in"):
        found = {who: read(cast, who, url(name, session.pk))[0] for who in READERS | STRANGERS}
        assert found == dict.fromkeys(READERS, 200) | dict.fromkeys(STRANGERS, 404)
    found = {who: read(cast, who, url("sessions"))[0] for who in READERS | STRANGERS}
    assert found == dict.fromkeys(READERS, 200) | dict.fromkeys(STRANGERS, 404)
    assert session.title in read(cast, "kien", url("sessions"))[1]


def test_sessions_are_an_errand_only_of_those_they_concern(cast: Cast, rf) -> None:
    def keys(name: str) -> set[str]:
        request = rf.get("/")
        request.user = getattr(cast, name)
        request.resolver_match = None
        return {link.key for link in build_navigation(request)}

    shown = {name: "sessions" in keys(name) for name in READERS | STRANGERS}
    assert shown == dict.fromkeys(READERS, True) | dict.fromkeys(STRANGERS, False)


def test_the_quorum_is_worked_out_before_the_vote_opens(cast: Cast) -> None:
    more_members(cast, 129)
    session = planned(cast)
    answer = signed_in(cast.an).get(url("session", session.pk))
    arithmetic = answer.context["arithmetic"]
    page = answer.content.decode()
    assert (arithmetic.members, arithmetic.needed) == (134, 68)
    assert arithmetic.rule in page
    assert arithmetic.legal_basis in page


def test_only_the_chair_gets_the_chair_s_buttons(cast: Cast) -> None:
    session = planned(cast)
    opens = {
        who: url("open", session.pk) in read(cast, who, session.get_absolute_url())[1]
        for who in READERS
    }
    assert opens == {"phuong": True, "an": False, "son": False, "kien": False}
    open_vote(session=session, user=cast.phuong)
    closes = {
        who: url("close", session.pk) in read(cast, who, session.get_absolute_url())[1]
        for who in READERS
    }
    assert closes == {"phuong": True, "an": False, "son": False, "kien": False}


def test_opening_and_closing_is_refused_with_a_reason_or_not_known_at_all(cast: Cast) -> None:
    def statuses(name: str) -> dict[str, int]:
        people = READERS - {"phuong"} | STRANGERS
        return {
            who: signed_in(getattr(cast, who)).post(url(name, session.pk)).status_code
            for who in people
        }

    session = planned(cast)
    refused = dict.fromkeys(READERS - {"phuong"}, 403) | dict.fromkeys(STRANGERS, 404)
    assert statuses("open") == refused
    assert Session.objects.get(pk=session.pk).state == SessionState.PLANNED
    open_vote(session=session, user=cast.phuong)
    assert statuses("close") == refused
    assert Session.objects.get(pk=session.pk).state == SessionState.VOTING


def test_the_chair_opens_and_closes_in_the_browser(cast: Cast) -> None:
    session = planned(cast)
    chair = signed_in(cast.phuong)
    assert chair.post(url("open", session.pk)).status_code == 302
    assert chair.post(url("open", session.pk)).status_code == 409
    vote(session, cast.an)
    page = chair.get(url("session", session.pk)).content.decode()
    said = _("%(number)s of %(total)s members have handed in.") % {"number": 1, "total": 5}
    assert said in page
    assert chair.post(url("close", session.pk)).status_code == 302
    assert Session.objects.get(pk=session.pk).state == SessionState.CLOSED


def test_nobody_reads_how_the_votes_stand_before_the_closing(cast: Cast) -> None:
    session = voting(cast)
    for member in cast.members()[1:]:
        vote(session, member, Choice.NO, "Một lý do dễ nhận ra")
    for name in READERS:
        for page in ("session", "handed_in", "result", "screen"):
            status, text = read(cast, name, url(page, session.pk))
            assert status == 200
            assert "Một lý do dễ nhận ra" not in text
            assert "result-sentence" not in text
            assert "screen-result" not in text


def test_the_count_is_for_all_and_the_missing_names_for_chair_and_secretary(cast: Cast) -> None:
    session = voting(cast)
    vote(session, cast.an)
    pages = {who: read(cast, who, url("handed_in", session.pk))[1] for who in READERS}
    missing = cast.people["dao"].full_name
    assert {who: missing in page for who, page in pages.items()} == {
        "phuong": True,
        "son": True,
        "an": False,
        "kien": False,
    }
    assert all('<strong class="num">1</strong>' in page for page in pages.values())
    assert all('hx-trigger="every 10s"' in page for page in pages.values())
    close_vote(session=session, user=cast.phuong)
    assert "hx-trigger" not in read(cast, "an", url("handed_in", session.pk))[1]


def test_the_result_shows_the_arithmetic_the_names_and_where_the_dossier_went(cast: Cast) -> None:
    session = closed(cast)
    resume_session(session.pk)
    ballot = session.ballots.get()
    for address in (session.get_absolute_url(), url("result", session.pk)):
        page = read(cast, "kien", address)[1]
        assert ballot.dossier.title in page
        assert "result-sentence" in page
        assert cast.people["dao"].full_name in page
        assert "Chưa rõ nguồn kinh phí" in page
        assert str(Stage.ISSUING.label) in page
    screen = read(cast, "an", url("screen", session.pk))[1]
    assert str(Result.ADOPTED.label) in screen
    assert ballot.dossier.title in screen
    assert cast.people["dao"].full_name not in screen


def test_the_secretary_convenes_with_the_exceptions_first(cast: Cast) -> None:
    ordinary, late = waiting(cast, 2)
    plan = plan_of(cast)
    plan.submit_and_sign()
    plan.opine(cast.dung, "LH-HUE")
    plan.opine(cast.quynh, "LH-QUANGTRI", "object", "Trùng hoạt động của tỉnh")
    plan.answer_all(cast.hoa)
    plan.do(cast.dung, "endorse", Outcome.ENDORSED)
    plan.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
    plan.do(cast.nga, "appraise_form", Outcome.APPRAISED)
    Dossier.objects.filter(pk=late.pk).update(stage_due=timezone.now() - dt.timedelta(days=2))

    secretary = signed_in(cast.son)
    form = secretary.get(url("convene")).context["form"]
    assert [dossier.pk for dossier in form.exceptions] == [late.pk, plan.pk]
    assert [dossier.pk for dossier in form.ordinary] == [ordinary.pk]

    data = {
        "title": "Hội nghị lần thứ 15",
        "held_on": timezone.localdate().strftime("%d/%m/%Y"),
        "mode": "in_person",
        "place": "105A Quán Thánh",
        "dossiers": [ordinary.pk, late.pk],
    }
    answer = secretary.post(url("convene"), data)
    session = Session.objects.get()
    assert answer.status_code == 302
    assert [ballot.dossier_id for ballot in session.ballots.all()] == [late.pk, ordinary.pk]
    again = secretary.post(url("convene"), data)
    assert again.status_code == 422
    assert Session.objects.count() == 1


def test_the_secretary_s_duty_leads_to_convening_and_then_to_the_session(cast: Cast) -> None:
    first, _second = waiting(cast, 2)
    duty = WorkItem.objects.get(dossier=first, state="open")
    secretary = signed_in(cast.son)
    assert secretary.get(url_of(duty)).context["form"].chosen_ids == {str(first.pk)}
    session = convened(cast, [first])
    answer = secretary.get(url_of(duty))
    assert (answer.status_code, answer["Location"]) == (302, session.get_absolute_url())


def test_convening_is_for_chair_and_secretary(cast: Cast) -> None:
    found = {who: read(cast, who, url("convene"))[0] for who in READERS | STRANGERS}
    assert found == {"phuong": 200, "son": 200, "an": 403, "kien": 403} | dict.fromkeys(
        STRANGERS, 404
    )


def test_the_agenda_is_reordered_with_buttons(cast: Cast) -> None:
    session = planned(cast, 3)
    first, second, third = session.ballots.values_list("pk", flat=True)
    secretary = signed_in(cast.son)
    for pk, to in ((third, "up"), (first, "up"), (first, "down")):
        answer = secretary.post(url("move_item", session.pk, pk), {"to": to})
        assert answer.status_code == 302
    assert list(session.ballots.values_list("pk", flat=True)) == [third, first, second]
    assert (
        signed_in(cast.an).post(url("move_item", session.pk, first), {"to": "up"}).status_code
        == 403
    )


def test_an_item_of_another_session_is_not_reached_through_this_one(cast: Cast) -> None:
    one, two = waiting(cast, 2)
    here, there = convened(cast, [one]), convened(cast, [two], "Phiên khác")
    foreign = there.ballots.get()
    secretary = signed_in(cast.son)
    assert secretary.post(url("move_item", here.pk, foreign.pk), {"to": "up"}).status_code == 404
    data = {"reason": "Hoãn"}
    assert secretary.post(url("drop_item", here.pk, foreign.pk), data).status_code == 404
    taken = secretary.post(url("add_items", here.pk), {"dossiers": [two.pk]})
    assert taken.status_code == 422
    assert there.ballots.get().result == ""


def test_the_secretary_takes_off_and_only_the_chair_sends_back(cast: Cast) -> None:
    session = planned(cast, 2)
    first, second = session.ballots.all()
    secretary: Client = signed_in(cast.son)
    no_reason = secretary.post(url("drop_item", session.pk, first.pk), {"reason": " "})
    assert no_reason.status_code == 422
    secretary.post(
        url("drop_item", session.pk, first.pk),
        {"what": "returned", "reason": "Hoãn sang phiên sau"},
    )
    first.refresh_from_db()
    assert first.result == Result.REMOVED
    assert "Hoãn sang phiên sau" in read(cast, "an", session.get_absolute_url())[1]
    signed_in(cast.phuong).post(
        url("drop_item", session.pk, second.pk), {"what": "returned", "reason": "Làm rõ kinh phí"}
    )
    assert Dossier.objects.get(pk=second.dossier_id).is_returned


@pytest.mark.parametrize("page", ("session", "sheet", "result"))
def test_a_page_costs_the_same_for_many_items_and_members(
    cast: Cast, page: str, django_assert_max_num_queries
) -> None:
    def cost(session: Session) -> int:
        client = signed_in(cast.an)
        client.get(url("session", session.pk))  # warms what is kept for the process
        with django_assert_max_num_queries(60) as queries:
            assert client.get(url(page, session.pk)).status_code == 200
        return len(queries)

    def all_vote(session: Session, *members: User) -> None:
        for member in [*cast.members(), *members]:
            if page != "sheet" or member != cast.an:
                vote(session, member)

    small = waiting(cast, 4)[:1]
    session = open_vote(session=convened(cast, small), user=cast.phuong)
    all_vote(session)
    if page == "result":
        close_vote(session=session, user=cast.phuong)
    before = cost(session)
    many = list(Dossier.objects.filter(stage=Stage.DECIDING).exclude(pk=small[0].pk))
    members = more_members(cast, 15)
    larger = open_vote(session=convened(cast, many, "Phiên lớn"), user=cast.phuong)
    all_vote(larger, *members)
    if page == "result":
        close_vote(session=larger, user=cast.phuong)
    assert (len(many), larger.roll.count()) == (3, 20)
    assert cost(larger) == before


def test_the_list_costs_the_same_for_one_session_and_for_three(
    cast: Cast, django_assert_max_num_queries
) -> None:
    dossiers = waiting(cast, 3)
    client = signed_in(cast.an)

    def cost() -> int:
        client.get(url("sessions"))
        with django_assert_max_num_queries(30) as queries:
            client.get(url("sessions"))
        return len(queries)

    convened(cast, dossiers[:1])
    one = cost()
    for dossier in dossiers[1:]:
        convened(cast, [dossier], "Một phiên nữa")
    assert cost() == one
