"""The editor's pages: who types, who reads, who does not know; changed ids lead nowhere."""

import json

import pytest
from django.urls import reverse

from plans.models import Activity
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import Outcome

CODE = "KH-2027-LH-DANANG"


@pytest.fixture
def plan(cast: Cast) -> FlowDriver:
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    return driver


def edit_url(name: str = "edit", *more: str) -> str:
    return reverse(f"plans:{name}", args=[CODE, *more])


def test_the_drafter_gets_the_sheet_with_lines_problems_and_totals(cast, plan, client) -> None:
    client.force_login(cast.hoa)
    page = client.get(edit_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert 'data-cell="title"' in text
    assert "80.000.000" in text
    assert page.context["summary"].total == 80_000_000


@pytest.mark.parametrize(
    ("name", "expected"),
    (
        ("minh", (200, True)),
        ("lan", (200, True)),
        ("kien", (200, False)),
        *(
            (name, (404, False))
            for name in ("hanh", "dung", "tuan", "thu", "quang", "phuong", "vy", "xuan")
        ),
    ),
)
def test_a_draft_is_read_by_its_unit_only_and_unknown_to_others(
    cast, plan, client, name, expected
) -> None:
    """The inspection knows of the draft, but reads what was submitted: nothing yet."""
    client.force_login(getattr(cast, name))
    page = client.get(edit_url())
    text = page.content.decode()
    assert (page.status_code, "Gặp mặt hữu nghị" in text) == expected
    assert "data-cell" not in text


WRITES = (
    ("cells", {"cells": [{"uid": "", "column": "objectives", "text": "Sửa", "base": ""}]}),
    ("remove", None),
    ("order", None),
)


@pytest.mark.parametrize("name", ("minh", "kien", "hanh", "thu", "xuan"))
@pytest.mark.parametrize("write", WRITES)
def test_nobody_else_writes(cast, plan, client, name, write) -> None:
    client.force_login(getattr(cast, name))
    line = Activity.objects.get()
    view, body = write
    if body is None:
        client.post(edit_url(view), {"uids": [line.uid]})
    else:
        answer = client.post(edit_url(view), json.dumps(body), content_type="application/json")
        assert answer.status_code in {403, 404}
    assert Activity.objects.filter(pk=line.pk).exists()
    assert plan.plan.objectives == ""


def test_after_submission_the_page_says_why_nothing_can_be_typed(cast, plan, client) -> None:
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    client.force_login(cast.hoa)
    page = client.get(edit_url())
    assert not page.context["state"].allowed
    assert page.context["state"].reason in page.content.decode()
    answer = client.post(
        edit_url("cells"), json.dumps(WRITES[0][1]), content_type="application/json"
    )
    assert answer.status_code == 409
    for view in ("line_new", "copy"):
        assert client.get(edit_url(view)).status_code == 302


def test_cells_come_back_named_saved_wrong_or_in_conflict(cast, plan, client) -> None:
    client.force_login(cast.hoa)
    uid = Activity.objects.get().uid
    cells = [
        {"uid": uid, "column": "amount", "text": "1,2 tỷ", "base": "80.000.000"},
        {"uid": uid, "column": "guest_count", "text": "nhiều", "base": ""},
        {"uid": uid, "column": "place", "text": "Huế", "base": "Hội An"},
        {"uid": uid, "column": "title", "text": "Tên mới", "base": "Tên cũ hơn nữa"},
        {"uid": "new-1", "column": "title", "text": "Dòng mới", "base": ""},
    ]
    answer = client.post(
        edit_url("cells"), json.dumps({"cells": cells}), content_type="application/json"
    ).json()
    assert answer["cells"][0] == [uid, "amount", "1.200.000.000"]
    assert [row[:2] for row in answer["wrong"]] == [[uid, "guest_count"]]
    assert [(row["column"], row["mine"]) for row in answer["conflicts"]] == [
        ("place", "Huế"),
        ("title", "Tên mới"),
    ]
    assert list(answer["created"]) == ["new-1"]


@pytest.mark.parametrize(
    "body", ("", "[]", "{}", '{"cells": 1}', '{"cells": [{"uid": 1}]}', '{"cells": ["x"]}')
)
def test_a_body_that_no_page_sends_is_refused(cast, plan, client, body) -> None:
    client.force_login(cast.hoa)
    answer = client.post(edit_url("cells"), body, content_type="application/json")
    assert answer.status_code == 400


def test_a_changed_id_never_reaches_another_unit_s_line(cast, plan, client) -> None:
    other = plan_of(cast, "LH-HUE")
    other.add_line(cast.hanh, title="Hoạt động của Huế")
    foreign = Activity.objects.get(plan=other.plan)
    client.force_login(cast.hoa)
    assert client.get(edit_url("line", foreign.uid)).status_code == 404
    client.post(edit_url("remove"), {"uids": [foreign.uid]})
    client.post(edit_url("order"), {"uids": [foreign.uid]})
    assert client.get(reverse("plans:edit", args=["KH-2027-LH-HUE"])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.title == "Hoạt động của Huế"


def form_data(client, url: str, **changes: str) -> dict[str, str]:
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def test_the_form_of_a_line_saves_what_changed_and_shows_a_colleague_s_change(
    cast, plan, client
) -> None:
    client.force_login(cast.hoa)
    line = Activity.objects.get()
    url = edit_url("line", line.uid)
    data = form_data(client, url, place="Huế", amount="60tr")
    Activity.objects.filter(pk=line.pk).update(place="Hội An", partner="Lào")
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "Hội An" in str(answer.context["form"].errors["place"])
    line.refresh_from_db()
    assert (line.place, line.partner, line.amount) == ("Hội An", "Lào", 60_000_000)
    again = answer.context["form"].data
    assert client.post(url, again).status_code == 302
    line.refresh_from_db()
    assert (line.place, line.partner) == ("Huế", "Lào")


def test_a_new_line_is_typed_on_a_phone(cast, plan, client) -> None:
    client.force_login(cast.hoa)
    url = edit_url("line_new")
    wrong = client.post(url, form_data(client, url, title="Tiếp đoàn Lào", amount="45"))
    assert wrong.status_code == 422
    assert Activity.objects.count() == 1
    right = form_data(client, url, title="Tiếp đoàn Lào", amount="45tr", when="tháng 6")
    assert client.post(url, right).status_code == 302
    line = Activity.objects.last()
    assert (line.title, line.amount, str(line.last_day)) == (
        "Tiếp đoàn Lào",
        45_000_000,
        "2027-06-30",
    )


def test_what_was_typed_is_echoed_as_understood(cast, client) -> None:
    client.force_login(cast.hoa)
    url = reverse("plans:echo", args=[2027])
    assert client.get(url, {"amount": "45tr"}).content.decode() == "→ 45.000.000 đ"
    assert "<script>" not in client.get(url, {"when": "<script>"}).content.decode()


def test_lines_are_put_in_order_and_removed(cast, plan, client) -> None:
    plan.add_line(cast.hoa, title="Hai")
    client.force_login(cast.hoa)
    one, two = Activity.objects.order_by("order")
    assert client.post(edit_url("order"), {"uids": [two.uid, one.uid]}).status_code == 204
    assert Activity.objects.order_by("order")[0].title == "Hai"
    client.post(edit_url("remove"), {"uids": [one.uid]})
    assert [line.title for line in Activity.objects.all()] == ["Hai"]


def statements_of_editor(client, django_assert) -> int:
    with django_assert(60) as queries:
        client.get(edit_url())
    return len(queries)


def test_the_editor_costs_as_many_statements_for_three_lines_as_for_one(
    cast, plan, client, django_assert_max_num_queries
) -> None:
    client.force_login(cast.hoa)
    statements_of_editor(client, django_assert_max_num_queries)
    one = statements_of_editor(client, django_assert_max_num_queries)
    for number in range(2):
        plan.add_line(cast.hoa, title=f"Dòng {number}")
    assert statements_of_editor(client, django_assert_max_num_queries) == one
