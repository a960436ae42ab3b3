"""Nobody acts on both sides of a plan, whatever they are appointed to or lent."""

import datetime as dt

import pytest

from tests.cast import START, Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import NotAllowedError
from workflow_app.approvals.selectors.actions import available_actions
from workflow_app.organization.models import Delegation, Mandate
from workflow_app.organization.services.authority import refresh_authority

STEPS = (
    ("endorse", "unit_head", "LH-HUE", Outcome.ENDORSED),
    ("appraise_content", "content_appraiser", "BAN-CTDP", Outcome.APPRAISED),
    ("appraise_form", "form_appraiser", "VAN-PHONG", Outcome.APPRAISED),
)


def also(cast: Cast, username: str, role: str, unit: str) -> User:
    """Give somebody one more appointment."""
    mandate = Mandate.objects.create(
        person=cast.people[username], role=role, unit=cast.unit(unit), valid_from=START
    )
    refresh_authority(mandate_ids=[mandate.pk])
    return cast.users[username]


def arrived(cast: Cast, step: str) -> FlowDriver:
    plan = plan_of(cast)
    plan.submit_and_sign()
    plan.opine(cast.dung, "LH-HUE")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    if step != "endorse":
        plan.do(cast.dung, "endorse", Outcome.ENDORSED)
    if step == "appraise_form":
        plan.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
    return plan


@pytest.mark.parametrize("username", ("hoa", "minh"))
@pytest.mark.parametrize(("step", "role", "unit", "outcome"), STEPS)
def test_who_drafted_or_signed_does_not_judge_at_a_later_step(  # noqa: PLR0917 -- one per fact
    cast: Cast, username: str, step: str, role: str, unit: str, outcome: Outcome
) -> None:
    user = also(cast, username, role, unit)
    plan = arrived(cast, step)
    forward = [action.outcome for action in available_actions(user, plan.dossier).forward]
    assert forward == []
    with pytest.raises(NotAllowedError):
        plan.do(user, step, outcome)


def test_the_drafter_who_is_also_head_waits_for_the_other_head(cast: Cast) -> None:
    user = also(cast, "hoa", "unit_deputy", "LH-DANANG")
    plan = plan_of(cast)
    plan.add_line(user, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(user, "draft", Outcome.SUBMITTED)
    with pytest.raises(NotAllowedError):
        plan.do(user, "sign", Outcome.SIGNED)


@pytest.mark.parametrize("username", ("hoa", "minh"))
def test_who_drafted_or_signed_gives_no_opinion_for_another_unit(cast: Cast, username: str) -> None:
    user = also(cast, username, "unit_head", "LH-QUANGTRI")
    plan = plan_of(cast)
    plan.submit_and_sign()
    with pytest.raises(NotAllowedError):
        plan.opine(user, "LH-QUANGTRI")


def test_content_and_form_are_appraised_by_different_people(cast: Cast) -> None:
    user = also(cast, "tuan", "form_appraiser", "VAN-PHONG")
    plan = arrived(cast, "appraise_form")
    with pytest.raises(NotAllowedError):
        plan.do(user, "appraise_form", Outcome.APPRAISED)


def tuan_delegates(cast: Cast, delegate: str, day: dt.date) -> None:
    """Tuấn, who appraises the content, is away for a day and somebody else acts for him."""
    mandate = Mandate.objects.get(person=cast.people["tuan"])
    Delegation.objects.create(
        mandate=mandate,
        delegate=cast.people[delegate],
        form="TUQ.",
        valid_from=day,
        valid_to=day,
        reason="Đi công tác",
        created_by=cast.tuan,
    )
    refresh_authority(mandate_ids=[mandate.pk])


def test_a_delegation_does_not_lift_the_separation(cast: Cast, today: dt.date) -> None:
    tuan_delegates(cast, "hoa", today)
    plan = arrived(cast, "appraise_content")
    with pytest.raises(NotAllowedError):
        plan.do(cast.hoa, "appraise_content", Outcome.APPRAISED)


def test_an_act_under_a_delegation_says_for_whom(cast: Cast, today: dt.date) -> None:
    tuan_delegates(cast, "nga", today)
    plan = arrived(cast, "appraise_content")
    decision = plan.do(cast.nga, "appraise_content", Outcome.APPRAISED)
    assert decision.delegation is not None
    assert decision.authority.startswith("TUQ. ")
    assert "Đỗ Anh Tuấn" in decision.authority
    with pytest.raises(NotAllowedError):
        plan.do(cast.nga, "appraise_form", Outcome.APPRAISED)


def test_a_mandate_that_has_ended_opens_nothing(cast: Cast, today: dt.date) -> None:
    mandate = Mandate.objects.get(person=cast.people["tuan"])
    mandate.valid_to = today - dt.timedelta(days=1)
    mandate.save(update_fields=["valid_to"])
    refresh_authority(mandate_ids=[mandate.pk])
    plan = arrived(cast, "appraise_content")
    with pytest.raises(NotAllowedError):
        plan.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
    assert not cast.tuan.has_perm("organization.appraise_content_unit", cast.unit("BAN-CTDP"))
