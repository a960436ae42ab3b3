"""The power is cut at the statements of a plan's life; a restart finds each step undone or done.

The short form cuts round the commits and at some statements of every step, the long form
(`make crash`) between every two statements, COMMITs, kept files and mails.
"""

import os

import pytest

from .life import STEPS


@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_a_power_cut_leaves_a_step_undone_or_done_and_nothing_to_repair(step, life) -> None:
    report = life[step]
    assert report["problems"] == []
    assert report["crashes"] >= 2
    if os.environ.get("CRASH_AT") == "every":
        assert report["crashes"] == report["events"] + 1


def test_mail_that_left_before_the_power_cut_leaves_again_under_the_same_name(life) -> None:
    """Nobody can know whether the mail server got it; so it is sent again, recognisably."""
    report = life["mail_the_cluster"]
    assert report["repeated_mails"] >= 1


@pytest.mark.parametrize(
    ("mutant", "found"),
    (
        ("no_atomic", "between: neither undone nor done"),
        ("marks_first", "between: neither undone nor done"),
        ("no_reaper", "RUNNING"),
    ),
)
def test_the_harness_finds_a_missing_safeguard(mutant, found, life) -> None:
    report = life[mutant]
    assert any(found in problem for problem in report["problems"]), report
