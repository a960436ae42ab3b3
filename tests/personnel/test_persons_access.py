"""Who opens a person's file, and that whoever does is in the log."""

from collections.abc import Iterator

import pytest
from django.db.models import Q
from django.test import Client

from personnel.models import FileChange, PersonFile, PersonPaper
from personnel.selectors import access
from personnel.services.persons import read_file
from tests.personnel.house import SENSITIVE, House, file_for
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import NotAllowedError
from workflow_app.audit.models import AuditEntry

PAGES = ("", "details/", "edit/", "log/", "papers/", "discipline/new/", "relatives/new/")


@pytest.fixture
def file(house: House) -> PersonFile:
    return file_for(house.person("minh"))


@pytest.fixture
def _dung_handles_minh(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def handled(user: User) -> Q:
        mine = house.person("minh").pk if user == house.cast.dung else 0
        return Q(pk=mine)

    monkeypatch.setattr(access, "_handled", {"test": handled})
    return


def opened_by(user: User, file: PersonFile) -> dict[str, int]:
    client = Client()
    client.force_login(user)
    base = f"/personnel/people/{file.person_id}/"
    return {page: client.get(base + page).status_code for page in PAGES}


def test_the_personnel_department_keeps_every_file(house: House, file: PersonFile) -> None:
    assert set(opened_by(house.nhung, file).values()) == {200}


def test_the_inspection_sees_that_it_exists_and_who_opened_it(
    house: House, file: PersonFile
) -> None:
    found = opened_by(house.cast.kien, file)
    assert [page for page, status in found.items() if status == 200] == ["", "log/", "papers/"]
    assert set(found.values()) == {200, 404}


@pytest.mark.usefixtures("_dung_handles_minh")
def test_whoever_handles_a_proposal_reads_and_changes_nothing(
    house: House, file: PersonFile
) -> None:
    found = opened_by(house.cast.dung, file)
    assert [page for page, status in found.items() if status == 200] == ["", "details/", "papers/"]
    other = file_for(house.person("lan"))
    assert set(opened_by(house.cast.dung, other).values()) == {404}


@pytest.mark.parametrize(
    "name", ("minh", "hoa", "quang", "phuong", "son", "tuan", "thu", "xuan", "dung")
)
def test_for_everybody_else_there_is_no_file(house: House, file: PersonFile, name: str) -> None:
    """Administrators, chairs, appraisers of plans, the unit's people, and the person themselves."""
    assert set(opened_by(getattr(house.cast, name), file).values()) == {404}


def test_nobody_of_the_department_keeps_their_own_file(house: House) -> None:
    own = file_for(house.person("nhung"))
    assert set(opened_by(house.nhung, own).values()) == {404}
    assert set(opened_by(house.phuc, own).values()) == {200}


def test_a_delegation_for_plans_opens_no_file(house: House, file: PersonFile) -> None:
    from workflow_app.organization.models import Holding  # noqa: PLC0415 -- one test's own

    Holding.objects.filter(user=house.nhung).update(kind="plan")
    assert set(opened_by(User.objects.get(pk=house.nhung.pk), file).values()) == {404}


# --- The log -------------------------------------------------------------------------------


def readings(file: PersonFile) -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(action="person.file_viewed", object_id=str(file.pk))
    return [(entry.actor.username, entry.object_label) for entry in entries.order_by("sequence")]


def test_each_look_at_sensitive_data_is_logged_with_who_and_whose(
    house: House, file: PersonFile, client: Client
) -> None:
    client.force_login(house.nhung)
    base = f"/personnel/people/{file.person_id}/"
    client.get(base)
    assert readings(file) == []
    client.get(f"{base}details/")
    client.get(f"{base}edit/")
    client.force_login(house.cast.minh)
    client.get("/personnel/mine/")
    client.get("/personnel/mine/edit/")
    who = ["nhung", "nhung", "minh", "minh"]
    assert readings(file) == [(name, "Trần Văn Minh") for name in who]


def test_the_service_itself_refuses_strangers(house: House, file: PersonFile) -> None:
    with pytest.raises(NotAllowedError):
        read_file(person=file.person, user=house.cast.hoa)
    assert readings(file) == []


def test_the_log_holds_no_value_whatever_is_done(house: House, client: Client) -> None:
    person = house.person("minh")
    base = f"/personnel/people/{person.pk}/"
    client.force_login(house.nhung)
    client.post(f"{base}edit/", SENSITIVE | {"birth_date": "30/04/1980", "sex": "male"})
    client.get(f"{base}details/")
    client.post(f"{base}papers/", {"kind": "health", "issued_on": "01/09/2026"})
    client.post(
        f"{base}discipline/new/",
        {"kind": "warning", "decided_on": "05/01/2026", "note": "vắng mặt nhiều lần"},
    )
    client.force_login(house.cast.minh)
    client.post("/personnel/mine/edit/", SENSITIVE | {"religion": "Cao Đài", "note": "xin sửa"})
    assert FileChange.objects.count() == 3
    assert PersonPaper.objects.count() == 1
    rows = AuditEntry.objects.values_list("data", "object_label", "authority", "dossier_code")
    logged = str(list(rows))
    assert "religion" in logged
    for value in (*SENSITIVE.values(), "Cao Đài", "xin sửa", "vắng mặt nhiều lần", "1980"):
        assert value not in logged


def test_the_page_of_the_log_names_people_and_acts(
    house: House, file: PersonFile, client: Client
) -> None:
    client.force_login(house.nhung)
    client.get(f"/personnel/people/{file.person_id}/details/")
    client.force_login(house.cast.kien)
    page = client.get(f"/personnel/people/{file.person_id}/log/").content.decode()
    assert "Hồ Thị Nhung" in page
    for value in SENSITIVE.values():
        assert value not in page


# --- Lists and search ----------------------------------------------------------------------


def test_lists_search_and_figures_show_nothing_of_a_file(
    house: House, file: PersonFile, client: Client
) -> None:
    client.force_login(house.nhung)
    for address in (
        "/personnel/people/",
        "/personnel/people/?q=Minh",
        f"/personnel/people/{file.person_id}/",
        f"/personnel/people/{file.person_id}/papers/",
        "/personnel/bodies/",
        "/personnel/bodies/DCT/",
    ):
        page = client.get(address)
        assert page.status_code == 200
        for value in SENSITIVE.values():
            assert value not in page.content.decode(), address
    found = client.get("/personnel/people/", {"q": "Hòa Hảo"}).content.decode()
    assert "Trần Văn Minh" not in found


def test_the_list_is_for_those_who_have_files_to_see(
    house: House, file: PersonFile, client: Client
) -> None:
    file_for(house.person("lan"))
    counts = {}
    for name in ("nhung", "kien", "quang", "minh", "phuong"):
        client.force_login(getattr(house.cast, name))
        page = client.get("/personnel/people/")
        counts[name] = page.context["table"].rows.__len__() if page.status_code == 200 else None
    people = len(house.cast.people)
    assert counts == {"nhung": people, "kien": 2, "quang": None, "minh": None, "phuong": None}


def test_the_list_asks_as_much_for_many_as_for_few(
    house: House, client: Client, django_assert_max_num_queries
) -> None:
    client.force_login(house.nhung)
    for name in ("minh", "lan", "hoa", "phuong", "an"):
        file_for(house.person(name))
    with django_assert_max_num_queries(14):
        client.get("/personnel/people/")


@pytest.mark.parametrize(
    ("name", "sees"),
    (
        ("nhung", {"personnel.bodies", "personnel.people"}),
        ("kien", {"personnel.bodies", "personnel.people"}),
        ("phuong", {"personnel.bodies"}),
        ("son", {"personnel.bodies"}),
        ("hoa", set()),
        ("quang", set()),
        ("xuan", set()),
    ),
)
def test_the_errand_is_shown_to_those_concerned(
    house: House, client: Client, name: str, sees: set[str]
) -> None:
    client.force_login(getattr(house.cast, name))
    links = client.get("/personnel/mine/").context["shell"].nav_items
    found = {child.key for link in links if link.key == "personnel" for child in link.children}
    assert {key for key in found if key in {"personnel.bodies", "personnel.people"}} == sees
    mine = {child.key for link in links if link.key == "organization" for child in link.children}
    assert "organization.mine" in mine, "everybody finds their own file, candidate or not"
    errand = [link for link in links if link.key == "personnel"]
    assert client.get("/personnel/").status_code == (302 if errand else 404)
    assert bool(errand) is (name not in {"quang", "xuan"})
