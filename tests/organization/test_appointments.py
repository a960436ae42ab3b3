"""Who may be appointed where, and what an appointment gives and takes away."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from guardian.models import UserObjectPermission

from tests.organization.house import START, House
from workflow_app.audit.models import AuditEntry
from workflow_app.organization.enums import ROLE_DUTIES, Duty, Role
from workflow_app.organization.models import Holding, Mandate
from workflow_app.organization.selectors.authority import authority_at, desk_of, may
from workflow_app.organization.services.appointments import (
    Appointment,
    appoint,
    appoint_many,
    end_mandate,
)
from workflow_app.organization.services.authority import expected_grants, stored_grants

TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)

PLACES = {
    Role.DRAFTER: "DN",
    Role.UNIT_HEAD: "KT",
    Role.UNIT_DEPUTY: "DN",
    Role.CONTENT_APPRAISER: "VP",
    Role.FORM_APPRAISER: "VP",
    Role.CLERK: "VP",
    Role.INSPECTOR: "KT",
    Role.ADMINISTRATOR: "VUFO",
}


def duties_of(mandate: Mandate) -> set[str]:
    return set(Holding.objects.filter(mandate=mandate).values_list("desk__duty", flat=True))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gives_exactly_its_duties(house: House, role: Role) -> None:
    place = house.units[PLACES[role]] if role in PLACES else house.body
    person = house.people["stranger"]
    mandate = appoint(person=person, role=role, place=place, valid_from=START, by=None)
    at_clusters = (
        {Duty.ENDORSE} if place.pk == house.units["DN"].pk and role == Role.UNIT_DEPUTY else set()
    )
    assert duties_of(mandate) == set(ROLE_DUTIES[role]) | at_clusters
    for duty in ROLE_DUTIES[role]:
        assert may(house.user("stranger"), duty, place)


@pytest.mark.parametrize(
    ("role", "unit"),
    (
        (Role.ADMINISTRATOR, "VP"),
        (Role.CLERK, "DN"),
        (Role.FORM_APPRAISER, "KT"),
        (Role.CONTENT_APPRAISER, "DN"),
        (Role.INSPECTOR, "DN"),
        (Role.BODY_CHAIR, "DN"),
    ),
)
def test_a_role_is_refused_where_it_does_not_belong(house: House, role: Role, unit: str) -> None:
    with pytest.raises(ValidationError):
        appoint(
            person=house.people["stranger"],
            role=role,
            place=house.units[unit],
            valid_from=START,
            by=None,
        )


def test_a_unit_has_one_head_at_a_time(house: House) -> None:
    with pytest.raises(ValidationError):
        appoint(
            person=house.people["stranger"],
            role=Role.UNIT_HEAD,
            place=house.units["DN"],
            valid_from=TODAY,
            by=None,
        )
    end_mandate(mandate=house.mandates["head"], on=YESTERDAY, reason="Nghỉ hưu", by=None)
    appoint(
        person=house.people["stranger"],
        role=Role.UNIT_HEAD,
        place=house.units["DN"],
        valid_from=TODAY,
        by=None,
    )
    assert may(house.user("stranger"), Duty.SIGN, house.units["DN"])
    assert not may(house.user("head"), Duty.SIGN, house.units["DN"])


def test_an_administrator_cannot_appoint_themselves(house: House) -> None:
    for role, place in ((Role.UNIT_DEPUTY, house.units["QN"]), (Role.BODY_MEMBER, house.body)):
        with pytest.raises(ValidationError):
            appoint(
                person=house.people["admin"],
                role=role,
                place=place,
                valid_from=TODAY,
                by=house.user("admin"),
            )
    assert not Mandate.objects.filter(person=house.people["admin"]).exclude(role=Role.ADMINISTRATOR)


def test_a_mandate_acts_only_between_its_dates(house: House) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    person, unit = house.people["stranger"], house.units["QN"]
    appoint(person=person, role=Role.DRAFTER, place=unit, valid_from=tomorrow, by=None)
    desk = desk_of(Duty.DRAFT, unit)
    assert authority_at(house.user("stranger"), desk) is None
    end_mandate(mandate=house.mandates["qn"], on=YESTERDAY, reason="Hết nhiệm kỳ", by=None)
    assert not may(house.user("qn"), Duty.SIGN, unit)


def test_a_deputy_signs_for_the_head(house: House) -> None:
    holding = authority_at(house.user("deputy"), desk_of(Duty.SIGN, house.units["DN"]))
    assert holding is not None
    assert holding.form == "KT."


def test_the_head_of_the_heading_unit_endorses_and_the_deputy_unit_stands_in(house: House) -> None:
    assert may(house.user("head"), Duty.ENDORSE, house.cluster)
    assert may(house.user("hue"), Duty.STAND_IN, house.cluster)
    assert not may(house.user("hue"), Duty.ENDORSE, house.cluster)
    assert not may(house.user("qn"), Duty.STAND_IN, house.cluster)
    assert not may(house.user("drafter"), Duty.ENDORSE, house.cluster)


def test_a_member_takes_the_next_vacant_seat_until_the_body_is_full(house: House) -> None:
    assert house.mandates["member"].seat.number == 1
    for key in ("stranger", "qn"):
        appoint(
            person=house.people[key],
            role=Role.BODY_MEMBER,
            place=house.body,
            valid_from=START,
            by=None,
        )
    with pytest.raises(ValidationError):
        appoint(
            person=house.people["hue"],
            role=Role.BODY_MEMBER,
            place=house.body,
            valid_from=START,
            by=None,
        )


def test_permissions_follow_mandates_exactly(house: House) -> None:
    assert expected_grants(None, TODAY) == set(stored_grants(None))
    end_mandate(mandate=house.mandates["head"], on=YESTERDAY, reason="Chuyển công tác", by=None)
    assert expected_grants(None, TODAY) == set(stored_grants(None))
    assert not UserObjectPermission.objects.filter(user=house.user("head")).exists()


def test_ending_needs_a_reason_and_a_day_within_the_mandate(house: House) -> None:
    mandate = house.mandates["head"]
    for day, reason in ((YESTERDAY, " "), (START - dt.timedelta(days=1), "Lý do")):
        with pytest.raises(ValidationError):
            end_mandate(mandate=mandate, on=day, reason=reason, by=None)
    end_mandate(mandate=mandate, on=YESTERDAY, reason="Nghỉ hưu", by=None)
    with pytest.raises(ValidationError):
        end_mandate(mandate=mandate, on=TODAY, reason="Nghỉ hưu", by=None)


def test_every_appointment_is_in_the_audit_log(house: House) -> None:
    before = AuditEntry.objects.count()
    appoint(
        person=house.people["stranger"],
        role=Role.DRAFTER,
        place=house.units["QN"],
        valid_from=START,
        basis="QĐ 12",
        by=house.user("admin"),
    )
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert AuditEntry.objects.count() == before + 1
    assert (entry.action, entry.actor, entry.data["basis"]) == (
        "mandate.appointed",
        house.user("admin"),
        "QĐ 12",
    )


def test_many_appointments_cost_as_many_queries_as_one(
    house: House, django_assert_max_num_queries
) -> None:
    wanted = [
        Appointment(
            person=house.person(f"p{number}", f"Người {number}", "QN", account=False),
            role=Role.DRAFTER,
            place=house.units["QN"],
            valid_from=START,
        )
        for number in range(20)
    ]
    with django_assert_max_num_queries(26):
        appoint_many(appointments=wanted, by=None)
    assert Mandate.objects.filter(role=Role.DRAFTER, unit=house.units["QN"]).count() == 20
