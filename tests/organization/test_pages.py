"""Who may open which page, what the pages say, and what they cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.organization.conftest import REAL_FILE
from tests.organization.house import YEAR, House
from workflow_app.organization.enums import Duty, Role
from workflow_app.organization.models import Delegation, Mandate, Person, Unit
from workflow_app.organization.selectors.authority import may
from workflow_app.rulebook.models import CalendarDay

PUBLIC = (
    ("organization:chart", ()),
    ("organization:units", ()),
    ("organization:unit", ("DN",)),
    ("organization:cluster", ("cluster",)),
    ("organization:bodies", ()),
    ("organization:body", ("DCT",)),
)
READ = (
    ("organization:admin:home", ()),
    ("organization:admin:people", ()),
    ("organization:admin:person", ("person",)),
    ("organization:admin:holders", ()),
    ("organization:admin:export", ()),
    ("rulebook:list", ()),
    ("rulebook:rule", ("ballot.quorum",)),
    ("rulebook:calendar:days", ()),
)
CHANGE = (
    ("organization:admin:person_add", ()),
    ("organization:admin:person_edit", ("person",)),
    ("organization:admin:account_open", ("person",)),
    ("organization:admin:person_deactivate", ("person",)),
    ("organization:admin:appoint", ()),
    ("organization:admin:mandate_end", ("mandate",)),
    ("organization:admin:unit_add", ()),
    ("organization:admin:unit_edit", ("DN",)),
    ("organization:admin:succession", ()),
    ("organization:admin:cluster_year", ()),
    ("organization:admin:cluster_heads", ("cluster",)),
    ("organization:admin:cluster_members", ("cluster",)),
    ("organization:admin:handover", ()),
    ("organization:admin:import", ()),
)
POSTS = (
    ("organization:admin:account_act", ("person",), {"act": "unlock"}),
    ("organization:admin:import_confirm", (), {"token": "x"}),
    ("rulebook:calendar:load", (), {"year": YEAR}),
    ("rulebook:calendar:remove", ("day",), {}),
    ("rulebook:rule", ("ballot.quorum",), {"numerator": 1}),
    ("rulebook:calendar:days", (), {"day": "1/1/2030"}),
)


def address(house: House, name: str, args: tuple[str, ...]) -> str:
    ids = {
        "cluster": house.cluster.pk,
        "person": house.people["head"].pk,
        "mandate": house.mandates["head"].pk,
        "day": CalendarDay.objects.get_or_create(day="2030-01-01", name="Tết")[0].pk,
    }
    return reverse(name, args=[ids.get(arg, arg) for arg in args])


def signed_in(house: House, key: str) -> Client:
    client = Client()
    client.force_login(house.user(key))
    return client


def expected_status(key: str, access: str) -> int:
    if access == "public" or key == "admin":
        return 200
    return 200 if access == "read" and key == "inspector" else 404


@pytest.mark.parametrize("key", ("admin", "inspector", "head", "drafter", "clerk", "stranger"))
def test_every_page_opens_to_those_it_is_for_and_to_nobody_else(house: House, key: str) -> None:
    client = signed_in(house, key)
    for access, pages in (("public", PUBLIC), ("read", READ), ("change", CHANGE)):
        for name, args in pages:
            answer = client.get(address(house, name, args))
            assert (name, answer.status_code) == (name, expected_status(key, access))


@pytest.mark.parametrize("key", ("inspector", "head", "stranger"))
def test_only_administrators_change_anything(house: House, key: str) -> None:
    client = signed_in(house, key)
    for name, args in CHANGE:
        assert client.post(address(house, name, args), {}).status_code == 404
    for name, args, data in POSTS:
        assert (name, client.post(address(house, name, args), data).status_code) == (name, 404)


def test_nobody_reads_without_signing_in(house: House) -> None:
    for name, args in (*PUBLIC, *READ, *CHANGE):
        answer = Client().get(address(house, name, args))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_delegations_are_for_those_who_hold_or_received_something(house: House) -> None:
    url = reverse("organization:delegations")
    assert signed_in(house, "stranger").get(url).status_code == 404
    assert signed_in(house, "head").get(url).status_code == 200


def delegation_form(house: House, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "mandate": house.mandates["qn"].pk,
        "delegate": "ngo thi lan",
        "form": "TUQ.",
        "valid_from": f"{today:%d/%m/%Y}",
        "valid_to": f"{today:%d/%m/%Y}",
        "reason": "Đi công tác",
    } | more


def test_a_head_delegates_and_revokes_alone(house: House) -> None:
    client = signed_in(house, "qn")
    url = reverse("organization:delegations")
    assert client.post(url, delegation_form(house)).status_code == 302
    assert may(house.user("stranger"), Duty.SIGN, house.units["QN"])
    delegation = Delegation.objects.get()
    assert signed_in(house, "stranger").get(url).status_code == 200
    revoke = reverse("organization:revoke", args=[delegation.pk])
    assert signed_in(house, "stranger").post(revoke, {"reason": "?"}).status_code == 404
    assert client.post(revoke, {"reason": "Về sớm"}).status_code == 302
    assert not may(house.user("stranger"), Duty.SIGN, house.units["QN"])


def test_nobody_delegates_the_mandate_of_another(house: House) -> None:
    answer = signed_in(house, "hue").post(
        reverse("organization:delegations"), delegation_form(house)
    )
    assert answer.status_code == 422
    assert not Delegation.objects.exists()


def test_an_administrator_appoints_by_typing_names_without_marks(house: House) -> None:
    client = signed_in(house, "admin")
    data = {
        "person": "ngo thi lan",
        "role": Role.DRAFTER,
        "place": "quang nam",
        "valid_from": "01/02/2026",
        "valid_to": "",
        "basis": "QĐ 15",
    }
    answer = client.post(reverse("organization:admin:appoint"), data)
    assert answer.status_code == 302
    mandate = Mandate.objects.get(person=house.people["stranger"])
    assert (mandate.unit, str(mandate.valid_from)) == (house.units["QN"], "2026-02-01")


def test_an_administrator_who_appoints_themselves_is_told_why_not(house: House) -> None:
    client = signed_in(house, "admin")
    data = {
        "person": "Bui Van Khoa",
        "role": Role.UNIT_HEAD,
        "place": "VP",
        "valid_from": "01/02/2026",
        "basis": "QĐ",
    }
    answer = client.post(reverse("organization:admin:appoint"), data)
    assert answer.status_code == 422
    assert Mandate.objects.filter(person=house.people["admin"]).count() == 1


def test_an_administrator_who_also_decides_is_named_in_a_warning(house: House) -> None:
    client = signed_in(house, "admin")
    home = reverse("organization:admin:home")
    assert client.get(home).context["deciding_administrators"] == []
    house.appointed("admin", Role.UNIT_DEPUTY, house.units["VP"])
    assert client.get(home).context["deciding_administrators"] == [house.people["admin"]]
    page = client.get(reverse("organization:admin:person", args=[house.people["admin"].pk]))
    assert page.context["warn"] is True


def test_a_name_that_fits_two_people_is_asked_back(house: House) -> None:
    house.person("second", "Ngô Thị Lan Anh", "QN")
    client = signed_in(house, "admin")
    answer = client.post(
        reverse("organization:admin:appoint"), {"person": "thi lan", "role": "drafter"}
    )
    assert "Ngô Thị Lan Anh" in str(answer.context["form"].errors["person"])


def test_who_held_what_on_a_day_in_the_past(house: House) -> None:
    client = signed_in(house, "inspector")
    url = reverse("organization:admin:holders")
    assert client.get(url).context["table"].rows.__len__() == 9
    assert client.get(url, {"on": "31/12/2019"}).context["table"].rows.__len__() == 0
    assert client.get(url, {"on": "2020-01-01", "q": "nguyen"}).context["table"].rows.__len__() == 1


def test_units_are_found_without_marks_and_by_day(house: House) -> None:
    client = signed_in(house, "stranger")
    url = reverse("organization:units")
    rows = client.get(url, {"q": "da nang"}).context["table"].rows
    assert [row.record.code for row in rows] == ["DN"]
    Unit.objects.filter(code="QN").update(valid_to="2025-06-30")
    codes = {row.record.code for row in client.get(url).context["table"].rows}
    assert "QN" not in codes
    codes = {row.record.code for row in client.get(url, {"on": "30/06/2025"}).context["table"].rows}
    assert "QN" in codes


def test_a_handover_is_previewed_before_it_is_done(house: House) -> None:
    client = signed_in(house, "admin")
    url = reverse("organization:admin:handover")
    today = f"{timezone.localdate():%d/%m/%Y}"
    scope = {"place": "DN", "on": today, "basis": "QĐ 7"}
    page = client.get(url, scope)
    assert {mandate.person.full_name for mandate, __ in page.context["lines"]} == {
        "Lê Thị Cúc",
        "Trần Văn Bảo",
        "Nguyễn Thị Ánh",
    }
    lines: dict[str, str] = {"lines": "1"}
    for key in ("head", "deputy", "drafter"):
        lines[f"m{house.mandates[key].pk}-what"] = "continue"
    lines[f"m{house.mandates['head'].pk}-what"] = "replace"
    lines[f"m{house.mandates['head'].pk}-successor"] = "ngo thi lan"
    preview = client.post(url, scope | lines)
    assert preview.status_code == 200
    assert len(preview.context["preview"].ending) == 1
    assert not may(house.user("stranger"), Duty.SIGN, house.units["DN"])
    assert client.post(url, scope | lines | {"confirm": "1"}).status_code == 302
    assert may(house.user("stranger"), Duty.SIGN, house.units["DN"])


def test_a_merger_is_previewed_before_it_is_done(house: House) -> None:
    client = signed_in(house, "admin")
    data = {
        "kind": "merge",
        "predecessors": [house.units["QN"].pk],
        "successors": [house.units["DN"].pk],
        "effective": f"01/01/{YEAR}",
        "legal_basis": "NQ 202/2025/QH15",
    }
    url = reverse("organization:admin:succession")
    assert len(client.post(url, data).context["report"].mandates) == 1
    assert Unit.objects.get(code="QN").valid_to is None
    assert client.post(url, data | {"confirm": "1"}).status_code == 302
    assert Unit.objects.get(code="QN").valid_to is not None


def test_a_file_is_previewed_then_imported_once(house: House) -> None:
    client = signed_in(house, "admin")
    url = reverse("organization:admin:import")
    Unit.objects.exclude(function="").update(function="")
    with REAL_FILE.open("rb") as file:
        page = client.post(url, {"file": file, "on": "15/01/2026"})
    assert page.context["plan"].changes_anything
    assert not Unit.objects.filter(code="LH-HANOI").exists()
    token = page.context["token"]
    house.person("admin2", "Cao Văn Quý", "VP")
    house.appointed("admin2", Role.ADMINISTRATOR, house.units["VUFO"])
    confirm = reverse("organization:admin:import_confirm")
    signed_in(house, "admin2").post(confirm, {"token": token})
    assert not Unit.objects.filter(code="LH-HANOI").exists()
    client.post(confirm, {"token": token})
    assert Unit.objects.filter(code="LH-HANOI").exists()


def test_cluster_heads_and_members_are_changed_on_their_pages(house: House) -> None:
    client = signed_in(house, "admin")
    heads = reverse("organization:admin:cluster_heads", args=[house.cluster.pk])
    data = {"head": house.units["QN"].pk, "deputy": house.units["QN"].pk}
    assert client.post(heads, data).status_code == 422
    data["deputy"] = house.units["HUE"].pk
    assert client.post(heads, data).status_code == 302
    assert may(house.user("qn"), Duty.ENDORSE, house.cluster)
    members = reverse("organization:admin:cluster_members", args=[house.cluster.pk])
    data = {"members": [house.units["QN"].pk, house.units["HUE"].pk]}
    assert client.post(members, data).status_code == 302
    assert house.cluster.members.count() == 2


def test_a_person_is_added_gets_an_account_and_is_deactivated(house: House) -> None:
    client = signed_in(house, "admin")
    data = {"full_name": "  Mai   Văn Sơn ", "position": "Chuyên viên", "unit": "QN"}
    assert client.post(reverse("organization:admin:person_add"), data).status_code == 302
    person = Person.objects.get(full_name="Mai Văn Sơn")
    account = reverse("organization:admin:account_open", args=[person.pk])
    wrong = client.post(account, {"username": "head", "email": "son@example.vn"})
    assert "username" in wrong.context["form"].errors
    assert client.post(account, {"username": "son", "email": "son@example.vn"}).status_code == 302
    act = reverse("organization:admin:account_act", args=[person.pk])
    for what in ("unlock", "link"):
        assert client.post(act, {"act": what}).status_code == 302
    off = reverse("organization:admin:person_deactivate", args=[person.pk])
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert client.post(off, {"on": today, "reason": "Nghỉ việc"}).status_code == 302
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize(
    ("name", "args"),
    (
        ("organization:chart", ()),
        ("organization:units", ()),
        ("organization:admin:people", ()),
        ("organization:admin:holders", ()),
        ("organization:body", ("DCT",)),
        ("organization:unit", ("QN",)),
    ),
)
def test_lists_cost_the_same_however_long_they_are(
    house: House, name: str, args: tuple[str, ...], django_assert_num_queries
) -> None:
    client = signed_in(house, "admin")
    url = reverse(name, args=args)
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    for number in range(3):
        house.unit(f"X{number}", "local_member", supervising_department=house.units["KT"])
        house.person(f"x{number}", f"Người {number}", f"X{number}")
        house.appointed(f"x{number}", Role.UNIT_HEAD)
        if number < 2:
            house.appointed(f"x{number}", Role.BODY_MEMBER, house.body)
            house.appointed(f"x{number}", Role.DRAFTER, house.units["QN"])
    with django_assert_num_queries(len(before)):
        client.get(url)
