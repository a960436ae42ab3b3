"""A new version: nothing is lost, old dossiers go on, the effect is seen before."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from awards.defaults import DEFAULTS
from awards.enums import CampaignState, Completion
from awards.models import AwardRule, BaseSalary, Matter, Nomination, YearRating
from awards.rules.requirements import CHECKS
from awards.selectors.checks import check_many, checks_of, choice_of
from awards.selectors.nominations import rule_in_force
from awards.selectors.preview import effect_of_salary, effect_of_version
from awards.services.nominations import open_nomination
from awards.services.types import RuleDraft, begin_salary, begin_version
from tests.awards.house import House
from workflow_app.audit.models import AuditEntry

CODE = "certificate_collective"
URL = f"/awards/types/{CODE}/new-version/"


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days)


def draft(**values: Any) -> RuleDraft:
    return RuleDraft(**{"valid_from": in_days(1), "legal_basis": "Luật 06/2026/QH16", **values})


def level(name: str) -> dict[str, Any]:
    return {"check": "completion", "way": 0, "level": name}


@pytest.fixture
def nomination(house: House) -> Nomination:
    """Đà Nẵng's certificate in a campaign that is open, completed well, not received yet."""
    house.campaign.state = CampaignState.OPEN
    house.campaign.opened = timezone.now()
    house.campaign.save()
    AwardRule.objects.filter(award_type=house.types[CODE]).update(
        checklist=[], requirements=[level("well")]
    )
    dossier = open_nomination(
        campaign=house.campaign,
        unit=house.cast.unit("LH-DANANG"),
        award_type=house.types[CODE],
        recipient=house.recipient("LH-DANANG"),
        user=house.cast.users["hoa"],
    )
    found = Nomination.objects.get(dossier=dossier)
    found.completion = Completion.WELL
    found.save()
    return found


def received(nomination: Nomination) -> Nomination:
    nomination.received_on = timezone.localdate()
    nomination.rule = AwardRule.objects.get(award_type=nomination.award_type)
    nomination.save()
    return nomination


def test_the_version_before_ends_on_the_eve_and_stays_as_it_was(house: House) -> None:
    old = AwardRule.objects.get(award_type=house.types["flag"])
    new = begin_version(
        award_type=house.types["flag"],
        draft=draft(coefficient=Decimal(9)),
        user=house.cast.users["quang"],
    )
    after = AwardRule.objects.get(pk=old.pk)
    assert after.valid_to == timezone.localdate()
    assert (after.coefficient, after.legal_basis) == (old.coefficient, old.legal_basis)
    assert rule_in_force(house.types["flag"].pk, in_days(1)) == new
    assert rule_in_force(house.types["flag"].pk, timezone.localdate()) == old
    assert AuditEntry.objects.filter(action="award_rule.begun").count() == 1


