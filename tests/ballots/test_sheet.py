"""The voting sheet as a member uses it: choose, read again, hand in once."""

from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from tests.ballots.agenda import closed, convened, planned, vote, voting
from tests.cast import Cast
from tests.driver import plan_of
from workflow_app.accounts.models import User
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.work_links import url_of
from workflow_app.ballots.enums import Choice
from workflow_app.ballots.models import Interest, Option, Session, Vote
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import add_to_agenda
from workflow_app.organization.models import Mandate
from workflow_app.organization.services.authority import refresh_authority


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet_url(session: Session) -> str:
    return reverse("ballots:sheet", args=[session.pk])


def filled(session: Session, choice: str = "yes", step: str = "hand_in", **more: str) -> dict:
    return {f"choice-{one.pk}": choice for one in on_sheet(session)} | {"step": step} | more


def on_sheet(session: Session) -> list[Option]:
    options = Option.objects.filter(ballot__session=session).select_related("ballot__dossier")
    return list(options.order_by("ballot__order"))


def test_the_duty_to_vote_leads_to_the_sheet(cast: Cast) -> None:
    session = voting(cast)
    item = WorkItem.objects.get(kind="vote", user=cast.an)
    assert url_of(item) == sheet_url(session)


def test_a_member_chooses_reads_again_and_hands_in(cast: Cast) -> None:
    session = voting(cast, 2)
    first, second = on_sheet(session)
    client = signed_in(cast.an)
    page = client.get(sheet_url(session)).content.decode()
    assert [title in page for title in (first.label, second.label)] == [True, True]
    assert page.count('type="radio"') == 6
    assert page.count("<fieldset") == page.count("<legend") == 2

    choices = {
        f"choice-{first.pk}": "yes",
        f"choice-{second.pk}": "no",
        f"reason-{second.pk}": "Trùng với hoạt động của tỉnh",
    }
    review = client.post(sheet_url(session), choices | {"step": "review"})
    assert review.status_code == 200
    assert "Trùng với hoạt động của tỉnh" in review.content.decode()
    assert not Vote.objects.exists()

    back = client.post(sheet_url(session), choices | {"step": "change"}).content.decode()
    assert back.count("checked") == 2
    assert "Trùng với hoạt động của tỉnh" in back

    done = client.post(sheet_url(session), choices | {"step": "hand_in"}, follow=True)
    votes = Vote.objects.values_list("option", "choice", "reason", "entry__user__username")
    assert sorted(votes) == [
        (first.pk, "yes", "", "an"),
        (second.pk, "no", "Trùng với hoạt động của tỉnh", "an"),
    ]
    page = done.content.decode()
    assert "Trùng với hoạt động của tỉnh" in page
    assert 'type="radio"' not in page
    assert f'data-forget="sheet-{session.round.pk}-' in page


def test_the_same_sheet_sent_twice_counts_once_and_says_when_it_came(cast: Cast) -> None:
    session = voting(cast)
    client = signed_in(cast.an)
    client.post(sheet_url(session), filled(session))
    again = client.post(sheet_url(session), filled(session, "no"), follow=True)
    time = session.roll.get(user=cast.an).handed_in.astimezone().strftime("%H:%M")
    assert again.status_code == 200
    assert time in again.content.decode()
    assert list(Vote.objects.values_list("choice", flat=True)) == ["yes"]


