"""A slate of candidates comes in as a workbook: every row is accounted for, nothing is kept."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from personnel.models import Change
from personnel.sheets.slate import read_slate
from tests.personnel.cast import ProposalDriver, Staff, proposal_of
from workflow_app.organization.models import Person
from workflow_app.sheets.models import ImportSession
from workflow_app.sheets.sessions import XLSX, read_upload

HEADER = ("TT", "Họ và tên", "Đơn vị", "Hình thức", "Chức danh", "Thay cho", "Ghi chú")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["DANH SÁCH NHÂN SỰ GIỚI THIỆU"])
    book.active.append(list(HEADER))
    for number, row in enumerate(rows, start=1):
        book.active.append([number, *row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ROWS = (
    ("Đỗ Thanh Nhàn", "LHHN Đà Nẵng", "Thay thế", "Ủy viên", "Ngô Quốc Cường", "Nghỉ hưu"),
    ("đỗ thanh nhàn", "LHHN Đà Nẵng", "Bổ sung", "", "", ""),
    ("Vu Duc Tin", "", "bo sung", "", "", ""),
    ("Trịnh Hồng Đào", "", "Cho thôi", "", "", "Theo nguyện vọng"),
    ("Nguyễn Văn Không Có", "", "Bổ sung", "", "", ""),
    ("Vũ Thái Sơn", "", "Phong tặng", "", "", ""),
)


def test_rows_are_understood_without_marks_and_what_is_not_is_said(staff: Staff) -> None:
    slate = read_slate(read_upload(io.BytesIO(workbook(*ROWS)))[1], proposal_of(staff).proposal)
    ready = [row for row in slate.rows if not row.problems]
    assert [(row.kind, row.entering, row.leaving) for row in ready] == [
        ("replace", staff.person("nhan"), staff.seat_of("cuong")),
        ("add", staff.person("tin"), None),
        ("release", None, staff.seat_of("dao")),
    ]
    wrong = {row.number: row.problems for row in slate.rows if row.problems}
    assert set(wrong) == {4, 7, 8}
    assert "3" in wrong[4][0]  # stands in row 3 already
    assert "Nguyễn Văn Không Có" in wrong[7][0]
    assert "Phong tặng" in wrong[8][0]


def test_two_people_of_one_name_are_told_apart_by_their_unit(staff: Staff) -> None:
    Person.objects.create(full_name="Vũ Đức Tín", unit=staff.cast.unit("LH-HUE"))
    data = workbook(("Vũ Đức Tín",), ("Vũ Đức Tín", "LHHN Đà Nẵng"))
    slate = read_slate(read_upload(io.BytesIO(data))[1], proposal_of(staff).proposal)
    assert slate.rows[0].entering is None
    assert slate.rows[1].entering == staff.person("tin")


def take(browser: Client, proposal: ProposalDriver, rows: list[dict[str, object]]):
    data: dict[str, object] = {"name": "danh sach.xlsx", "row": [row["row"] for row in rows]}
    for row in rows:
        data |= {f"{row['row']}-{key}": value for key, value in row.items() if key != "row"}
    return browser.post(reverse("personnel:slate_take", args=[proposal.dossier.code]), data)


def test_a_slate_is_looked_through_and_taken_over_whole_or_not_at_all(
    staff: Staff, client: Client
) -> None:
    proposal = proposal_of(staff)
    client.force_login(staff.cast.hoa)
    address = reverse("personnel:proposal_slate", args=[proposal.dossier.code])
    page = client.post(address, {"file": SimpleUploadedFile("a.xlsx", workbook(*ROWS), XLSX)})
    assert page.status_code == 200
    assert (len(page.context["ready"]), len(page.context["wrong"])) == (3, 3)
    assert not Change.objects.exists()
    assert not ImportSession.objects.exists()  # nothing of the file is kept

    nhan, tin = staff.person("nhan").pk, staff.person("tin").pk
    twice = [
        {"row": 3, "kind": "add", "entering": nhan},
        {"row": 4, "kind": "add", "entering": nhan},
    ]
    take(client, proposal, twice)
    assert not Change.objects.exists()
    good = [{"row": 3, "kind": "add", "entering": nhan}, {"row": 5, "kind": "add", "entering": tin}]
    answer = take(client, proposal, good)
    assert answer.url == reverse("personnel:proposal_edit", args=[proposal.dossier.code])
    assert [change.entering_id for change in proposal.changes] == [nhan, tin]


def test_the_empty_workbook_is_understood_when_it_comes_back(staff: Staff, client: Client) -> None:
    proposal = proposal_of(staff)
    client.force_login(staff.cast.hoa)
    answer = client.get(reverse("personnel:slate_template", args=[proposal.dossier.code]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if cell.value}
    top = next(c.row for row in sheet.iter_rows() for c in row if c.value == "Họ và tên")
    sheet.cell(top + 1, columns["Họ và tên"], "Đỗ Thanh Nhàn")
    file = io.BytesIO()
    book.save(file)
    slate = read_slate(read_upload(io.BytesIO(file.getvalue()))[1], proposal.proposal)
    assert [(row.entering, row.problems) for row in slate.rows] == [(staff.person("nhan"), ())]


def test_a_file_that_is_no_workbook_is_turned_away(staff: Staff, client: Client) -> None:
    proposal = proposal_of(staff)
    client.force_login(staff.cast.hoa)
    address = reverse("personnel:proposal_slate", args=[proposal.dossier.code])
    page = client.post(address, {"file": SimpleUploadedFile("a.xlsx", b"no workbook", XLSX)})
    assert page.status_code == 422
