"""Rules of votes in the rulebook: which one counts, and how the administrator changes one."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.organization.house import House, make_house
from tests.organization.test_pages import signed_in
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import Denominator, FinalSay, Secrecy, TieRule
from workflow_app.ballots.rules.defaults import FLAG, OPEN, VOTE_RULES
from workflow_app.ballots.rules.stored import GENERAL
from workflow_app.ballots.selectors.rules import decision_rule_for
from workflow_app.ballots.vote_rules import VoteRuleUnit
from workflow_app.lib.fractions import Threshold
from workflow_app.rulebook.models import Rule
from workflow_app.rulebook.selectors import rules_on
from workflow_app.rulebook.services import check_value, set_rule

DAY = dt.date(2026, 3, 2)
HALF = Threshold(1, 2, strict=True)


@pytest.fixture
def house(db: None) -> House:
    return make_house()


def let_begin(key: str, value: Any, day: dt.date = DAY, basis: str = "Điều lệ 2021") -> Rule:
    return set_rule(key=key, value=value, legal_basis=basis, valid_from=day, by=None)


@pytest.mark.parametrize("kind", ("plan", "amendment"))
def test_plans_are_voted_openly_by_more_than_half_of_all_members(db: None, kind: str) -> None:
    rule = decision_rule_for(kind, DAY, "DCT")
    assert (rule.denominator, rule.threshold, rule.quorum) == (Denominator.ALL_MEMBERS, HALF, HALF)
    assert rule.secrecy == Secrecy.OPEN
    assert "126/2024" in rule.legal_basis


@pytest.mark.parametrize("body", ("BTV", "DCT", "HDTDKT", ""))
def test_personnel_is_secret_and_no_candidate_votes_on_themselves(db: None, body: str) -> None:
    rule = decision_rule_for("personnel", DAY, body)
    assert (rule.denominator, rule.threshold) == (Denominator.ALL_MEMBERS, HALF)
    assert rule.is_secret
    assert not rule.candidates_vote
    assert not rule.absent_in_writing  # what is sent in writing carries a name
    assert (rule.tie, rule.runs, rule.then) == (TieRule.SECOND_RUN, 2, FinalSay.CHAIR)
    assert not rule.repeats_missed  # no chair elects whom the body did not


@pytest.mark.parametrize(
    ("kind", "percent"),
    (
        ("award.flag", 80),
        ("award.fighter_grassroots", 80),
        ("award.fighter", 90),
        ("award.fighter_national", 90),
    ),
)
def test_awards_need_their_share_of_all_members_with_the_absent_in_writing(
    db: None, kind: str, percent: int
) -> None:
    rule = decision_rule_for(kind, DAY, "HDTDKT")
    assert rule.threshold == Threshold.percent(percent)
    assert (rule.denominator, rule.quorum) == (Denominator.ALL_MEMBERS, Threshold(2, 3))
    assert rule.absent_in_writing
    assert (rule.tie, rule.runs) == (TieRule.WOMEN_THEN_CHAIR, 2)
    assert "98/2023" in rule.legal_basis


def test_other_awards_need_more_than_half(db: None) -> None:
    for kind in ("award", "award.certificate"):
        assert decision_rule_for(kind, DAY).threshold == HALF


def test_the_closest_rule_counts(db: None) -> None:
    let_begin("vote", OPEN | {"runs": 2})
    let_begin("vote.personnel", OPEN | {"runs": 3})
    let_begin("vote.personnel.BTV", OPEN | {"runs": 4})
    runs = {
        (kind, body): decision_rule_for(kind, DAY, body).runs
        for kind, body in (
            ("personnel", "BTV"),
            ("personnel", "HDTDKT"),
            ("personnel", ""),
            ("something.new", "DCT"),
            ("plan", "DCT"),
        )
    }
    assert list(runs.values()) == [4, 3, 3, 2, 1]


def test_a_rule_counts_from_its_day(db: None) -> None:
    let_begin("vote.plan", OPEN | {"threshold": [2, 3, "at_least"]})
    before, after = DAY - dt.timedelta(days=1), DAY
    assert decision_rule_for("plan", before).threshold == HALF
    assert decision_rule_for("plan", after).threshold == Threshold(2, 3)
    assert decision_rule_for("plan", after).legal_basis == "Điều lệ 2021"


def test_shares_stored_of_the_general_rules_keep_their_meaning(db: None) -> None:
    let_begin("ballot.threshold", [2, 3, "at_least"], basis="Điều lệ 2021, Điều 12")
    let_begin("ballot.quorum", [3, 4, "at_least"])
    plan, flag = (decision_rule_for(kind, DAY) for kind in ("plan", "award.flag"))
    assert (plan.threshold, plan.quorum) == (Threshold(2, 3), Threshold(3, 4))
    assert plan.legal_basis == "Điều lệ 2021, Điều 12"
    assert (flag.threshold, flag.quorum) == (Threshold(4, 5), Threshold(2, 3))


def test_a_rule_is_found_by_one_statement(db: None, django_assert_num_queries: Any) -> None:
    let_begin("vote.personnel.DCT", OPEN)
    with django_assert_num_queries(1):
        decision_rule_for("personnel", DAY, "DCT")


@pytest.mark.parametrize(
    "wrong",
    (
        {"denominator": "some"},
        {"threshold": [3, 2, "at_least"]},
        {"threshold": [1, 1, "more_than"]},
        {"quorum": [0, 2, "at_least"]},
        {"quorum": "2/3"},
        {"runs": 0},
        {"runs": True},
        {"small_body": -1},
        {"secrecy": None},
        {"absent_in_writing": "yes"},
        {"version": 2},
        {"minimum": 3},
        {"tie": "second_run", "runs": 1},
    ),
)
def test_a_value_that_no_vote_could_be_judged_by_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        check_value("vote", OPEN | wrong)


@pytest.mark.parametrize("value", (None, [], 5, {}, {"version": 1}))
def test_what_is_no_rule_at_all_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        check_value("vote", value)


TYPED = {
    "denominator": "all_members",
    "threshold_comparison": "at_least",
    "threshold_share": "80 %",
    "quorum_comparison": "at_least",
    "quorum_share": "2/3",
    "secrecy": "secret",
    "absent_in_writing": "yes",
    "abstention": "against",
    "small_body": "5",
    "recusal_leaves_denominator": "yes",
    "candidates_vote": "no",
    "tie": "women_then_chair",
    "repeats_missed": "yes",
    "runs": "2",
    "then": "cluster_heads",
    "legal_basis": "Quy chế thi đua, khen thưởng, Điều 9",
    "note": "",
}


def typed(**changes: str) -> dict[str, str]:
    return TYPED | {"valid_from": f"{timezone.localdate():%d/%m/%Y}"} | changes


def test_a_rule_is_worked_out_for_bodies_of_some_sizes(db: None) -> None:
    general = rules_on(*GENERAL.values())
    with override("en"):
        assert VoteRuleUnit().meaning(FLAG, general).rows == [
            ["5 members", "4", "4 of 5", "4 of 5", "4 of 4"],
            ["9 members", "6", "8 of 9", "8 of 9", "7 of 8"],
            ["17 members", "12", "14 of 17", "14 of 17", "13 of 16"],
            ["134 members", "90", "108 of 134", "108 of 134", "107 of 133"],
        ]
        of_present = FLAG | {"denominator": "present", "threshold": [2, 3, "at_least"]}
        assert VoteRuleUnit().meaning(of_present, general).rows[1] == [
            "9 members",
            "6",
            "6 of 9",
            "4 of 6",
            "6 of 8",
        ]


def test_the_administrator_sees_what_a_rule_means_before_it_begins(house: House) -> None:
    client = signed_in(house, "admin")
    url = reverse("rulebook:rule", args=["vote.award.flag"])
    shown = client.post(url, typed())
    assert shown.status_code == 200
    for row in shown.context["typed"].rows:
        for text in row:
            assert text in shown.content.decode()
    assert not Rule.objects.filter(key="vote.award.flag").exists()
    seen = shown.context["digest"]

    changed = client.post(url, typed(threshold_share="90%", seen=seen))
    assert changed.status_code == 200
    assert changed.context["has_changed"]
    assert not Rule.objects.filter(key="vote.award.flag").exists()

    begun = client.post(url, typed(threshold_share="90%", seen=changed.context["digest"]))
    assert begun.status_code == 302
    stored = Rule.objects.get(key="vote.award.flag")
    assert stored.value == FLAG | {"threshold": [9, 10, "at_least"]}
    today = decision_rule_for("award.flag", timezone.localdate())
    assert today.threshold == Threshold(9, 10)
    assert today.legal_basis == TYPED["legal_basis"]
    assert stored.history.count() == 1
    assert AuditEntry.objects.filter(action="rule.set").count() == 1


def test_a_share_may_be_left_to_the_general_rule(house: House) -> None:
    client = signed_in(house, "admin")
    url = reverse("rulebook:rule", args=["vote.plan"])
    data = typed(threshold_comparison="general", threshold_share="", quorum_share="")
    assert client.post(url, data).status_code == 422  # "at least" of what?
    data["quorum_comparison"] = "general"
    data["seen"] = client.post(url, data).context["digest"]
    assert client.post(url, data).status_code == 302
    stored = Rule.objects.get(key="vote.plan")
    assert (stored.value["threshold"], stored.value["quorum"]) == (None, None)


NONSENSE = (
    ("threshold_share", "66,7 %"),
    ("threshold_share", "0 %"),
    ("threshold_share", "101 %"),
    ("threshold_share", "3/2"),
    ("threshold_share", "0/0"),
    ("threshold_share", "quá nửa"),
    ("threshold_comparison", ""),
    ("threshold_comparison", "general"),  # and a share beside it
    ("runs", "0"),
    ("runs", "hai"),
    ("tie", "coin"),
    ("small_body", "-1"),
    ("secrecy", ""),
)


def test_a_field_that_makes_no_sense_is_refused_where_it_stands(house: House) -> None:
    client = signed_in(house, "admin")
    url = reverse("rulebook:rule", args=["vote.award.flag"])
    for field, text in NONSENSE:
        refused = client.post(url, typed(**{field: text}))
        assert refused.status_code == 422, (field, text)
        assert field in refused.context["form"].errors, (field, text)
        assert refused.context["typed"] is None


def test_what_all_votes_together_cannot_be_is_refused(house: House) -> None:
    client = signed_in(house, "admin")
    url = reverse("rulebook:rule", args=["vote.award.flag"])
    for wrong in (
        {"threshold_comparison": "more_than", "threshold_share": "100 %"},
        {"tie": "second_run", "runs": "1"},
    ):
        assert client.post(url, typed(**wrong)).status_code == 422


def test_a_rule_that_was_looked_at_still_cannot_begin_in_the_past(house: House) -> None:
    client = signed_in(house, "admin")
    url = reverse("rulebook:rule", args=["vote.award.flag"])
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    data = typed(valid_from=f"{yesterday:%d/%m/%Y}")
    data["seen"] = client.post(url, data).context["digest"]
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert refused.context["digest"] == data["seen"]  # nothing to look at again
    assert not Rule.objects.filter(key="vote.award.flag").exists()


def test_every_rule_of_votes_has_a_page_that_says_it(house: House) -> None:
    client = signed_in(house, "admin")
    for rule in VOTE_RULES:
        page = client.get(reverse("rulebook:rule", args=[rule.key]))
        assert page.status_code == 200
        assert page.context["meaning"].rows
    assert client.get(reverse("rulebook:list")).status_code == 200
