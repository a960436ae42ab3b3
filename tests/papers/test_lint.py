"""Every rule of the linter is broken once here, and each says so alone."""

from dataclasses import replace

import pytest

from tests.papers.sheets import annex, counting, decision, minutes, resolution
from workflow_app.papers.countings import counting_page
from workflow_app.papers.lint import lint_paper
from workflow_app.papers.minutes import minutes_page
from workflow_app.papers.pages import Column, Signature, Table, Text
from workflow_app.papers.resolutions import resolution_page

END = Text("Quyết định này có hiệu lực kể từ ngày ký./.", lead="Điều 1.")
TM = "TM. ĐOÀN CHỦ TỊCH"


@pytest.mark.parametrize(
    "page",
    (
        decision(),
        decision(annexes=(annex(),)),
        decision(number="Số: 128/QĐ-ĐCT"),
        decision(place_and_date="Hà Nội, ngày 22 tháng 11 năm 2027"),
        minutes_page(minutes()),
        minutes_page(minutes(is_written=True, place="", mode="")),
        counting_page(counting()),
        counting_page(counting(board=())),
        resolution_page(resolution()),
        resolution_page(resolution(signed_on=None)),
    ),
)
def test_papers_in_good_form_pass(page) -> None:
    assert [str(finding) for finding in lint_paper(page)] == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    (
        ({"motto": "Độc lập – Tự do – Hạnh phúc"}, "national name and motto"),
        ({"issuer": "Đoàn Chủ tịch"}, "in capitals"),
        ({"issuer": ""}, "names who issues"),
        ({"number": "5/QĐ-ĐCT"}, "the number is"),
        ({"number": "Số: 5/QĐ-ĐCT"}, "numbers below ten"),
        ({"number": "Số: 005/QĐ-ĐCT"}, "numbers below ten"),
        ({"number": "Số: 05/NQ-ĐCT"}, "begins with QĐ-"),
        ({"number": "Số: 05/QĐ.ĐCT"}, "begins with QĐ-"),
        ({"kind": "GIẤY LẠ"}, "one of the decree's"),
        ({"place_and_date": "Hà Nội 05/02/2027"}, "place and date"),
        ({"place_and_date": "Hà Nội, ngày 5 tháng 02 năm 2027"}, "days below ten"),
        ({"place_and_date": "Hà Nội, ngày 05 tháng 2 năm 2027"}, "months 1 and 2"),
        ({"place_and_date": "Hà Nội, ngày 05 tháng 03 năm 2027"}, "months 1 and 2"),
        ({"grounds": ("Căn cứ Biên bản ngày 05/02/2027.",)}, "written in words"),
        ({"subject": ""}, "the summary has"),
        ({"subject": "x" * 501}, "the summary has"),
        ({"subject": "Phê duyệt Kế hoạch."}, "ends without a sign"),
        ({"grounds": ("Căn cứ Điều lệ.", "Căn cứ Biên bản.")}, "ends with a semicolon"),
        ({"grounds": ("Căn cứ Điều lệ;",)}, "ends with a semicolon"),
        ({"grounds": ("Điều lệ.",)}, "begins with “Căn cứ”"),
        ({"grounds": ("Căn cứ Luật Thi đua số 06/2022/QH15.",)}, "without number and issuer"),
        ({"verb": "QUYẾT ĐỊNH"}, "ends with a colon"),
        ({"blocks": (Text("Một./.", lead="Điều 2."),)}, "in order"),
        ({"blocks": (Text("Một./.", lead="Điều 1"),)}, "in order"),
        ({"blocks": (Text("Một./."),)}, "has articles"),
        ({"blocks": (Text("Một.", lead="Điều 1."),)}, "the text ends with"),
        ({"blocks": (Text("Một../.", lead="Điều 1."),)}, "the text ends with"),
        ({"blocks": (Text("Trước./."), END)}, "at the end only"),
        ({"recipients": ()}, "says who gets it"),
        ({"recipients": ("Như Điều 2", "Lưu: VT.")}, "recipient ends with a semicolon"),
        ({"recipients": ("Như Điều 2;",)}, "the last recipient"),
        ({"signatures": ()}, "somebody signs"),
        ({"signatures": (Signature(("Chủ tịch",), "A Bê"),)}, "post of the signer"),
        ({"signatures": (Signature(("TM ĐOÀN CHỦ TỊCH",), "A Bê"),)}, "take a full stop"),
        ({"signatures": (Signature((TM,), "PGS.TS. Lê Văn Bê"),)}, "academic title"),
        ({"signatures": (Signature((TM,), "LÊ VĂN BÊ"),)}, "in small letters"),
        ({"blocks": (Text("Một  hai."), END)}, "one space"),
        ({"blocks": (Text("Một , hai."), END)}, "one space"),
        ({"blocks": (Text("Gửi None đi."), END)}, "nothing of the machine"),
        ({"blocks": (Text("Gửi %(name)s."), END)}, "nothing of the machine"),
        ({"blocks": (Text("Ho\u0300a."), END)}, "letters are composed"),
        ({"blocks": (Table((Column("A"), Column("B")), (("1",),)), END)}, "every cell"),
    ),
)
def test_a_broken_rule_is_found(changes, rule) -> None:
    found = [str(finding) for finding in lint_paper(decision(**changes))]
    assert [one for one in found if rule in one] != [], found


def test_an_annex_in_bad_form_is_found() -> None:
    for changes, rule in (
        ({"title": "Kế hoạch"}, "titles of annexes"),
        ({"note": "Kèm theo Quyết định số 05/QĐ-ĐCT"}, "to what it belongs"),
        ({"note": "(Kèm theo Quyết định số 06/QĐ-ĐCT)"}, "names the paper's number"),
    ):
        page = decision(annexes=(replace(annex(), **changes),))
        assert [rule in str(finding) for finding in lint_paper(page)] == [True]


def test_minutes_without_an_end_or_a_second_hand_are_found() -> None:
    page = minutes_page(minutes())
    assert "kết thúc vào" in str(lint_paper(replace(page, blocks=(*page.blocks[:-1], END)))[0])
    assert "secretary and chair" in str(
        lint_paper(replace(page, signatures=page.signatures[:1]))[0]
    )
