"""The harness finds what it is there for: each safeguard is taken away once."""

import pytest


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
