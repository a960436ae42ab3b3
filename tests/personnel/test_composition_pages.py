"""The composition of a body: who studies it, what it says, what leaves the house."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from personnel.models import StructureTarget
from personnel.selectors.attendance import attendance_of, missed_in_a_row
from personnel.selectors.composition import SeatChange
from personnel.selectors.terms import composition_of, seat_histories
from tests.personnel.house import SENSITIVE, House, file_for
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import Presence
from workflow_app.ballots.models import Attendance, RollEntry, Round, Session
from workflow_app.organization.models import Mandate, Term

BODY = "/personnel/bodies/DCT/"


def term_of(house: House) -> Term:
    return Term.objects.select_related("body").get(body=house.cast.presidium)


def seat_of(house: House, name: str) -> Mandate:
    return Mandate.objects.get(person=house.person(name), seat__isnull=False)


@pytest.mark.parametrize(
    ("name", "page", "table"),
    (
        ("nhung", 200, 200),
        ("kien", 200, 200),
        ("phuong", 200, 200),
        ("son", 200, 200),
        ("an", 200, 404),
        ("quang", 404, 404),
        ("minh", 404, 404),
    ),
)
def test_a_body_is_studied_by_its_own_people_the_department_and_the_inspection(
    house: House, client: Client, name: str, page: int, table: int
) -> None:
    client.force_login(getattr(house.cast, name))
    assert client.get(BODY).status_code == page
    assert client.get(f"{BODY}table/").status_code == table
    assert client.get("/personnel/bodies/").status_code == page


def test_the_picture_says_each_seat_in_words(house: House, client: Client) -> None:
    leaving, ending = seat_of(house, "an"), seat_of(house, "binh")
    Mandate.objects.filter(pk=leaving.pk).update(valid_to=timezone.localdate() - dt.timedelta(1))
    last = timezone.localdate() + dt.timedelta(30)
    Mandate.objects.filter(pk=ending.pk).update(valid_to=last)
    client.force_login(house.nhung)
    page = client.get(BODY)
    composition = page.context["composition"]
    assert (composition.filled, composition.vacant, composition.ending) == (4, 1, 1)
    words = {item["words"] for group in page.context["picture"] for item in group["seats"]}
    number = leaving.seat.number
    assert f"Ghế {number}: còn trống" in words or f"Seat {number}: vacant" in words
    assert all(one in page.content.decode() for one in words)


def test_the_past_is_shown_as_it_was(house: House, client: Client) -> None:
    seat = seat_of(house, "an")
    Mandate.objects.filter(pk=seat.pk).update(valid_to=dt.date(2024, 6, 30))
    client.force_login(house.nhung)
    filled = [
        client.get(BODY, {"on": day}).context["composition"].filled
        for day in ("30/06/2024", "01/07/2024")
    ]
    assert filled == [5, 4]


def test_a_proposed_change_is_counted_without_being_made(house: House) -> None:
    file_for(house.person("lan"), sex="female")
    term, today = term_of(house), timezone.localdate()
    change = SeatChange(leaves=house.person("an").pk, enters=house.person("lan").pk)
    after = composition_of(term, today, [change])
    assert after.groups["sex"]["female"] == 1
    assert [seat.state for seat in after.seats].count("entering") == 1
    assert composition_of(term, today).groups["sex"]["female"] == 0


def test_reading_a_composition_takes_the_same_few_statements(
    house: House, django_assert_num_queries
) -> None:
    term = term_of(house)
    with django_assert_num_queries(5):
        composition_of(term, timezone.localdate())


def test_the_department_sets_targets_and_the_page_does_the_sum(
    house: House, client: Client
) -> None:
    file_for(house.person("an"), sex="female")
    client.force_login(house.nhung)
    sent = {"dimension": "sex", "value": "female", "at_least": "33%", "legal_basis": "Đề án 01"}
    client.post(f"{BODY}targets/new/", sent)
    target = StructureTarget.objects.get()
    assert target.at_least == [33, 100]
    page = client.get(BODY)
    (item,) = page.context["targets"]
    assert (item["result"].needed, item["result"].have, item["result"].is_met) == (2, 1, False)
    assert "Đề án 01" in page.content.decode()
    assert client.post(f"{BODY}targets/new/", sent).status_code == 422, "one target per group"
    client.post(f"{BODY}targets/{target.pk}/", sent | {"at_least": "1"})
    assert client.get(BODY).context["targets"][0]["result"].is_met
    client.post(f"{BODY}targets/{target.pk}/remove/")
    assert not StructureTarget.objects.exists()
    assert AuditEntry.objects.filter(action="composition.target_changed").count() == 3


@pytest.mark.parametrize(
    "wrong",
    (
        {"at_least": "0"},
        {"at_least": "4/3"},
        {"at_least": "120%"},
        {"at_least": "many"},
        {"at_least": "-1"},
        {"value": "local_member"},
        {"dimension": "age", "value": "ages", "ages": "young"},
        {"legal_basis": ""},
    ),
)
def test_a_target_that_means_nothing_is_refused(house: House, client: Client, wrong) -> None:
    client.force_login(house.nhung)
    sent = {"dimension": "sex", "value": "female", "at_least": "1/3", "legal_basis": "Đề án 01"}
    assert client.post(f"{BODY}targets/new/", sent | wrong).status_code == 422
    assert not StructureTarget.objects.exists()


@pytest.mark.parametrize("name", ("kien", "phuong", "quang"))
def test_nobody_else_sets_targets_or_takes_the_brief_list(
    house: House, client: Client, name: str
) -> None:
    client.force_login(getattr(house.cast, name))
    assert client.get(f"{BODY}targets/new/").status_code == 404
    assert client.post(f"{BODY}brief-list/").status_code == 404


# --- Whom the body misses ------------------------------------------------------------------


def hold_sessions(house: House, *came: set[str]) -> None:
    """Hold one meeting after the other, each closed; say who came to each."""
    for number, names in enumerate(came):
        session = Session.objects.create(
            body=house.cast.presidium,
            term=term_of(house),
            title=f"Kỳ {number}",
            held_on=dt.date(2026, 1 + number, 10),
            state="closed",
            created_by=house.cast.son,
        )
        for name in names:
            Attendance.objects.create(
                session=session,
                mandate=seat_of(house, name),
                person=house.person(name),
                presence=Presence.values[0],
                arrived=timezone.now(),
                noted_by=house.cast.son,
            )


def test_whoever_misses_three_sessions_in_a_row_is_named_to_those_who_lead(
    house: House, client: Client
) -> None:
    others = {"phuong", "cuong", "dao"}
    hold_sessions(house, {"an", "binh"}, others, others, {*others, "binh"})
    client.force_login(house.cast.phuong)
    found = client.get(BODY).context["inactive"]
    assert [(one.person.person, one.missed) for one in found] == [(house.person("an").pk, 3)]
    client.force_login(house.cast.binh)
    assert "inactive" not in client.get(BODY).context, "a member does not read it"


def test_somebody_called_for_the_first_time_is_not_inactive(house: House, client: Client) -> None:
    Mandate.objects.filter(pk=seat_of(house, "an").pk).update(valid_from=dt.date(2026, 3, 1))
    others = {"phuong", "binh", "cuong", "dao"}
    hold_sessions(house, others, others, others, others)
    client.force_login(house.nhung)
    assert client.get(BODY).context["inactive"] == []
    assert [one.held_on.month for one in attendance_of(house.person("an"))] == [4, 3]


def test_whoever_answered_in_writing_was_there(house: House) -> None:
    hold_sessions(house, {"phuong"})
    session = Session.objects.get()
    voting = Round.objects.create(
        session=session, number=1, opened=timezone.now(), opened_by=house.cast.son
    )
    for name, handed_in in (("an", timezone.now()), ("binh", None)):
        RollEntry.objects.create(
            round=voting,
            person=house.person(name),
            mandate=seat_of(house, name),
            handed_in=handed_in,
        )
    people = {name: house.person(name).pk for name in ("phuong", "an", "binh")}
    missed = missed_in_a_row(house.cast.presidium, people.values())
    assert {name: missed[pk] for name, pk in people.items()} == {"phuong": 0, "an": 0, "binh": 1}


# --- Who sat when --------------------------------------------------------------------------


def test_the_chart_draws_who_sat_when(house: House) -> None:
    seat = seat_of(house, "an")
    Mandate.objects.filter(pk=seat.pk).update(valid_to=dt.date(2022, 12, 31))
    Mandate.objects.create(
        person=house.person("lan"),
        role="body_member",
        body=house.cast.presidium,
        seat=seat.seat,
        valid_from=dt.date(2023, 1, 1),
    )
    history = next(
        one for one in seat_histories(term_of(house), dt.date(2025, 12, 31)) if one.changed_hands
    )
    first, second = history.sittings
    assert (first.name, second.name) == ("Phan Bình An", "Lê Thị Lan")
    assert (first.start, first.length) == ("0.0%", "50.0%")
    assert second.start == "50.0%"


# --- Tables out ----------------------------------------------------------------------------


def cells(data: bytes) -> list[str]:
    sheet = load_workbook(io.BytesIO(data)).active
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]


def test_the_table_of_the_composition_has_nothing_sensitive(house: House, client: Client) -> None:
    file_for(house.person("an"))
    client.force_login(house.cast.phuong)
    found = cells(client.get(f"{BODY}table/").content)
    assert house.person("an").full_name in found
    assert not {value for value in SENSITIVE.values() if value in found}
    assert AuditEntry.objects.get(action="composition.exported").actor == house.cast.phuong


def test_the_brief_list_is_handed_to_the_department_and_logged_by_key(
    house: House, client: Client
) -> None:
    file_for(house.person("an"), qualification="=1+1")
    client.force_login(house.nhung)
    assert client.get(f"{BODY}brief-list/").status_code == 405
    answer = client.post(f"{BODY}brief-list/")
    found = cells(answer.content)
    for name in ("ethnicity", "home_town", "political_theory", "party_date"):
        assert SENSITIVE[name] in found
    for name in ("religion", "address", "id_number", "phone", "health_note"):
        assert SENSITIVE[name] not in found
    assert "30/04/1980" in found
    entry = AuditEntry.objects.get(action="person.list_exported")
    assert sorted(entry.data["people"]) == sorted(
        house.person(name).pk for name in ("phuong", "an", "binh", "cuong", "dao")
    )
    assert "Tày" not in str(entry.data)
