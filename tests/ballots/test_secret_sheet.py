"""The sheet of a secret ballot: a check code once, nothing kept, nothing shown; and groups."""

import json

import pytest
from django.contrib.sessions.models import Session as StoredSession
from django.utils.translation import gettext as _

from tests.ballots.agenda import planned, voting
from tests.ballots.secret import asking, everybody, secret_vote
from tests.ballots.test_pages import read, url
from tests.ballots.test_sheet import on_sheet, sheet_url, signed_in
from tests.cast import Cast
from workflow_app.ballots import questions
from workflow_app.ballots.enums import Presence
from workflow_app.ballots.models import Session, Vote
from workflow_app.ballots.services.attendance import note_all_present
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.paper import issue_paper
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import group_items


def filled(session: Session, client, choice: str = "yes", step: str = "hand_in") -> dict:
    """What the form of a sheet sends, with the code that it carried."""
    form = client.get(sheet_url(session)).context["form"]
    return {name: choice for name in form.fields if name.startswith("choice")} | {
        "code": form["code"].value(),
        "step": step,
    }


def test_the_receipt_shows_the_code_once_and_no_choice(cast: Cast) -> None:
    session = secret_vote(cast)
    client = signed_in(cast.an)
    data = filled(session, client)
    review = client.post(sheet_url(session), data | {"step": "review"}).content.decode()
    assert data["code"] in review
    answer = client.post(sheet_url(session), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert data["code"] in page
    assert "chosen-yes" not in page
    assert "no-store" in answer["Cache-Control"]
    later = client.get(sheet_url(session)).content.decode()
    assert data["code"] not in later
    assert "chosen-yes" not in later
    assert not Vote.objects.exists()
    stored = json.dumps([row.get_decoded() for row in StoredSession.objects.all()])
    cookies = "".join(cookie.value for cookie in client.cookies.values())
    assert data["code"] not in stored + cookies


def test_each_opening_of_the_sheet_carries_another_code(cast: Cast) -> None:
    session = secret_vote(cast)
    client = signed_in(cast.an)
    assert filled(session, client)["code"] != filled(session, client)["code"]


def test_the_same_sheet_again_gets_its_receipt_and_another_one_is_refused(cast: Cast) -> None:
    session = secret_vote(cast)
    client = signed_in(cast.an)
    data, other = filled(session, client), filled(session, client, "no")
    client.post(sheet_url(session), data)
    again = client.post(sheet_url(session), data)
    assert again.status_code == 200
    assert data["code"] in again.content.decode()
    refused = client.post(sheet_url(session), other)
    assert refused.status_code == 409
    assert other["code"] not in refused.content.decode()
    close_vote(session=session, user=cast.phuong)
    after = client.post(sheet_url(session), data)
    assert data["code"] in after.content.decode()
    assert session.ballots.get().options.get().figures["yes"] == 1


def test_a_damaged_code_is_replaced_and_the_receipt_shows_the_one_that_counts(cast: Cast) -> None:
    session = secret_vote(cast)
    client = signed_in(cast.an)
    answer = client.post(sheet_url(session), filled(session, client) | {"code": "<b>mine</b>"})
    code = answer.context["code"]
    close_vote(session=session, user=cast.phuong)
    assert session.rounds.get().codes.get().code == code


def test_choices_of_secret_items_are_never_kept_on_the_device(cast: Cast) -> None:
    page = read(cast, "an", sheet_url(secret_vote(cast)))[1]
    assert "data-keep" not in page
    assert "data-unkept" in page
    assert 'autocomplete="off"' in page


def test_open_choices_are_kept_until_they_are_received(cast: Cast) -> None:
    page = read(cast, "an", sheet_url(voting(cast)))[1]
    assert "data-keep" in page
    assert "data-unkept" not in page
    assert 'name="code"' not in page


def test_the_codes_are_published_after_the_closing_and_looked_for_by_post(cast: Cast) -> None:
    session = secret_vote(cast)
    client = signed_in(cast.an)
    data = filled(session, client)
    client.post(sheet_url(session), data)
    assert data["code"] not in read(cast, "phuong", url("codes", session.pk))[1]
    close_vote(session=session, user=cast.phuong)
    for name in ("an", "phuong", "son", "kien"):
        assert data["code"] in read(cast, name, url("codes", session.pk))[1]
    typed = data["code"].replace("-", " ").lower()
    answer = client.post(url("codes", session.pk), {"code": typed})
    assert answer.context["found"].code == data["code"]
    assert (
        client.post(url("codes", session.pk), {"code": "AAAA-AAAA-AAAA"}).context["found"] is None
    )
    by_address = client.get(url("codes", session.pk), {"code": data["code"]})
    assert by_address.context["found"] is None
    assert signed_in(cast.minh).get(url("codes", session.pk)).status_code == 404


def test_of_a_secret_ballot_nobody_sees_who_has_handed_in(cast: Cast) -> None:
    session = secret_vote(cast)
    client = signed_in(cast.an)
    client.post(sheet_url(session), filled(session, client))
    for name in ("phuong", "son", "kien", "dao"):
        page = read(cast, name, url("handed_in", session.pk))[1]
        assert '<strong class="num">1</strong>' in page
        assert all(cast.people[who].full_name not in page for who in ("an", "binh", "dao"))


def test_who_took_a_ballot_on_paper_is_told_so_and_counted_as_handed_in(cast: Cast) -> None:
    session = secret_vote(cast)
    note_all_present(session=session, presence=Presence.IN_ROOM, user=cast.son)
    issue_paper(session=session, person=cast.people["an"], user=cast.phuong)
    answer = signed_in(cast.an).get(sheet_url(session))
    assert answer.status_code == 409
    told = _("You have taken a ballot on paper; it counts, and only once.")
    assert told in answer.content.decode()
    progress = signed_in(cast.son).get(url("handed_in", session.pk)).context["progress"]
    assert (progress.handed_in, progress.expected) == (1, 5)


def test_a_group_takes_one_choice_and_lets_a_member_choose_apart(cast: Cast) -> None:
    session = planned(cast, 3)
    group_items(
        session=session,
        ballots=[ballot.pk for ballot in session.ballots.all()[:2]],
        user=cast.son,
    )
    open_vote(session=session, user=cast.phuong)
    one, two, three = on_sheet(session)
    client = signed_in(cast.an)
    missing = client.post(sheet_url(session), {f"choice-{three.pk}": "yes", "step": "hand_in"})
    assert missing.status_code == 422
    data = {"group": "yes", f"choice-{two.pk}": "no", f"choice-{three.pk}": "abstain"}
    review = client.post(sheet_url(session), data | {"step": "review"})
    said = [choice for __, choice, __ in review.context["form"].summary]
    assert said == ["yes", "no", "abstain"]
    back = client.post(sheet_url(session), data | {"step": "change"}).context["form"]
    assert [back[f"choice-{option.pk}"].value() for option in (one, two)] == ["", "no"]
    client.post(sheet_url(session), data | {"step": "hand_in"})
    votes = dict(Vote.objects.values_list("option", "choice"))
    assert votes == {one.pk: "yes", two.pk: "no", three.pk: "abstain"}


def test_options_of_one_item_stand_together_under_its_title(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(questions._questions, "plan", asking("hạnh", "toản", seats=1))
    session = secret_vote(cast)
    form = signed_in(cast.an).get(sheet_url(session)).context["form"]
    (block,) = form.blocks
    assert block.is_election
    assert [line.number for line in block.lines] == ["1.1", "1.2"]


def test_the_board_types_in_a_sheet_and_gets_its_code(cast: Cast) -> None:
    everybody(cast, 2)
    session = secret_vote(cast)
    note_all_present(session=session, presence=Presence.IN_ROOM, user=cast.son)
    paper = url("paper", session.pk)
    xuan, son = signed_in(cast.xuan), signed_in(cast.son)  # Xuân only counts; Sơn also serves
    assert signed_in(cast.minh).get(paper).status_code == 404
    assert signed_in(cast.dao).get(paper).status_code == 403
    answer = son.post(paper, {"what": "issue", "person": cast.people["an"].pk})
    assert answer.status_code == 302
    assert xuan.post(paper, {"what": "collected", "collected": "1"}).status_code == 302
    form = xuan.get(paper).context["form"]
    option = on_sheet(session)[0]
    data = {"what": "sheet", "token": form["token"].value(), f"choice-{option.pk}": "invalid"}
    assert xuan.post(paper, {"what": "sheet", "token": "x"}).status_code == 422
    typed = xuan.post(paper, data)
    again = xuan.post(paper, data)
    assert typed.context["code"] == again.context["code"] != ""
    assert typed.context["papers"].typed_in == again.context["papers"].typed_in == 1
    close_vote(session=session, user=cast.phuong)
    assert session.ballots.get().options.get().figures["invalid"] == 1
    assert typed.context["code"] in read(cast, "an", url("codes", session.pk))[1]
    assert xuan.get(paper).status_code == 302  # the vote is over