def test_an_open_item_is_named_and_nothing_is_lost(cast: Cast) -> None:
    session = voting(cast, 2)
    first, second = on_sheet(session)
    answer = signed_in(cast.an).post(
        sheet_url(session),
        {f"choice-{first.pk}": "abstain", f"choice-{second.pk}": "maybe", "step": "hand_in"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert page.count("checked") == 1
    assert not Vote.objects.exists()


def test_all_in_favour_fills_only_what_is_open_and_still_shows_every_choice(cast: Cast) -> None:
    session = voting(cast, 2)
    first, _second = on_sheet(session)
    answer = signed_in(cast.an).post(
        sheet_url(session), {f"choice-{first.pk}": "no", "step": "fill"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("checked") == 2
    assert not Vote.objects.exists()
    lines = list(answer.context["form"].lines)
    assert [line.choice.value() for line in lines] == ["no", "yes"]


def test_a_sheet_after_the_closing_is_refused_and_not_counted(cast: Cast) -> None:
    session = voting(cast)
    client = signed_in(cast.an)
    close_vote(session=session, user=cast.phuong)
    late = client.post(sheet_url(session), filled(session))
    sentence = _("%(person)s has closed the vote; this sheet came too late and does not count.")
    assert late.status_code == 409
    assert sentence % {"person": cast.phuong} in late.content.decode()
    assert not Vote.objects.exists()


def test_choices_for_another_session_reach_nothing(cast: Cast) -> None:
    """Ids of a second session's items in the form are neither read nor written."""
    other = closed(cast)
    item = other.ballots.get().options.get()
    before = item.votes.count()
    plan = plan_of(cast)
    plan.to_the_presidium()
    mine = open_vote(session=convened(cast, [plan.dossier], "Phiên họp khác"), user=cast.phuong)
    data = filled(mine) | {f"choice-{item.pk}": "no", f"reason-{item.pk}": "lạ"}
    signed_in(cast.an).post(sheet_url(mine), data)
    assert item.votes.count() == before
    assert list(mine.ballots.get().options.get().votes.values_list("choice", flat=True)) == ["yes"]


def test_a_recused_item_stands_apart_with_its_reason(cast: Cast) -> None:
    plan = plan_of(cast)
    _make_member(cast, "minh")
    plan.to_the_presidium()
    session = planned(cast)
    add_to_agenda(session=session, dossiers=[plan.dossier], user=cast.son)
    open_vote(session=session, user=cast.phuong)
    entry = session.roll.get(user=cast.minh)
    own = session.ballots.get(dossier=plan.pk).options.get()
    answer = signed_in(cast.minh).get(sheet_url(session))
    page = answer.content.decode()
    assert own not in options_of(entry)
    assert f"choice-{own.pk}" not in page
    assert own.label in page
    assert Interest.objects.get(person=entry.person).reason in page


def test_who_is_recused_from_everything_is_not_waited_for(cast: Cast) -> None:
    _make_member(cast, "khanh")
    session = voting(cast)  # Khánh signed the only plan
    assert not WorkItem.objects.filter(kind="vote", user=cast.khanh, state="open").exists()
    client = signed_in(cast.khanh)
    assert client.get(sheet_url(session)).status_code == 200
    assert client.post(sheet_url(session), {"step": "hand_in"}).status_code == 403
    assert (
        signed_in(cast.phuong)
        .get(reverse("ballots:handed_in", args=[session.pk]))
        .context["progress"]
        .expected
        == 5
    )


def _make_member(cast: Cast, name: str) -> None:
    Mandate.objects.create(
        person=cast.people[name],
        role="body_member",
        body=cast.presidium,
        valid_from="2020-01-01",
    )
    refresh_authority()


def test_the_sheet_explains_itself_to_those_who_may_know_the_session(cast: Cast) -> None:
    session = planned(cast)
    statuses = {
        name: signed_in(getattr(cast, name)).get(sheet_url(session)).status_code
        for name in ("an", "son", "kien", "minh", "quang", "xuan")
    }
    assert statuses == {"an": 409, "son": 409, "kien": 409, "minh": 404, "quang": 404, "xuan": 404}
    open_vote(session=session, user=cast.phuong)
    vote(session, cast.an, Choice.YES)
    statuses = {
        name: signed_in(getattr(cast, name)).post(sheet_url(session), filled(session)).status_code
        for name in ("binh", "son", "kien", "minh", "quang", "xuan")
    }
    assert statuses == {
        "binh": 302,
        "son": 403,
        "kien": 403,
        "minh": 404,
        "quang": 404,
        "xuan": 404,
    }
    assert session.roll.exclude(handed_in=None).count() == 2
