import logging

import pytest

from workflow_app.background.one_by_one import one_by_one


def test_what_was_done_is_counted() -> None:
    assert one_by_one(lambda key: key > 1, [1, 2, 3], trouble="%s") == 2


def test_one_that_fails_holds_up_no_other_and_is_not_kept_quiet(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reached = []

    def act(key: str) -> bool:
        reached.append(key)
        if key != "last":
            raise ValueError(key)
        return True

    with caplog.at_level(logging.ERROR), pytest.raises(ValueError, match="first"):
        one_by_one(act, ("first", "second", "last"), trouble="%s could not go on")
    assert reached == ["first", "second", "last"]
    assert [entry.getMessage() for entry in caplog.records] == [
        "first could not go on",
        "second could not go on",
    ]
