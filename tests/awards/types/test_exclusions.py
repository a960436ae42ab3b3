"""What excludes an award whatever it asks for, each with its clause."""

import datetime as dt
from dataclasses import replace

import pytest

from awards.enums import AwardForm, MatterKind
from awards.rules.eligibility import findings_of, told_to_drafters
from awards.rules.facts import InitiativeUse
from awards.rules.waiting import again_from

from .beginnings import BASES, TODAY, facts, found, matter, names_of_errors, past


def test_nothing_excludes_a_collective_with_a_clean_slate() -> None:
    assert not names_of_errors(facts())


@pytest.mark.parametrize("kind", list(MatterKind))
def test_no_proposal_while_something_is_pending(kind: str) -> None:
    """NĐ 152 Đ4.4: discipline, investigation, complaint, corruption in the press."""
    finding = found(facts(matters=[matter(kind, since=dt.date(2027, 11, 1))]), "pending")
    assert finding.is_error
    assert finding.legal_basis == "Nghị định 152/2025/NĐ-CP, Điều 4 khoản 4"


def test_what_was_cleared_lets_the_proposal_go_on() -> None:
    cleared = matter(
        MatterKind.COMPLAINT,
        since=dt.date(2027, 3, 1),
        ended=dt.date(2027, 6, 1),
        is_cleared=True,
    )
    assert not names_of_errors(facts(matters=[cleared]))


def test_a_complaint_that_ended_without_being_cleared_is_for_people_to_look_at() -> None:
    ended = matter(MatterKind.COMPLAINT, since=dt.date(2027, 3, 1), ended=dt.date(2027, 6, 1))
    given = facts(matters=[ended])
    assert not names_of_errors(given)
    assert found(given, "pending_ended").is_open


def test_after_a_discipline_merit_counts_only_from_its_end() -> None:
    ended = matter(since=dt.date(2026, 9, 1), ended=dt.date(2027, 3, 1))
    assert "after_discipline" in names_of_errors(facts(matters=[ended]))
    later = replace(facts(matters=[ended]), counts_from=dt.date(2027, 3, 2))
    assert not names_of_errors(later)


def test_units_do_not_read_what_is_pending_against_their_nominee() -> None:
    given = facts(matters=[matter(MatterKind.COMPLAINT, since=dt.date(2027, 11, 1))])
    findings = findings_of(given)
    secret = next(it.text for it in findings if it.name == "pending")
    told = told_to_drafters(findings)
    assert secret not in {it.text for it in told}
    assert "pending" in {it.name for it in told}
    assert "Nothing pending" not in {it.label for it in told}
    assert [it.is_error for it in told] == [it.is_error for it in findings]


def test_the_same_award_is_not_given_twice_for_one_period() -> None:
    assert "same_achievement" in names_of_errors(facts(history=[past(2027)]))
    assert not names_of_errors(facts(history=[past(2026)]))


def test_two_forms_for_one_achievement_are_refused() -> None:
    other = past(2027, "commendation_collective", citation="Tổ chức tốt năm hữu nghị")
    again = facts(history=[other], citation="TỔ CHỨC TỐT  năm hữu nghị")
    assert "same_achievement" in names_of_errors(again)
    different = facts(history=[other], citation="Vận động viện trợ")
    assert found(different, "same_achievement").is_open


def test_a_title_beside_a_form_is_no_second_commendation_of_the_kind() -> None:
    flag = past(2027, "flag", form=AwardForm.TITLE, citation="Tổ chức tốt")
    assert found(facts(history=[flag], citation="Tổ chức tốt"), "same_achievement").is_met


def test_a_nomination_under_way_counts_like_an_award() -> None:
    running = past(2027, is_granted=False)
    assert "same_achievement" in names_of_errors(facts(history=[running]))


def test_what_a_predecessor_got_does_not_stand_in_the_successors_way() -> None:
    assert not names_of_errors(facts(history=[past(2027, is_own=False)]))


def test_an_initiative_is_used_once_for_a_title() -> None:
    """Letter 5007/BNV-TĐKT."""
    used = InitiativeUse(where="Chiến sĩ thi đua (2026)", is_title=True, same_recipient=True)
    given = facts(rule={"form": AwardForm.TITLE}, initiative="Cổng", initiative_uses=[used])
    finding = found(given, "initiative_once")
    assert finding.is_error
    assert "5007" in finding.legal_basis
    other = replace(used, same_recipient=False)
    shared = facts(rule={"form": AwardForm.TITLE}, initiative="Cổng", initiative_uses=[other])
    assert found(shared, "initiative_once").is_open
    assert found(facts(initiative="Cổng"), "initiative_once").is_met


def test_a_dissolved_unit_gets_nothing() -> None:
    gone = facts(dissolved_on=dt.date(2027, 6, 30))
    assert names_of_errors(gone) == {"dissolved"}
    assert not names_of_errors(facts(dissolved_on=TODAY + dt.timedelta(1)))


def test_the_medal_is_given_once_and_not_posthumously() -> None:
    """By analogy with TT 12/2024/TT-BNV Đ4."""
    rule = {"form": AwardForm.MEDAL, "once_in_a_lifetime": True}
    medal = past(2010, form=AwardForm.MEDAL)
    assert names_of_errors(facts(rule=rule, history=[medal])) == {"once_in_a_lifetime"}
    assert names_of_errors(facts(rule=rule, is_posthumous=True)) == {"posthumous"}
    assert not names_of_errors(facts(is_posthumous=True))  # certificates may be


def test_waiting_months_run_from_the_day_of_the_last_decision() -> None:
    rule = {"waiting_months": 24}
    last = past(2026, granted_on=dt.date(2026, 1, 15))
    assert "waiting" in names_of_errors(facts(rule=rule, history=[last]))
    due = replace(facts(rule=rule, history=[last]), today=dt.date(2028, 1, 15))
    assert "waiting" not in names_of_errors(due)


@pytest.mark.parametrize(
    ("last", "months", "again"),
    (
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2027, 12, 31), 2, dt.date(2028, 2, 29)),
        (dt.date(2026, 11, 30), 24, dt.date(2028, 11, 30)),
        (dt.date(2026, 5, 5), 0, dt.date(2026, 5, 5)),
    ),
)
def test_months_end_with_the_month(last: dt.date, months: int, again: dt.date) -> None:
    assert again_from(last, months) == again


def test_each_paper_that_is_missing_is_named() -> None:
    rule = {"checklist": ["submission", "achievements"]}
    given = facts(rule=rule, papers=frozenset({"submission"}))
    assert names_of_errors(given) == {"paper.achievements"}
    assert found(given, "paper.submission").is_met


def test_an_award_for_persons_is_not_for_collectives() -> None:
    assert names_of_errors(facts(subject="person")) == {"subject"}


def test_an_exclusion_that_the_rulebook_switches_off_is_not_looked_at() -> None:
    without = {name: basis for name, basis in BASES.items() if name != "dissolved"}
    given = facts(dissolved_on=dt.date(2027, 6, 30), standing=without)
    assert not names_of_errors(given)


def test_every_finding_quotes_a_clause_and_has_a_name_that_fits_its_column() -> None:
    rule = {"checklist": ["submission"], "waiting_months": 12, "once_in_a_lifetime": True}
    for it in findings_of(facts({"check": "no_discipline"}, rule=rule, initiative="Cổng")):
        assert it.legal_basis
        assert len(it.name) <= 40
