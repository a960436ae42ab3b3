"""What is kept with an object is worked out once, and for that object alone."""

from workflow_app.lib.kept import once_for


class Page:
    """Something that a request reads."""


def test_it_is_worked_out_once_for_each_object_and_name() -> None:
    asked: list[str] = []

    def work_out() -> str | None:
        asked.append("worked out")
        return None  # also an answer that is nothing is an answer

    first, second = Page(), Page()
    assert once_for(first, "_vetted", work_out) is None
    once_for(first, "_vetted", work_out)
    assert len(asked) == 1
    once_for(second, "_vetted", work_out)
    once_for(first, "_appraised", work_out)
    assert len(asked) == 3
