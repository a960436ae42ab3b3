"""The three sheets as units sent them, row by row."""

import pytest

from plans.sheets.comparing import State
from tests.plans.sheets import DATA, looked_at

pytestmark = pytest.mark.django_db

YEAR_2022 = ("2022-01-01", "2022-12-31")
Q3 = ("2023-07-01", "2023-09-30")


def told(name, year):
    """Return row: (kind, first day, last day, amount) of every line."""
    rows = looked_at((DATA / name).read_bytes(), year).rows
    return {
        row.row: (row.values.get("kind"), row.start, row.end, row.amount)
        for row in rows
        if row.state is not State.LEFT_OUT
    }


def left_out(name, year):
    rows = looked_at((DATA / name).read_bytes(), year).rows
    return [row.row for row in rows if row.state is State.LEFT_OUT]


def test_da_nang_2022():
    assert told("da_nang_2022.xlsx", 2022) == {
        6: ("meeting", "2022-07-01", "2022-07-31", 15_000_000),
        7: ("training", "2022-12-01", "2022-12-31", 120_000_000),
        8: ("anniversary", "2022-09-05", "2022-09-05", 80_000_000),
        9: ("incoming", "2022-04-01", "2022-06-30", 45_000_000),
        10: ("aid", *YEAR_2022, 0),
        11: ("conference", "2022-10-15", "2022-10-16", 350_000_000),
    }
    assert left_out("da_nang_2022.xlsx", 2022) == [12]


def test_cluster_3_2022():
    assert told("cluster3_joint_2022.xlsx", 2022) == {
        6: (None, "2022-07-01", "2022-07-31", None),
        7: (None, "2022-12-01", "2022-12-31", None),
        8: (None, *YEAR_2022, None),
    }
    assert left_out("cluster3_joint_2022.xlsx", 2022) == [9, 10]


def test_the_office_in_the_second_half_of_2023():
    assert told("vufo_office_h2_2023.xlsx", 2023) == {
        7: ("anniversary", "2023-07-26", "2023-07-26", None),
        8: ("anniversary", "2023-09-01", "2023-09-30", None),
        10: ("conference", *Q3, None),
        11: ("outgoing", "2023-07-01", "2023-12-31", None),
        12: ("outgoing", "2023-08-01", "2023-08-31", None),
        14: ("training", "2023-01-01", "2023-12-31", None),
        16: ("meeting", "2023-07-18", "2023-07-20", None),
        17: ("domestic_visit", *Q3, None),
        18: ("domestic_visit", *Q3, None),
        19: ("domestic_visit", "2023-10-01", "2023-12-31", None),
    }
    assert left_out("vufo_office_h2_2023.xlsx", 2023) == [6, 9, 13, 15]


def test_lines_know_the_section_they_stand_in():
    rows = looked_at((DATA / "vufo_office_h2_2023.xlsx").read_bytes(), 2023).rows
    sections = {row.row: row.values["section"] for row in rows if row.values}
    assert sections[7] == "I. CÔNG TÁC HÒA BÌNH, ĐOÀN KẾT, HỮU NGHỊ"
    assert sections[12] == "II. CƠ CHẾ ĐA PHƯƠNG"
    assert sections[19] == "IV. TỔ CHỨC, XÂY DỰNG HỆ THỐNG"


def test_no_line_of_the_real_sheets_is_a_problem():
    for name, year in (
        ("da_nang_2022.xlsx", 2022),
        ("cluster3_joint_2022.xlsx", 2022),
        ("vufo_office_h2_2023.xlsx", 2023),
    ):
        assert looked_at((DATA / name).read_bytes(), year).counts["problem"] == 0


def test_a_conference_comes_with_its_permit_and_the_law():
    rows = looked_at((DATA / "da_nang_2022.xlsx").read_bytes(), 2022).rows
    (message,) = next(row for row in rows if row.row == 11).messages
    assert message.column == "Loại hoạt động"
    assert "06/2020/QĐ-TTg" in message.text
    assert "15/09/2022" in message.text
