"""Adding up and ranking, exactly. The properties hold for any sheets that people may hand in."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.rules.frozen import counted_again, fraction_text, plain, standings_of
from awards.rules.points import result_text
from awards.rules.ranking import Sheet, normalised_totals, quota_line, standings
from awards.rules.scoring import (
    deviation,
    median,
    missing_in,
    points_text,
    scheme_of,
    total_of,
)
from awards.selectors.problems_scores import problems_of_line

CONTENT: dict[str, list[dict[str, Any]]] = {
    "groups": [{"order": 1, "weight": "2"}, {"order": 2, "weight": "0.5"}],
    "lines": [
        {"uid": "1", "group": 1, "kind": "main", "most": "40", "points": "38"},
        {"uid": "2", "group": 1, "kind": "bonus", "most": "5", "points": None},
        {"uid": "3", "group": 2, "kind": "main", "most": "20", "points": "17.5"},
        {"uid": "4", "group": 2, "kind": "penalty", "most": "10", "points": None},
    ],
}
points = st.integers(0, 4000).map(lambda hundredths: Fraction(hundredths, 100))


@st.composite
def clusters(draw: st.DrawFn, fewest: int = 2, most: int = 6) -> list[Sheet]:
    """Every unit scores every other one, none itself."""
    units = [f"U{number}" for number in range(draw(st.integers(fewest, most)))]
    return [
        Sheet(subject, grader, draw(points))
        for subject in units
        for grader in units
        if subject != grader
    ]


def F(text: str) -> Fraction:  # noqa: N802 -- as it is written in the cases
    return Fraction(text)


def test_groups_are_weighted_bonus_is_added_and_penalty_taken_away() -> None:
    scheme = scheme_of(CONTENT)
    given_points = {"1": F("38"), "2": F("3"), "3": F("17.5"), "4": F("1")}
    assert total_of(scheme, given_points) == F("2") * 38 + 3 + F("0.5") * F("17.5") - 1
    assert scheme.most == 2 * 40 + 5 + 10
    assert missing_in(scheme, {"1": F("38")}) == ["3"]


@pytest.mark.parametrize(("given_points", "errors"), (("40", 0), ("0", 0), ("40.01", 1), ("-1", 1)))
def test_points_over_the_most_and_below_zero_stop_the_submission(
    given_points: str, errors: int
) -> None:
    line = CONTENT["lines"][0] | {
        "code": "1.1",
        "text": "Hoàn thành kế hoạch năm",
        "points": given_points,
        "claim": "",
        "needs_evidence": False,
        "evidence": [],
    }
    assert [problem.is_error for problem in problems_of_line(line)] == [True] * errors


def test_a_third_is_a_third() -> None:
    rows = standings(
        [Sheet("A", grader, F(total)) for grader, total in zip("XYZ", "112", strict=True)]
    )
    assert rows[0].raw == Fraction(4, 3)
    assert fraction_text(rows[0].raw) == "4/3"


@pytest.mark.parametrize(
    ("values", "middle"),
    ((["1"], "1"), (["1", "2"], "3/2"), (["3", "1", "2"], "2"), (["1", "1", "4", "9"], "5/2")),
)
def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(
    values: list[str], middle: str
) -> None:
    assert median([F(value) for value in values]) == F(middle)


def test_points_are_written_in_one_way_only() -> None:
    assert [points_text(F(text)) for text in ("38", "38.50", "0.05", "100")] == [
        "38",
        "38.5",
        "0.05",
        "100",
    ]
    with pytest.raises(ValueError, match="two places"):
        points_text(Fraction(1, 3))


def test_a_result_is_shown_with_two_places_a_half_rounded_up() -> None:
    results = (Fraction(268, 3), Fraction(185, 2), Fraction("88.005"), Fraction(-1, 3), F("0"))
    assert [result_text(result) for result in results] == ["89.33", "92.5", "88.01", "-0.33", "0"]


def test_equal_results_share_a_place_and_the_next_one_is_left_out() -> None:
    totals = {"A": "90", "B": "88", "C": "88", "D": "80"}
    rows = standings([Sheet(unit, "X", F(total)) for unit, total in totals.items()])
    assert [(row.subject, row.place, row.is_tied) for row in rows] == [
        ("A", 1, False),
        ("B", 2, True),
        ("C", 2, True),
        ("D", 4, False),
    ]
    assert (rows[1].behind, rows[1].ahead) == (F("2"), F("8"))
    assert (rows[0].behind, rows[3].ahead) == (None, None)


def test_a_tie_that_crosses_the_quota_is_left_to_the_ballot() -> None:
    rows = standings([Sheet(unit, "X", F(total)) for unit, total in (("A", "9"), ("B", "9"))])
    assert quota_line(rows, 1).is_cut
    assert not quota_line(rows, 2).is_cut
    assert quota_line(rows, 5).after == 2


def test_a_unit_never_scores_itself_and_nobody_twice() -> None:
    with pytest.raises(ValueError, match="itself"):
        standings([Sheet("A", "A", F("1"))])
    with pytest.raises(ValueError, match="twice"):
        standings([Sheet("A", "B", F("1")), Sheet("A", "B", F("2"))])


def test_the_office_stands_in_only_where_no_sheet_counts() -> None:
    rows = standings([Sheet("A", "B", F("80"))], {"A": F("10"), "B": F("70")})
    assert [(row.subject, row.raw, row.sheets) for row in rows] == [
        ("A", F("80"), 1),
        ("B", F("70"), 0),
    ]


def test_few_sheets_or_no_spread_leave_a_grader_as_they_are() -> None:
    sheets = [Sheet("A", "X", F("50")), Sheet("B", "X", F("90"))]
    sheets += [Sheet(unit, "Y", F("70")) for unit in "ABC"]
    found = normalised_totals(sheets)
    assert {found[sheet.subject, sheet.grader] for sheet in sheets} == {F("50"), F("90"), F("70")}


def test_a_worked_case_of_normalisation() -> None:
    """A strict unit X gives 60, 70, 80, a mild one Y 90, 92, 94, about A, B, C."""
    strict = {"A": "60", "B": "70", "C": "80"}
    mild = {"A": "94", "B": "92", "C": "90"}
    sheets = [Sheet(unit, "X", F(total)) for unit, total in strict.items()]
    sheets += [Sheet(unit, "Y", F(total)) for unit, total in mild.items()]
    found = normalised_totals(sheets)
    centre = F("81")  # (60 + 70 + 80 + 90 + 92 + 94) / 6
    width = deviation([sheet.total for sheet in sheets])
    assert width == F("11")  # (21 + 11 + 1 + 13 + 11 + 9) / 6
    assert found["A", "X"] == centre - 10 * width / Fraction(20, 3)
    assert found["A", "Y"] == centre + 2 * width / Fraction(4, 3)
    assert {row.normalised for row in standings(sheets)} == {centre}


@given(clusters(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_sheets_never_matters(sheets: list[Sheet], random: object) -> None:
    shuffled = list(sheets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standings(shuffled) == standings(sheets)


@given(clusters(fewest=4), st.integers(-30, 30))
@settings(max_examples=60, deadline=None)
def test_a_uniform_shift_by_one_grader_leaves_the_normalised_order(
    sheets: list[Sheet], shift: int
) -> None:
    """For graders that can be measured; those who cannot stay as they are, shift and all."""
    shifted = [
        Sheet(sheet.subject, sheet.grader, sheet.total + shift) if sheet.grader == "U0" else sheet
        for sheet in sheets
    ]
    of_each: dict[str, list[Fraction]] = {}
    for sheet in sheets:
        of_each.setdefault(sheet.grader, []).append(sheet.total)
    if not all(deviation(totals) for totals in of_each.values()):
        return
    if not deviation([sheet.total for sheet in shifted]):
        return
    before = {row.subject: row.normalised_place for row in standings(sheets)}
    after = {row.subject: row.normalised_place for row in standings(shifted)}
    assert before == after


@given(clusters(), st.data())
@settings(max_examples=60, deadline=None)
def test_more_points_never_lower_a_raw_place(sheets: list[Sheet], data: st.DataObject) -> None:
    lucky = data.draw(st.sampled_from(sheets))
    more = [
        Sheet(sheet.subject, sheet.grader, sheet.total + data.draw(points))
        if sheet is lucky
        else sheet
        for sheet in sheets
    ]

    def place(given_sheets: list[Sheet]) -> int:
        rows = standings(given_sheets)
        return next(row.place for row in rows if row.subject == lucky.subject)

    assert place(more) <= place(sheets)


@given(clusters())
@settings(max_examples=40, deadline=None)
def test_counting_again_gives_the_same_bit_by_bit(sheets: list[Sheet]) -> None:
    units = sorted({sheet.subject for sheet in sheets})
    stored = [
        {
            "code": unit,
            "is_scored": True,
            "office": None,
            "groups": [{"order": 1, "weight": "1"}],
            "lines": [{"uid": "1", "group": 1, "kind": "main", "most": "40"}],
            "sheets": [
                {"unit": sheet.grader, "points": {"1": points_text(sheet.total)}}
                for sheet in sheets
                if sheet.subject == unit
            ],
        }
        for unit in units
    ]
    content = {"units": stored, "standings": [plain(row) for row in standings_of(stored)]}
    assert content["standings"] == [plain(row) for row in standings(sheets)]
    assert counted_again(content)
    one = content["standings"][0]
    one["raw"] = "1/7"
    assert not counted_again(content)
