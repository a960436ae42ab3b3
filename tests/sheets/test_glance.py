"""What is known at a glance is what asking for everything gives."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.sheets.cells import CellValue, Merge, Row, Sheet
from workflow_app.sheets.headings import _most_alike
from workflow_app.sheets.reading import RowKind, understand
from workflow_app.sheets.rows import _Reader

from .plan_sheet import HEADER, PLAN

WORDS: tuple[CellValue, ...] = (
    None, 1, 2, 7, True, 45_000_000, 1.5, "A", "B", "(1)", "(((2", "I", "1.", "12", "Nội dung",
    "Chủ trì", "Thời gian", "Kinh phí", "Ghi chú", "STT", "Hội nghị", "TỔNG KẾT", "Tổng cộng",
    "Cộng mục I", "CHỦ TỊCH", "TM. BAN THƯỜNG VỤ", "Nơi nhận:", "Ghi chú: số liệu", "Quý I", "Abc",
)  # fmt: skip
rows = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=6)
merges = st.lists(st.builds(Merge, st.integers(2, 5), st.just(2), st.integers(2, 7), st.just(4)))


@given(rows, merges)
def test_a_row_that_is_surely_a_line_is_nothing_else(cells, merged) -> None:
    numbered = [Row(number, tuple(values)) for number, values in enumerate(cells, start=2)]
    sheet = Sheet("S", (Row(1, tuple(HEADER)), *numbered), merges=tuple(merged))
    understanding = understand(sheet, PLAN, 2022)
    reader = _Reader(sheet, understanding, understanding.mapping)
    for row in numbered:
        if reader._is_surely_a_line(reader._cells(row)):
            assert reader._kind(row, reader._cells(row)) is RowKind.DATA
        reader.read(row)


def kind_of(*rows, merged=(), above=0) -> tuple[bool, RowKind]:
    """Return what is said of the last row: whether it is known at a glance, and what it is.

    ``above`` rows are read before it.
    """
    numbered = [Row(number, tuple(values)) for number, values in enumerate(rows, start=2)]
    sheet = Sheet("S", (Row(1, tuple(HEADER)), *numbered), merges=tuple(merged))
    understanding = understand(sheet, PLAN, 2022)
    reader = _Reader(sheet, understanding, understanding.mapping)
    for row in numbered[:above]:
        reader.read(row)
    return reader._is_surely_a_line(reader._cells(numbered[-1])), reader.read(numbered[-1]).kind


def test_an_ordinary_line_is_known_at_a_glance() -> None:
    assert kind_of((1, "Hội nghị", "Quý I", "LHHN", 45_000_000)) == (True, RowKind.DATA)
    assert kind_of((None, "Tổng kết công tác năm", "Quý I")) == (True, RowKind.DATA)


@pytest.mark.parametrize(
    ("row", "kind"),
    (
        ((None, "Tổng cộng", None, None, 45_000_000), RowKind.TOTAL),
        ((1, "(((2", 3, 4, 5, 6), RowKind.NUMBERING),
        (("A", "B", 1, 2, 3), RowKind.NUMBERING),
        ((None, "CHỦ TỊCH"), RowKind.SIGNATURE),
        ((None, "ĐỐI NGOẠI", None, None, 5), RowKind.SECTION),
        ((None, "Lưu ý chung của kế hoạch"), RowKind.NOTE),
        (HEADER, RowKind.REPEATED_HEADER),
        ((1, "Nội dung", "Thời gian", "Chủ trì"), RowKind.REPEATED_HEADER),
    ),
)
def test_every_other_kind_of_row_is_asked_about(row, kind) -> None:
    assert kind_of(row) == (False, kind)


def test_below_the_signatures_only_a_full_line_is_one() -> None:
    signed = ("Nơi nhận:", None, None, "TM. BAN THƯỜNG VỤ")
    assert kind_of(signed, (None, "Nguyễn Văn A", "đã ký"), above=1) == (False, RowKind.SIGNATURE)
    assert kind_of(signed, (2, "Hội nghị", "Quý II"), above=1) == (False, RowKind.DATA)


def test_a_name_merged_from_above_makes_no_line_of_the_numbers_of_the_columns() -> None:
    first = (1, "Hội nghị", "Quý I")
    found = kind_of(first, (1, None, 2, 3, 4, 5), merged=[Merge(2, 2, 3, 2)])
    assert found == (False, RowKind.NUMBERING)


@given(st.text("abcde fgh", min_size=1), st.text("abcde fgh", min_size=1))
def test_names_are_never_more_alike_than_their_letters_allow(one, other) -> None:
    assert _most_alike(one, other) >= SequenceMatcher(None, one, other).quick_ratio() - 1e-9
