"""What the system is delivered with."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from awards.models import AwardRule, AwardType, BaseSalary
from awards.rules.money import amount_of
from awards.rules.quota import places
from awards.selectors.nominations import rule_in_force
from awards.selectors.types import base_salary_on
from awards.services.types import load_default_types
from workflow_app.ballots.rules.stored import resolve
from workflow_app.rulebook.keys import RULES
from workflow_app.rulebook.selectors import rules_on

TODAY = dt.date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def votes_needed(code: str, members: int) -> int:
    """Votes that an award needs of a council with so many members, as the rulebook has it."""
    key = f"vote.{AwardType.objects.get(code=code).vote_rule}"
    rule = resolve(RULES[key].default, "", rules_on("ballot.threshold", "ballot.quorum"))
    return rule.threshold.needed(members)


def test_loading_twice_changes_nothing_and_keeps_what_people_changed() -> None:
    load_default_types()
    AwardType.objects.filter(code="flag").update(name="Cờ thi đua xuất sắc")
    AwardRule.objects.filter(award_type__code="medal").update(coefficient=Decimal("0.6"))
    BaseSalary.objects.filter(valid_from=dt.date(2026, 7, 1)).update(amount=2_600_000)
    before = AwardRule.objects.count()
    call_command("load_award_types", stdout=StringIO())
    assert AwardRule.objects.count() == before == AwardType.objects.count()
    assert AwardType.objects.get(code="flag").name == "Cờ thi đua xuất sắc"
    assert AwardRule.objects.get(award_type__code="medal").coefficient == Decimal("0.6")
    assert base_salary_on(TODAY) == 2_600_000


def test_the_base_salary_is_the_one_of_the_day_of_the_decision() -> None:
    load_default_types()
    assert base_salary_on(dt.date(2024, 6, 30)) is None
    assert base_salary_on(dt.date(2024, 7, 1)) == 2_340_000
    assert base_salary_on(dt.date(2026, 6, 30)) == 2_340_000
    assert base_salary_on(dt.date(2026, 7, 1)) == 2_530_000


@pytest.mark.parametrize(
    ("code", "coefficient"),
    (
        ("fighter_national", "4.5"),
        ("fighter", "3.0"),
        ("fighter_grassroots", "1.0"),
        ("advanced_worker", "0.3"),
        ("excellent_collective", "1.5"),
        ("advanced_collective", "0.8"),
        ("flag_government", "12.0"),
        ("flag", "8.0"),
        ("certificate_pm_person", "3.5"),
        ("certificate_pm_collective", "7.0"),
        ("certificate_person", "1.5"),
        ("certificate_collective", "3.0"),
        ("commendation_person", "0.3"),
        ("commendation_collective", "0.6"),
        ("medal", "0.4"),
    ),
)
def test_coefficients_are_those_of_the_decree(code: str, coefficient: str) -> None:
    """NĐ 152/2025 Đ50 and Đ54.1; the medal by analogy with TT 12/2024/TT-BNV Đ4."""
    rule = rule_in_force(load_default_types()[code].pk, TODAY)
    assert rule is not None
    assert rule.coefficient == Decimal(coefficient)
    assert rule.legal_basis


def test_a_collective_gets_more_than_a_person_for_the_same_form() -> None:
    """NĐ 152 Đ49.4."""
    load_default_types()
    for form in ("certificate", "commendation", "certificate_pm"):
        person, collective = (
            AwardRule.objects.get(award_type__code=f"{form}_{kind}").coefficient
            for kind in ("person", "collective")
        )
        assert amount_of(collective, 2_530_000) > amount_of(person, 2_530_000)


def test_a_cluster_has_one_flag_and_three_certificates_and_the_state_a_fifth() -> None:
    types = load_default_types()
    quotas = {
        code: places(AwardRule.objects.get(award_type=types[code]).quota, candidates=11)
        for code in ("flag", "certificate_collective", "flag_government", "fighter_grassroots")
    }
    assert quotas == {
        "flag": 1,
        "certificate_collective": 3,
        "flag_government": 2,
        "fighter_grassroots": 11,  # no share today (old cap: 15 %)
    }


@pytest.mark.parametrize(
    ("code", "of_17", "of_5"),
    (
        ("flag", 14, 4),  # 80 % of all members
        ("flag_government", 14, 4),
        ("fighter_grassroots", 14, 4),
        ("fighter", 16, 5),  # 90 %
        ("fighter_national", 16, 5),
        ("certificate_collective", 9, 3),  # more than half
        ("medal", 9, 3),
    ),
)
def test_every_award_has_its_threshold_in_the_rulebook(code: str, of_17: int, of_5: int) -> None:
    """NĐ 98/2023 Đ30.7: of all members, those who are absent included."""
    load_default_types()
    assert (votes_needed(code, 17), votes_needed(code, 5)) == (of_17, of_5)


def test_awards_of_the_state_are_not_nominated_for_in_a_campaign() -> None:
    load_default_types()
    others = set(AwardType.objects.filter(is_active=False).values_list("code", flat=True))
    assert others == {
        "certificate_pm_person",
        "certificate_pm_collective",
        "fighter_national",
        "flag_government",
    }


def test_no_version_is_invented_for_the_law_nobody_has_read() -> None:
    """Luật 06/2026/QH16 counts from 01/10/2026; its content is unknown."""
    load_default_types()
    assert not AwardRule.objects.filter(valid_from__gte=dt.date(2026, 10, 1)).exists()