@pytest.mark.parametrize(
    "values",
    (
        {"legal_basis": "  "},
        {"valid_from": dt.date(2025, 1, 1)},
        {"requirements": [{"check": "magic"}]},
        {"requirements": [{"check": "completion"}]},
        {"quota": {"kind": "lottery"}},
    ),
)
def test_a_version_that_nobody_could_apply_is_refused(house: House, values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        begin_version(
            award_type=house.types["flag"], draft=draft(**values), user=house.cast.users["quang"]
        )


def test_two_versions_do_not_begin_on_one_day(house: House) -> None:
    award, user = house.types["flag"], house.cast.users["quang"]
    begin_version(award_type=award, draft=draft(), user=user)
    with pytest.raises(ValidationError):
        begin_version(award_type=award, draft=draft(), user=user)
    between = begin_version(award_type=award, draft=draft(valid_from=in_days(0)), user=user)
    assert between.valid_to == in_days(0)


def test_a_dossier_received_before_goes_on_under_the_old_version(nomination: Nomination) -> None:
    old = received(nomination).rule
    assert old is not None
    begin_version(
        award_type=nomination.award_type,
        draft=draft(requirements=[level("excellent")], coefficient=Decimal(4)),
        user=nomination.dossier.created_by,
    )
    choice = choice_of(nomination, today=in_days(2))
    assert choice.rule == old
    assert choice.stays_under_old
    assert "not more favourable" in choice.reason or "không có lợi hơn" in choice.reason
    assert not [it for it in checks_of(nomination, today=in_days(2)) if it.is_error]


def test_a_dossier_not_received_yet_goes_under_the_new_version(nomination: Nomination) -> None:
    new = begin_version(
        award_type=nomination.award_type,
        draft=draft(requirements=[level("excellent")]),
        user=nomination.dossier.created_by,
    )
    assert choice_of(nomination, today=in_days(2)).rule == new
    errors = [it.name for it in checks_of(nomination, today=in_days(2)) if it.is_error]
    assert errors == ["completion"]


def test_the_new_version_counts_when_it_lifts_what_stood_in_the_way(
    nomination: Nomination,
) -> None:
    AwardRule.objects.update(requirements=[level("excellent")])
    received(nomination)
    new = begin_version(
        award_type=nomination.award_type,
        draft=draft(requirements=[level("well")], coefficient=Decimal(1)),
        user=nomination.dossier.created_by,
    )
    assert choice_of(nomination, today=in_days(2)).rule == new


@pytest.mark.parametrize(("coefficient", "moves"), (("3.5", True), ("3.0", False), ("2.0", False)))
def test_the_new_version_counts_when_it_pays_more_and_all_is_met(
    nomination: Nomination, coefficient: str, *, moves: bool
) -> None:
    received(nomination)
    new = begin_version(
        award_type=nomination.award_type,
        draft=draft(requirements=[level("well")], coefficient=Decimal(coefficient)),
        user=nomination.dossier.created_by,
    )
    assert (choice_of(nomination, today=in_days(2)).rule == new) is moves


def test_facts_are_gathered_for_the_checks(house: House, nomination: Nomination) -> None:
    hue = nomination.recipient
    YearRating.objects.create(
        recipient=hue, year=2026, completion="excellent", titles=["excellent_collective"]
    )
    AwardRule.objects.update(
        requirements=[
            {"check": "completion_years", "way": 0, "level": "well", "years": 2},
            {
                "check": "title_times",
                "way": 0,
                "award": "excellent_collective",
                "times": 1,
                "consecutive": False,
            },
        ],
        checklist=["submission"],
    )
    assert {it.name for it in checks_of(nomination) if it.is_error} == {"paper.submission"}
    Matter.objects.create(recipient=hue, kind="complaint", since=in_days(-3))
    errors = {it.name for it in checks_of(nomination) if it.is_error}
    assert errors == {"paper.submission", "pending"}


def test_an_award_without_a_rule_says_so(nomination: Nomination) -> None:
    AwardRule.objects.all().delete()
    assert [it.name for it in checks_of(nomination)] == ["no_rule"]


def test_many_nominations_cost_as_many_statements_as_one(
    house: House, nomination: Nomination, django_assert_num_queries: Any
) -> None:
    other = open_nomination(
        campaign=house.campaign,
        unit=house.cast.unit("LH-DANANG"),
        award_type=house.types["flag"],
        recipient=house.recipient("LH-DANANG"),
        user=house.cast.users["hoa"],
    )
    listed = list(
        Nomination.objects.filter(dossier__in=(nomination.dossier, other)).select_related(
            "dossier", "campaign", "award_type", "recipient__unit", "rule__award_type"
        )
    )
    with django_assert_num_queries(12):
        check_many(listed[:1])
    with django_assert_num_queries(12):
        check_many(listed)


def test_the_preview_names_each_dossier_that_changes(house: House, nomination: Nomination) -> None:
    administrator = house.cast.users["quang"]
    new = draft(requirements=[level("excellent")]).as_rule(nomination.award_type)
    preview = effect_of_version(new, user=administrator)
    assert (preview.opening, preview.closing, preview.staying) == (0, 1, 0)
    [effect] = preview.effects
    assert [it.name for it in effect.new_errors] == ["completion"]
    assert (effect.money_before, effect.money_after) == (7_590_000, 0)
    assert not effect.is_visible  # administrators see nothing of the content
    assert effect_of_version(new, user=house.cast.users["hoa"]).effects[0].is_visible
    assert AwardRule.objects.filter(award_type=nomination.award_type).count() == 1


def test_the_preview_says_which_dossiers_stay_and_why(nomination: Nomination, house: House) -> None:
    received(nomination)
    new = draft(requirements=[level("excellent")]).as_rule(nomination.award_type)
    preview = effect_of_version(new, user=house.cast.users["quang"])
    assert (preview.closing, preview.staying) == (0, 1)
    assert preview.effects[0].after.choice.reason


def test_the_preview_of_a_base_salary_shows_money_before_and_after(
    nomination: Nomination, house: House
) -> None:
    preview = effect_of_salary(in_days(3), 3_000_000, user=house.cast.users["quang"])
    [effect] = preview.effects
    assert (effect.money_before, effect.money_after) == (7_590_000, 9_000_000)
    assert preview.difference == 1_410_000


def test_a_day_has_one_base_salary(house: House) -> None:
    user = house.cast.users["quang"]
    begin_salary(valid_from=in_days(9), amount=2_700_000, legal_basis="NĐ", user=user)
    with pytest.raises(ValidationError):
        begin_salary(valid_from=in_days(9), amount=2_800_000, legal_basis="NĐ", user=user)
    with pytest.raises(ValidationError):
        begin_salary(valid_from=in_days(10), amount=0, legal_basis="NĐ", user=user)


# the pages


def typed(**values: Any) -> dict[str, Any]:
    return {
        "criteria": "Hoàn thành xuất sắc",
        "quota_kind": "per_cluster",
        "quota_number": "3",
        "via_cluster": "on",
        "publication_days": "7",
        "checklist": ["submission"],
        "coefficient": "3,5",
        "waiting_months": "0",
        "valid_from": f"{in_days(1):%d/%m/%Y}",
        "legal_basis": "Luật 06/2026/QH16, Điều 1",
        "requirements-TOTAL_FORMS": "2",
        "requirements-INITIAL_FORMS": "0",
        "requirements-0-check": "completion",
        "requirements-0-way": "0",
        "requirements-0-level": "excellent",
        "requirements-1-check": "share",
        "requirements-1-way": "1",
        "requirements-1-figure": "members_advanced",
        "requirements-1-numerator": "7",
        "requirements-1-denominator": "10",
        **values,
    }


def test_an_administrator_sees_the_effect_before_anything_begins(
    nomination: Nomination, house: House, client: Client
) -> None:
    client.force_login(house.cast.users["quang"])
    shown = client.post(URL, typed())
    assert shown.status_code == 200
    assert nomination.dossier.code in shown.content.decode()
    assert AwardRule.objects.filter(award_type__code=CODE).count() == 1
    digest = shown.context["digest"]
    changed = client.post(URL, typed(coefficient="4", seen=digest))
    assert changed.context["has_changed"]
    assert AwardRule.objects.filter(award_type__code=CODE).count() == 1
    assert client.post(URL, typed(seen=digest)).status_code == 302
    new = AwardRule.objects.get(award_type__code=CODE, valid_from=in_days(1))
    assert new.coefficient == Decimal("3.5")
    assert new.quota == {"kind": "per_cluster", "number": 3}
    assert new.requirements == [
        {"check": "completion", "way": 0, "level": "excellent"},
        {
            "check": "share",
            "way": 1,
            "figure": "members_advanced",
            "numerator": 7,
            "denominator": 10,
        },
    ]


def test_the_form_starts_with_what_is_in_force_and_gives_it_back(
    house: House, client: Client
) -> None:
    rows = {row["check"]: row for default in DEFAULTS for row in default.requirements}
    rows["service"] = {"check": "service", "way": 2, "years": 15, "basis": "Luật, Điều 71"}
    rows["title_times"] = {**rows["title_times"], "award": "flag"}
    assert rows.keys() == CHECKS.keys()
    AwardRule.objects.filter(award_type__code=CODE).update(requirements=list(rows.values()))
    client.force_login(house.cast.users["quang"])
    page = client.get(URL).context
    form, requirements = page["form"], page["rows"]
    data = typed(
        **{
            "requirements-TOTAL_FORMS": len(requirements.forms),
            "requirements-INITIAL_FORMS": requirements.initial_form_count(),
            **{
                f"{one.prefix}-{name}": value
                for one in requirements.forms
                for name, value in one.initial.items()
                if value is not None and value is not False
            },
        }
    )
    seen = client.post(URL, data)
    assert not any(seen.context["rows"].errors)
    client.post(URL, {**data, "seen": seen.context["digest"]})
    new = AwardRule.objects.get(award_type__code=CODE, valid_from=in_days(1))
    old = AwardRule.objects.get(award_type__code=CODE, valid_to=in_days(0))
    assert new.requirements == old.requirements
    assert form["coefficient"].value() == Decimal("3.00")


@pytest.mark.parametrize(
    "wrong",
    (
        {"requirements-0-level": ""},
        {"requirements-1-numerator": "11"},
        {"quota_number": ""},
        {"legal_basis": ""},
        {"valid_from": "01/01/2025"},
        {"quota_kind": "share", "quota_numerator": "3", "quota_denominator": "2"},
    ),
)
def test_what_is_missing_is_said_at_its_field(
    house: House, client: Client, wrong: dict[str, str]
) -> None:
    client.force_login(house.cast.users["quang"])
    assert client.post(URL, typed(**wrong)).status_code == 422
    assert AwardRule.objects.filter(award_type__code=CODE).count() == 1


def test_only_administrators_type_rules_and_all_who_hold_a_post_read_them(
    house: House, client: Client
) -> None:
    for name, reads, types in (("quang", 200, 200), ("kien", 200, 404), ("hoa", 200, 404)):
        client.force_login(house.cast.users[name])
        assert client.get("/awards/types/").status_code == reads
        assert client.get(f"/awards/types/{CODE}/").status_code == reads
        assert client.get("/awards/types/base-salaries/").status_code == reads
        assert client.get(URL).status_code == types
    assert client.post(URL, typed()).status_code == 404
    assert client.post("/awards/types/base-salaries/", {}).status_code == 404


def test_a_base_salary_begins_after_its_effect_was_seen(house: House, client: Client) -> None:
    client.force_login(house.cast.users["quang"])
    data = {
        "amount": "2.700.000",
        "valid_from": f"{in_days(40):%d/%m/%Y}",
        "legal_basis": "Nghị định mới",
    }
    url = "/awards/types/base-salaries/"
    shown = client.post(url, data)
    assert not BaseSalary.objects.filter(amount=2_700_000).exists()
    done = client.post(url, {**data, "seen": shown.context["digest"]})
    assert done.status_code == 302
    assert BaseSalary.objects.get(amount=2_700_000).valid_from == in_days(40)
