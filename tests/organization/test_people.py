"""Accounts, deactivation, handover, and the check that permissions equal mandates."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from guardian.models import UserObjectPermission

from tests.organization.house import House
from workflow_app.accounts.second_factor import has_second_factor, needs_second_factor
from workflow_app.organization.enums import Duty, Role
from workflow_app.organization.models import Delegation, Holding, Mandate, Person
from workflow_app.organization.selectors.authority import may
from workflow_app.organization.services.delegations import delegate
from workflow_app.organization.services.handover import Change, hand_over, preview_hand_over
from workflow_app.organization.services.people import (
    deactivate_person,
    forget_second_factor,
    link_account,
    open_account,
    reactivate_person,
)
from workflow_app.organization.verification import verify_permissions

TODAY = timezone.localdate()


def test_a_new_account_gets_a_link_to_choose_a_password(
    house: House, django_capture_on_commit_callbacks
) -> None:
    person = house.person("new", "Tạ Văn Oanh", "QN", account=False)
    with django_capture_on_commit_callbacks(execute=True):
        user = open_account(
            person=person, username="oanh", email="oanh@example.vn", by=house.user("admin")
        )
    assert not user.has_usable_password()
    assert [letter.to for letter in mail.outbox] == [["oanh@example.vn"]]
    assert "/account/password/reset/key/" in mail.outbox[0].body
    assert "oanh" in mail.outbox[0].body


def test_authority_moves_with_the_account(house: House) -> None:
    person = house.person("late", "Vũ Thị Phúc", "QN", account=False)
    house.appointed("late", Role.DRAFTER)
    user = house.user("stranger")
    with pytest.raises(ValidationError):
        link_account(person=person, user=user, by=None)
    link_account(person=house.people["stranger"], user=None, by=None)
    link_account(person=person, user=user, by=None)
    assert may(user, Duty.DRAFT, house.units["QN"])
    assert verify_permissions().ok


def test_an_administrator_does_not_slip_into_a_decider(house: House) -> None:
    admin = house.user("admin")
    link_account(person=house.people["admin"], user=None, by=None)
    with pytest.raises(ValidationError):
        link_account(person=house.people["head"], user=admin, by=admin)


def test_a_deactivated_person_can_do_nothing_and_keeps_their_history(house: House) -> None:
    delegate(
        mandate=house.mandates["qn"],
        delegate=house.people["head"],
        form="TUQ.",
        valid_from=TODAY,
        valid_to=TODAY,
        reason="Ốm",
        by=house.user("qn"),
    )
    deactivate_person(
        person=house.people["head"], on=TODAY, reason="Nghỉ hưu", by=house.user("admin")
    )
    person = Person.objects.get(pk=house.people["head"].pk)
    assert (person.is_active, person.user.is_active) == (False, False)
    assert not Mandate.objects.filter(person=person, valid_to__isnull=True).exists()
    assert Delegation.objects.get().revoked_at is not None
    assert not Holding.objects.filter(person=person, delegation__isnull=False).exists()
    assert Mandate.objects.filter(person=person).count() == 1


def test_nobody_deactivates_themselves(house: House) -> None:
    with pytest.raises(ValidationError):
        deactivate_person(
            person=house.people["admin"], on=TODAY, reason="?", by=house.user("admin")
        )


def test_who_comes_back_signs_in_again_and_holds_nothing_until_appointed(house: House) -> None:
    head = house.people["head"]
    deactivate_person(person=head, on=TODAY, reason="Nghỉ hưu", by=house.user("admin"))
    reactivate_person(person=head, reason="Ký hợp đồng lại", by=house.user("admin"))
    head.refresh_from_db()
    assert head.is_active
    assert house.user("head").is_active
    assert not may(house.user("head"), Duty.SIGN, house.units["QN"])
    with pytest.raises(ValidationError, match="đang hoạt động"):
        reactivate_person(person=head, reason="Lần nữa", by=house.user("admin"))


def test_who_lost_the_phone_is_let_in_by_another_administrator_and_told(
    house: House, django_capture_on_commit_callbacks
) -> None:
    head, admin = house.people["head"], house.user("admin")
    TOTP.activate(head.user, "JBSWY3DPEHPK3PXP")
    page = reverse("organization:admin:second_factor", args=[head.pk])
    browser = Client()
    browser.force_login(admin)
    assert page in browser.get(reverse("organization:admin:person", args=[head.pk])).text
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(page, {"reason": "Mất điện thoại, đã gọi lại số cơ quan"})
    assert not has_second_factor(house.user("head"))
    assert [letter.to for letter in mail.outbox] == [[head.user.email]]
    assert page not in browser.get(reverse("organization:admin:person", args=[head.pk])).text


def test_nobody_resets_their_own_second_factor(house: House) -> None:
    admin = house.people["admin"]
    TOTP.activate(admin.user, "JBSWY3DPEHPK3PXP")
    with pytest.raises(ValidationError):
        forget_second_factor(person=admin, reason="Mất máy", by=admin.user)
    assert has_second_factor(house.user("admin"))


def test_a_handover_is_one_step_for_many_posts(house: House) -> None:
    changes = [
        Change(house.mandates["head"], house.people["stranger"], TODAY),
        Change(house.mandates["hue"], house.people["hue"], TODAY),
        Change(house.mandates["member"], house.people["qn"], TODAY),
        Change(house.mandates["drafter"], None, TODAY),
    ]
    preview = preview_hand_over(changes=changes, by=None)
    assert (len(preview.ending), len(preview.vacant), preview.problems) == (3, 1, [])
    seat = house.mandates["member"].seat
    hand_over(changes=changes, basis="NQ Đại hội VII", by=house.user("admin"))
    assert may(house.user("stranger"), Duty.SIGN, house.units["DN"])
    assert may(house.user("stranger"), Duty.ENDORSE, house.cluster)
    assert not may(house.user("head"), Duty.SIGN, house.units["DN"])
    assert may(house.user("hue"), Duty.SIGN, house.units["HUE"])
    assert seat.mandates.get(valid_to__isnull=True).person == house.people["qn"]
    assert verify_permissions().ok


def test_two_heads_may_change_places_in_one_handover(house: House) -> None:
    hand_over(
        changes=[
            Change(house.mandates["hue"], house.people["qn"], TODAY),
            Change(house.mandates["qn"], house.people["hue"], TODAY),
        ],
        basis="Luân chuyển",
        by=None,
    )
    assert may(house.user("hue"), Duty.SIGN, house.units["QN"])
    assert not may(house.user("hue"), Duty.SIGN, house.units["HUE"])


def test_a_handover_with_one_wrong_line_changes_nothing(house: House) -> None:
    house.people["stranger"].is_active = False
    house.people["stranger"].save()
    before = list(Mandate.objects.values_list("pk", "valid_to"))
    with pytest.raises(ValidationError):
        hand_over(
            changes=[
                Change(house.mandates["hue"], house.people["clerk"], TODAY),
                Change(house.mandates["head"], house.people["stranger"], TODAY),
            ],
            basis="NQ",
            by=None,
        )
    assert list(Mandate.objects.values_list("pk", "valid_to")) == before


def test_the_check_finds_a_permission_granted_by_hand(house: House) -> None:
    assert verify_permissions().ok
    row = UserObjectPermission.objects.filter(user=house.user("head")).first()
    UserObjectPermission.objects.create(
        user=house.user("stranger"),
        permission=row.permission,
        content_type=row.content_type,
        object_pk=row.object_pk,
    )
    result = verify_permissions()
    assert result.mismatches == 1
    assert str(house.user("stranger").pk) in result.details[0]


def test_the_check_finds_a_holding_that_was_tampered_with(house: House) -> None:
    holding = Holding.objects.filter(person=house.people["qn"], desk__duty=Duty.SIGN).get()
    Holding.objects.filter(pk=holding.pk).update(person=house.people["stranger"])
    assert verify_permissions().mismatches == 2
    Holding.objects.filter(pk=holding.pk).delete()
    assert not verify_permissions().ok


def test_chairs_clerks_and_administrators_need_a_second_factor(house: House) -> None:
    assert needs_second_factor(house.user("clerk"))
    assert needs_second_factor(house.user("admin"))
    assert not needs_second_factor(house.user("drafter"))
