"""Every check of a change has its truth table, and quotes the rule by which it judges."""

import datetime as dt
from typing import Any

import pytest

from personnel.enums import CheckName
from personnel.registration_proposals import RULES
from personnel.rules import (
    Finding,
    Frame,
    RuleQuoted,
    Subject,
    age_on,
    findings_of,
    open_findings,
)

DAY = dt.date(2027, 3, 1)
QUOTED = {rule.key: RuleQuoted(rule.default, rule.legal_basis) for rule in RULES} | {
    "personnel.inactive_after": RuleQuoted(3, "Quy chế làm việc")
}
LIMITS = "Quy định 118-QĐ/TW ngày 22/8/2023"
ASSOCIATIONS = "Nghị định 126/2024/NĐ-CP, Điều 22"


def frame(**values: Any) -> Frame:
    given: dict[str, Any] = {
        "effective_on": DAY,
        "submitted_on": DAY,
        "decided_seats": 5,
        "filled_before": 4,
        "rules": QUOTED,
    }
    return Frame(**given | values)


def subject(**values: Any) -> Subject:
    given: dict[str, Any] = {
        "uid": "a",
        "kind": "add",
        "post": "member",
        "person": "Đỗ Thanh Nhàn",
        "birth_date": dt.date(1980, 5, 4),
    }
    return Subject(**given | values)


def judged(check: str, one: Subject, **of_frame: Any) -> Finding | None:
    found = [finding for finding in findings_of([one], frame(**of_frame)) if finding.check == check]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("birth_date", "post", "met"),
    (
        (dt.date(1961, 3, 2), "member", True),  # 65, still on the eve of the 66th birthday
        (dt.date(1961, 3, 1), "member", False),  # 66 on the very day
        (dt.date(1961, 3, 1), "deputy_chair", False),
        (dt.date(1961, 3, 1), "chair", True),  # the president by exception up to 70
        (dt.date(1956, 3, 2), "chair", True),
        (dt.date(1956, 3, 1), "chair", False),
        (None, "member", False),  # what is not known cannot be passed
    ),
)
def test_age(birth_date: dt.date | None, post: str, met: bool) -> None:  # noqa: FBT001 -- a table
    finding = judged("age", subject(birth_date=birth_date, post=post))
    assert finding is not None
    assert (finding.is_met, finding.legal_basis) == (met, LIMITS)


def test_who_was_born_on_the_29th_of_february_grows_older_on_the_first_of_march() -> None:
    born = dt.date(1960, 2, 29)
    assert [age_on(born, dt.date(2026, 2, 28)), age_on(born, dt.date(2026, 3, 1))] == [65, 66]


@pytest.mark.parametrize(
    ("post", "terms_before", "met"),
    (
        ("chair", 0, True),
        ("chair", 1, True),
        ("chair", 2, False),
        ("deputy_chair", 1, True),
        ("deputy_chair", 2, False),
        ("secretary_general", 5, None),  # the regulation limits president and vice presidents
        ("member", 5, None),
    ),
)
def test_terms_in_a_row(post: str, terms_before: int, met: bool | None) -> None:  # noqa: FBT001 -- a table
    finding = judged("terms", subject(post=post, terms_before=terms_before))
    assert (finding.is_met if finding else None) is met
    assert finding is None or finding.legal_basis == LIMITS


@pytest.mark.parametrize(
    ("filled", "kinds", "met"),
    (
        (4, ("add",), [True]),
        (5, ("add",), [False]),
        (4, ("add", "add"), [True, False]),  # the one that is too many is named
        (5, ("release", "add"), [True]),
        (5, ("replace",), [True]),
        (5, ("introduce",), []),  # stands for election, sits on nothing
    ),
)
def test_number_of_seats(filled: int, kinds: tuple[str, ...], met: list[bool]) -> None:
    subjects = [
        subject(
            uid=str(number),
            kind=kind,
            person="" if kind == "release" else "Nhàn",
            frees_seat=kind in {"release", "replace"},
            leaving_since=dt.date(2020, 1, 1) if kind in {"release", "replace"} else None,
        )
        for number, kind in enumerate(kinds)
    ]
    found = findings_of(subjects, frame(filled_before=filled))
    seats = [finding for finding in found if finding.check == CheckName.SEATS]
    assert [finding.is_met for finding in seats] == met
    assert {finding.legal_basis for finding in seats} <= {ASSOCIATIONS}


@pytest.mark.parametrize(
    ("check", "values", "met"),
    (
        ("double_seat", {"other_seat": "Đoàn Chủ tịch VI · 3"}, False),
        ("double_seat", {}, True),
        ("seat_taken", {"seat_holder": "Ngô Quốc Cường"}, False),
        ("seat_taken", {"has_seat": False}, False),
        ("seat_taken", {}, True),
        ("papers", {"missing_papers": ("Ảnh 4×6",)}, False),
        ("papers", {}, True),
        ("discipline", {"disciplines": ("cảnh cáo",)}, False),
        ("discipline", {}, True),
        ("attendance", {"missed_in_a_row": 9}, None),  # a newcomer missed nothing
        ("attendance", {"kind": "re_elect", "missed_in_a_row": 3}, False),
        ("attendance", {"kind": "re_elect", "missed_in_a_row": 2}, True),
    ),
)
def test_a_check_says_yes_or_no_and_by_which_rule(
    check: str,
    values: dict[str, Any],
    met: bool | None,  # noqa: FBT001 -- a table
) -> None:
    finding = judged(check, subject(**values))
    assert (finding.is_met if finding else None) is met
    assert finding is None or finding.legal_basis


@pytest.mark.parametrize(
    ("since", "until", "met"),
    (
        (dt.date(2020, 1, 1), None, True),
        (dt.date(2027, 2, 28), None, True),
        (dt.date(2027, 3, 1), None, False),  # begins on the day on which it shall have ended
        (dt.date(2020, 1, 1), dt.date(2027, 2, 28), False),  # ends by itself
        (dt.date(2020, 1, 1), dt.date(2027, 3, 1), True),
    ),
)
def test_the_mandate_that_ends(since: dt.date, until: dt.date | None, met: bool) -> None:  # noqa: FBT001 -- a table
    leaving = subject(kind="release", person="", leaving_since=since, leaving_until=until)
    finding = judged("leaving", leaving)
    assert finding is not None
    assert finding.is_met is met


@pytest.mark.parametrize("key", ("personnel.papers", "personnel.discipline"))
def test_a_check_that_the_rulebook_switches_off_is_not_made(key: str) -> None:
    rules = QUOTED | {key: RuleQuoted(value=False, legal_basis="")}
    one = subject(missing_papers=("Ảnh",), disciplines=("cảnh cáo",))
    assert judged(key.rpartition(".")[2], one, rules=rules) is None


def test_an_override_lifts_one_check_of_one_change_and_no_other() -> None:
    old = dt.date(1940, 1, 1)
    found = findings_of(
        [subject(uid="a", birth_date=old), subject(uid="b", birth_date=old)], frame(filled_before=0)
    )
    open_ = open_findings(found, {("a", "age")})
    assert [(finding.uid, finding.check) for finding in open_] == [("b", "age")]


def test_what_keeps_the_register_true_is_never_overridden() -> None:
    one = subject(other_seat="Ghế 3", seat_holder="Cường", birth_date=None)
    open_ = [finding for finding in findings_of([one], frame()) if not finding.is_met]
    assert {finding.check for finding in open_ if finding.can_be_overridden} == {"age"}
