"""Awards of earlier years come in from the lists that units kept in Excel."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awards.enums import AwardState
from awards.models import Award, AwardDecision, Recipient, Reissue
from awards.selectors.register import register_rows
from awards.sheets.register import register_workbook
from tests.awards.house import House
from workflow_app.audit.models import AuditEntry
from workflow_app.organization.models import Unit
from workflow_app.sheets.models import ImportSession

from .told import granted, person

pytestmark = pytest.mark.django_db
ADDRESS = "/awards/register/import/"
HEAD = (
    "STT",
    "Năm",
    "Hình thức khen thưởng",
    "Tên tập thể, cá nhân",
    "Ngày sinh",
    "Chức vụ, đơn vị công tác",
    "Số QĐ",
    "Ngày ký",
    "Số vào sổ",
)
MERIT = "Bằng khen"
FLAG = (1, 2019, "Cờ thi đua", "LH-DANANG", "", "", "12/QĐ-LHHN", "05/01/2020", 1)
ANH = (2, 2019, MERIT, "Bà Lê Thị Ánh", "17/05/1970", "Chuyên viên", "13/QĐ-LHHN", "", 4)
HAI = (3, 2018, MERIT, "Ông Nguyễn Văn Hải", "02/09/1966", "Phó Chủ tịch", "", "", "")


def workbook(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (head, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("so-vang-2019.xlsx", file.getvalue())


def client_of(house: House, name: str = "tam") -> Client:
    client = Client()
    client.force_login(house.cast.users[name])
    return client


def read(house: House, *rows: tuple[Any, ...], **values: Any) -> Any:
    """The preview of a workbook."""
    answer = client_of(house).post(ADDRESS, {"file": workbook(*rows, **values)}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer


def take(house: House, preview: Any, **chosen: str) -> Any:
    """Confirm it as it was shown; `r7` says otherwise of row 7."""
    data: dict[str, Any] = {"row": []}
    for row in preview.context["sheet"].ready:
        data["row"].append(row.number)
        data[f"{row.number}-nominee"] = row.suggested or "new"
    data |= {f"{key[1:]}-nominee": value for key, value in chosen.items()}
    address = preview.redirect_chain[-1][0]
    return client_of(house).post(address, data, follow=True)


def test_the_preview_says_who_is_found_and_changes_nothing(house: House) -> None:
    anh = person("Lê Thị Ánh", birth_date="1970-05-17")
    preview = read(house, FLAG, ANH, HAI)
    ready = {row.name: row for row in preview.context["sheet"].ready}
    assert list(ready) == ["LH-DANANG", "Lê Thị Ánh", "Nguyễn Văn Hải"]
    assert ready["LH-DANANG"].suggested == f"u{house.cast.unit('LH-DANANG').pk}"
    assert ready["Lê Thị Ánh"].suggested == f"r{anh.pk}"
    assert ready["Nguyễn Văn Hải"].twins == []
    assert ready["Lê Thị Ánh"].award == house.types["certificate_person"]
    assert not Award.objects.exists()
    assert Recipient.objects.count() == 1


def test_confirmed_rows_stand_in_the_register_with_their_numbers(house: House) -> None:
    anh = person("Lê Thị Ánh", birth_date="1970-05-17")
    take(house, read(house, FLAG, ANH, HAI))
    found = {award.year: award for award in Award.objects.exclude(award_type__code="flag")}
    assert found[2019].recipient == anh
    assert (found[2019].name, found[2019].ordinal) == ("Bà Lê Thị Ánh", 4)
    assert str(found[2018].recipient.birth_date) == "1966-09-02"
    flag = Award.objects.get(award_type__code="flag")
    assert flag.recipient.unit == house.cast.unit("LH-DANANG")
    assert (flag.decision.number, str(flag.decision.decided_on)) == ("12/QĐ-LHHN", "2020-01-05")
    entry = AuditEntry.objects.get(action="award.register_imported")
    batch = ImportSession.objects.get()
    assert entry.data["awards"] == 3
    assert entry.data["sha256"] == batch.sha256
    page = client_of(house).get(ADDRESS).content.decode()
    assert "so-vang-2019.xlsx" in page
    assert "Nguyễn Văn Hải" in client_of(house).get(f"{ADDRESS}{batch.pk}/").content.decode()


def test_a_second_upload_adds_nothing(house: House) -> None:
    take(house, read(house, FLAG, ANH, HAI))
    again = read(house, FLAG, ANH, HAI)
    assert [row.number for row in again.context["sheet"].known] == [2, 3, 4]
    assert again.context["sheet"].ready == []


def test_two_previews_of_one_list_enter_it_once(house: House) -> None:
    first, second = read(house, ANH), read(house, ANH)
    take(house, first)
    answer = take(house, second)
    assert Award.objects.count() == 1
    assert answer.context["batch"].counts["added"] == 0


def test_what_is_wrong_is_said_of_row_and_column(house: House) -> None:
    preview = read(
        house,
        FLAG,
        (2, 2019, "Huân chương Sao Vàng", "Lê An", "", "", "", "", ""),
        (3, "năm ngoái", MERIT, "Bà Lê Thị Ánh", "hôm qua", "", "", "", ""),
        (4, 2019, MERIT, "Hội Hữu nghị Xa lạ", "", "", "", "", ""),
        (5, 2019, "Cờ thi đua", "LH-HUE", "", "", "12/QĐ-LHHN", "06/01/2020", 1),
        (6, 2031, MERIT, "Ông Trần Bảo", "", "", "", "05/01/2018", ""),
    )
    said = {
        row.number: [(one.column, one.heading) for one in row.troubles]
        for row in preview.context["sheet"].wrong
    }
    assert said == {
        3: [("C", "Hình thức khen thưởng")],
        4: [("B", "Năm"), ("E", "Ngày sinh")],
        5: [("C", "Hình thức khen thưởng")],  # of a collective or a person: nobody knows
        6: [("H", "Ngày ký"), ("I", "Số vào sổ")],
        7: [("B", "Năm")],
    }
    page = preview.content.decode()
    assert "Cột C “Hình thức khen thưởng”: " in page


def test_twins_are_chosen_by_a_person_or_nothing_is_entered(house: House) -> None:
    old, young = person("Lê Thị Ánh", birth_date="1950-01-01"), person("LE THI ANH")
    row = (1, 2019, "Bằng khen", "Bà Lê Thị Ánh", "", "", "", "", "")
    preview = read(house, row, HAI)
    [found] = [one for one in preview.context["sheet"].ready if one.name == "Lê Thị Ánh"]
    assert {twin.key for twin in found.twins} == {f"r{old.pk}", f"r{young.pk}"}
    assert take(house, preview, r2="").status_code == 409
    assert not Award.objects.exists()
    assert not Recipient.objects.filter(name="Nguyễn Văn Hải").exists()
    take(house, preview, r2=f"r{old.pk}")
    assert Award.objects.get(recipient=old).name == "Bà Lê Thị Ánh"


def test_one_new_person_of_two_years_is_entered_once(house: House) -> None:
    other = (4, 2017, MERIT, "Ông Nguyễn Văn Hải", "03/03/1990", "Cán bộ", "", "", "")
    take(house, read(house, HAI, (*HAI[:1], 2016, *HAI[2:]), other))
    assert Recipient.objects.filter(name="Nguyễn Văn Hải").count() == 2
    assert Award.objects.filter(recipient__birth_date="1966-09-02").count() == 2


def test_two_new_ones_of_a_list_that_look_alike_are_told_apart_in_the_log(house: House) -> None:
    other = (4, 2019, MERIT, "Bà Ánh Thị Lê", "17/05/1971", "", "", "", "")
    take(house, read(house, ANH, other))
    first, second = Recipient.objects.order_by("pk")
    noted = AuditEntry.objects.filter(action="award.recipient_added").order_by("sequence")
    assert [entry.data["told_apart_from"] for entry in noted] == [[], [f"r{first.pk}"]]
    assert Recipient.objects.filter(search_text__contains="le thi anh").get() == first
    assert second.sort_key  # as those that are entered one by one


def test_of_two_decisions_with_one_number_rows_go_to_that_which_they_were_held_against(
    house: House,
) -> None:
    """The preview read the first, and the rows were entered under the second."""
    old = [
        AwardDecision.objects.create(year=2019, number=number, decided_on=day)
        for number, day in (("13/QĐ-LHHN", "2020-01-05"), ("13/qđ-lhhn", "2020-02-01"))
    ]
    row = (2, 2019, MERIT, "Bà Lê Thị Ánh", "17/05/1970", "", "13/QĐ-LHHN", "05/01/2020", 4)
    take(house, read(house, row))
    assert Award.objects.get().decision == old[0]


def test_three_new_rows_of_a_decision_cost_the_statements_of_two(house: House) -> None:
    """A list of 600 nominees asked the register ten things of each."""
    row = (1, 2019, MERIT, "Ông Người thứ {}", "", "", "13/QĐ-LHHN", "", "")

    def cost(*numbers: int) -> int:
        rows = [(*row[:3], row[3].format(number), *row[4:]) for number in numbers]
        preview = read(house, *rows)
        with CaptureQueriesContext(connection) as seen:
            take(house, preview)
        return len(seen)

    cost(0)  # the decision is there now
    two = cost(1, 2)
    assert cost(3, 4, 5) == two


def test_a_former_unit_gets_its_award_under_its_old_name(house: House) -> None:
    old = Unit.objects.create(
        code="LH-LONGAN",
        name="Liên hiệp các tổ chức hữu nghị tỉnh Long An",
        short_name="Long An",
        kind="local_member",
        valid_to="2025-10-24",
    )
    take(house, read(house, (1, 2015, "Cờ thi đua", old.name.upper(), "", "", "", "", "")))
    assert Award.objects.get().recipient.unit == old


def test_the_year_stands_above_the_rows_where_no_column_has_it(house: House) -> None:
    head = ("STT", "Hình thức khen thưởng", "Tên tập thể, cá nhân")
    preview = read(
        house,
        ("NĂM 2014", None, None),
        (1, "Cờ thi đua", "LH-HUE"),
        ("NĂM 2015", None, None),
        (1, "Cờ thi đua", "LH-DANANG"),
        head=head,
    )
    assert [row.year for row in preview.context["sheet"].ready] == [2014, 2015]


def test_nothing_is_added_to_a_decision_that_was_issued_here(house: House) -> None:
    [award] = granted(house, ("certificate_person", person("Lê An")))
    AwardDecision.objects.filter(pk=award.decision_id).update(year=2020)
    row = (1, 2020, MERIT, "Ông Phạm Minh", "", "", award.decision.number, "", "")
    [wrong] = read(house, row).context["sheet"].wrong
    assert [one.column for one in wrong.troubles] == ["G"]


def test_the_register_as_it_was_handed_out_is_understood_and_known(house: House) -> None:
    take(house, read(house, FLAG, ANH, HAI))
    data = register_workbook(register_rows())
    file = SimpleUploadedFile("so-vang.xlsx", data)
    sheet = client_of(house).post(ADDRESS, {"file": file}, follow=True).context["sheet"]
    assert (len(sheet.known), sheet.wrong, sheet.ready) == (3, [], [])


def test_a_batch_is_taken_out_again_with_what_it_brought(house: House) -> None:
    kept = person("Lê Thị Ánh", birth_date="1970-05-17")
    take(house, read(house, FLAG, ANH, HAI))
    batch = ImportSession.objects.get()
    client_of(house).post(f"{ADDRESS}{batch.pk}/undo/")
    assert not Award.objects.exists()
    assert not AwardDecision.objects.exists()
    assert list(Recipient.objects.filter(kind="person")) == [kept]
    assert AuditEntry.objects.filter(action="award.register_import_undone").exists()
    assert client_of(house).post(f"{ADDRESS}{batch.pk}/undo/", follow=True).status_code == 200


def test_a_batch_on_which_something_rests_stays(house: House) -> None:
    take(house, read(house, ANH, HAI))
    award = Award.objects.get(year=2019)
    Reissue.objects.create(award=award, reason="Mất", by=house.tam)
    batch = ImportSession.objects.get()
    client_of(house).post(f"{ADDRESS}{batch.pk}/undo/")
    assert Award.objects.filter(state=AwardState.VALID).count() == 2
    assert ImportSession.objects.get().state == "committed"


def test_only_the_secretariat_brings_old_awards_in(house: House) -> None:
    preview = read(house, ANH)
    address = preview.redirect_chain[-1][0]
    for name in ("hoa", "thu", "xuan"):
        client = client_of(house, name)
        assert client.get(ADDRESS).status_code == 404
        assert client.get(address).status_code == 404
        assert client.post(address, {"row": "2", "2-nominee": "new"}).status_code == 404
    assert not Award.objects.exists()


def test_a_file_that_is_no_list_of_awards_is_said_to_be_none(house: House) -> None:
    book = workbook(("a", "b"), head=("Cột", "Hàng"))
    answer = client_of(house).post(ADDRESS, {"file": book})
    assert answer.status_code == 422
    assert not ImportSession.objects.exists()
