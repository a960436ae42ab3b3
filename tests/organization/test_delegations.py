"""Acting for somebody else: for a time, visibly, and never on both sides."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.organization.house import House
from workflow_app.organization.enums import Duty, Role, SigningForm
from workflow_app.organization.models import Delegation, Holding
from workflow_app.organization.selectors.authority import authority_at, desk_of, may
from workflow_app.organization.services.appointments import end_mandate
from workflow_app.organization.services.delegations import delegate, revoke_delegation

TODAY = timezone.localdate()
NEXT_WEEK = TODAY + dt.timedelta(days=7)


def given(house: House, *, of: str = "qn", to: str = "stranger", **more: Any) -> Delegation:
    wanted: dict[str, Any] = {
        "mandate": house.mandates[of],
        "delegate": house.people[to],
        "form": SigningForm.AUTHORISED,
        "valid_from": TODAY,
        "valid_to": NEXT_WEEK,
        "reason": "Đi công tác",
        "by": house.user(of),
    }
    return delegate(**(wanted | more))


def test_the_delegate_acts_and_the_act_says_for_whom(house: House) -> None:
    delegation = given(house)
    holding = authority_at(house.user("stranger"), desk_of(Duty.SIGN, house.units["QN"]))
    assert holding is not None
    assert (holding.form, holding.delegation, holding.mandate.person) == (
        "TUQ.",
        delegation,
        house.people["qn"],
    )
    assert may(house.user("qn"), Duty.SIGN, house.units["QN"])


def test_a_delegation_for_some_kinds_is_for_those_kinds_only(house: House) -> None:
    given(house, kinds=["plan"])
    desk = desk_of(Duty.SIGN, house.units["QN"])
    assert authority_at(house.user("stranger"), desk, kind="plan") is not None
    assert authority_at(house.user("stranger"), desk, kind="award") is None


def test_a_revoked_delegation_gives_nothing_at_once(house: House) -> None:
    delegation = given(house)
    revoke_delegation(delegation=delegation, reason="Về sớm", by=house.user("qn"))
    assert not may(house.user("stranger"), Duty.SIGN, house.units["QN"])
    with pytest.raises(ValidationError):
        revoke_delegation(delegation=delegation, reason="Lại", by=house.user("qn"))


def test_a_delegation_ends_with_the_mandate_it_comes_from(house: House) -> None:
    given(house)
    end_mandate(
        mandate=house.mandates["qn"], on=TODAY - dt.timedelta(days=1), reason="Nghỉ", by=None
    )
    assert not Holding.objects.filter(delegation__isnull=False).exists()


def test_delegated_authority_is_not_passed_on(house: House) -> None:
    given(house)
    with pytest.raises(ValidationError, match="30/2020"):
        given(house, to="clerk", by=house.user("stranger"))


def test_signing_is_not_delegated_to_the_only_drafter(house: House) -> None:
    with pytest.raises(ValidationError):
        given(house, of="head", to="drafter")
    house.person("second", "Mai Thị Nga", "DN")
    house.appointed("second", Role.DRAFTER)
    given(house, of="head", to="drafter")
    assert may(house.user("drafter"), Duty.SIGN, house.units["DN"])


@pytest.mark.parametrize(
    "wrong",
    (
        {"valid_to": TODAY - dt.timedelta(days=1)},
        {"valid_from": dt.date(2010, 1, 1)},
        {"reason": "  "},
        {"form": SigningForm.DEPUTY},
        {"form": ""},
    ),
)
def test_a_delegation_that_the_law_does_not_know_is_refused(
    house: House, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        given(house, **wrong)
    assert not Delegation.objects.exists()


def test_only_a_deputy_signs_kt(house: House) -> None:
    given(house, of="head", to="deputy", form=SigningForm.DEPUTY)
    assert Holding.objects.filter(person=house.people["deputy"], delegation__isnull=False).exists()


def test_the_delegate_is_active_has_an_account_and_is_somebody_else(house: House) -> None:
    house.person("paper", "Không Tài Khoản", "QN", account=False)
    for to in ("paper", "qn"):
        with pytest.raises(ValidationError):
            given(house, to=to)
    house.people["stranger"].is_active = False
    house.people["stranger"].save()
    with pytest.raises(ValidationError):
        given(house)


def test_a_vote_is_not_delegated(house: House) -> None:
    with pytest.raises(ValidationError):
        given(house, of="member", to="stranger")


def test_only_the_holder_or_an_administrator_delegates(house: House) -> None:
    with pytest.raises(ValidationError):
        given(house, by=house.user("hue"))
    with pytest.raises(ValidationError):
        given(house, to="admin", by=house.user("admin"))
    given(house, by=house.user("admin"))
