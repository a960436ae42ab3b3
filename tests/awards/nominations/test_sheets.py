"""Lists of nominees: the brief list out, a unit's sheet of persons in."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from awards.models import Nomination, Recipient
from tests.awards.house import House

from .driver import nominated, open_house, outsider
from .test_pages import page, post

HEAD = ("TT", "Họ và tên", "Danh hiệu, hình thức", "Ngày sinh", "Chức vụ", "Nơi công tác")
PERSON = "Bằng khen của VUFO (cá nhân)"
ROWS = (
    (1, "Nguyễn Văn Hải", PERSON, "02/09/1970", "Chủ tịch", "Hội hữu nghị Việt - Nhật Đà Nẵng"),
    (2, "TRAN HUU BANG", PERSON, "30/04/1961", "", ""),
    (3, "Lê Thị Sen", "Huân chương Sao Vàng", "1965", "", ""),
    (4, "Phạm Thu Hương", PERSON, "ngày lành", "", ""),
)


def a_sheet(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book = Workbook()
    assert book.active is not None
    for row in (HEAD, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("de-nghi.xlsx", file.getvalue())


def uploaded(house: House, *rows: tuple[Any, ...]) -> Any:
    return post(
        house.cast.hoa,
        "nomination_import",
        campaign=house.campaign.pk,
        unit=house.cast.unit("LH-DANANG").pk,
        file=a_sheet(*rows),
    )


def values_of(context: Any) -> dict[str, Any]:
    """What the preview's form sends when every row is left ticked and twins are left as suggested."""
    data: dict[str, Any] = {
        "campaign": context["form"].cleaned_data["campaign"].pk,
        "unit": context["form"].cleaned_data["unit"].pk,
        "name": "de-nghi.xlsx",
        "row": [],
    }
    for one in context["ready"]:
        row, number = one.row, one.row.number
        data["row"].append(number)
        data |= {
            f"{number}-award": row.award.pk,
            f"{number}-name": row.name,
            f"{number}-born": f"{row.birth_date:%d/%m/%Y}" if row.birth_date else "",
            f"{number}-post": row.post,
            f"{number}-organisation": row.organisation,
            f"{number}-nominee": one.suggested,
        }
    return data


def test_the_preview_accounts_for_every_row_and_changes_nothing(house: House) -> None:
    open_house(house)
    bang = outsider()
    answer = uploaded(house, *ROWS)

    ready = {one.row.name: one for one in answer.context["ready"]}
    assert list(ready) == ["Nguyễn Văn Hải", "TRAN HUU BANG"]
    assert ready["TRAN HUU BANG"].suggested == f"r{bang.pk}"
    assert len(answer.context["wrong"]) == 2
    assert Nomination.objects.count() == 0
    assert Recipient.objects.count() == 1


def test_confirmed_rows_become_drafts_and_known_people_stay_one(house: House) -> None:
    open_house(house)
    bang = outsider()
    context = uploaded(house, *ROWS).context
    post(house.cast.hoa, "nomination_take", **values_of(context))

    names = set(Nomination.objects.values_list("recipient__name", flat=True))
    assert names == {"Nguyễn Văn Hải", "Trần Hữu Bằng"}
    assert Nomination.objects.filter(recipient=bang).exists()
    hai = Recipient.objects.get(name="Nguyễn Văn Hải")
    assert (hai.post, str(hai.birth_date)) == ("Chủ tịch", "1970-09-02")


def test_one_bad_row_leaves_all_as_it_was_and_is_named(house: House) -> None:
    open_house(house)
    outsider()
    data = values_of(uploaded(house, *ROWS).context)
    twin = next(number for number in data["row"] if data[f"{number}-name"] == "TRAN HUU BANG")
    data[f"{twin}-nominee"] = "new"  # without having seen the twin
    post(house.cast.hoa, "nomination_take", **data)
    assert Nomination.objects.count() == 0
    assert Recipient.objects.count() == 1


def test_a_row_that_stands_twice_is_said(house: House) -> None:
    open_house(house)
    answer = uploaded(house, ROWS[0], ROWS[0])
    assert len(answer.context["ready"]) == 1
    assert len(answer.context["wrong"]) == 1


def test_the_preview_says_what_the_rules_find(house: House) -> None:
    open_house(house)
    house.types["certificate_person"].rules.update(
        requirements=[{"check": "completion", "level": "well"}]
    )
    row = uploaded(house, ROWS[0]).context["ready"][0]
    assert [one.name for one in row.against] == ["completion"]
    assert row.against[0].legal_basis == "Nghị định 152/2025/NĐ-CP"


def test_another_units_drafter_takes_nothing_over_for_this_one(house: House) -> None:
    open_house(house)
    data = values_of(uploaded(house, ROWS[0]).context)
    assert post(house.cast.hanh, "nomination_take", **data).status_code == 404
    assert post(house.cast.xuan, "nomination_import").status_code == 404


def test_the_empty_workbook_is_read_back_as_empty(house: House) -> None:
    open_house(house)
    book = page(house.cast.hoa, "nomination_template").content
    answer = post(
        house.cast.hoa,
        "nomination_import",
        campaign=house.campaign.pk,
        unit=house.cast.unit("LH-DANANG").pk,
        file=SimpleUploadedFile("trong.xlsx", book),
    )
    assert answer.status_code == 200
    assert answer.context["ready"] == []


def cells(content: bytes) -> str:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return "\n".join(
        " | ".join(str(cell) for cell in row if cell is not None)
        for row in sheet.iter_rows(values_only=True)
    )


def test_the_brief_list_holds_what_its_reader_may_see_and_what_was_given_before(
    house: House,
) -> None:
    first, second = nominated(house), nominated(house, "flag", unit="LH-HUE", user=house.cast.hanh)
    first.fill()
    text = cells(page(house.cast.hoa, "nomination_export").content)
    assert "Ông Trần Hữu Bằng" in text
    assert "1961" in text
    assert "9/10" in text
    assert str(second.nomination.recipient.name) not in text


@pytest.mark.parametrize("q", ("tran huu", "Trần Hữu"))
def test_the_brief_list_follows_the_filters(house: House, q: str) -> None:
    nominated(house)
    nominated(house, recipient=outsider(name="Lê Thị Sen"))
    text = cells(page(house.cast.hoa, "nomination_export", q=q).content)
    assert "Trần Hữu Bằng" in text
    assert "Lê Thị Sen" not in text
