"""A ranking that went round as a workbook is held against the one that stands, cell by cell."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards.models import Ranking
from workflow_app.approvals.enums import Outcome

from .scoring import Scoring

pytestmark = pytest.mark.django_db


def address(scoring: Scoring, name: str) -> str:
    house = scoring.house
    return reverse(f"awards:{name}", args=[house.campaign.pk, house.cast.cluster.pk])


def client_of(scoring: Scoring, name: str = "minh") -> Client:
    client = Client()
    client.force_login(scoring.user(name))
    return client


def ranking_file(scoring: Scoring, version: str = "") -> openpyxl.Workbook:
    answer = client_of(scoring, "tam").get(address(scoring, "ranking_export"), {"version": version})
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def compared(scoring: Scoring, book: openpyxl.Workbook, version: str = "") -> Any:
    file = io.BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("xep-hang.xlsx", file.getvalue())
    return client_of(scoring, "tam").post(
        address(scoring, "ranking_compare"), {"file": upload, "version": version}
    )


def freeze(scoring: Scoring) -> None:
    client_of(scoring).post(address(scoring, "ranking_freeze"))


def cell_that_says(book: openpyxl.Workbook, text: str | float) -> Any:
    assert book.active is not None
    return next(cell for row in book.active.iter_rows() for cell in row if cell.value == text)


def test_the_paper_of_a_frozen_ranking_agrees_with_it_in_every_cell(scoring: Scoring) -> None:
    scoring.all_scored()
    freeze(scoring)
    answer = compared(scoring, ranking_file(scoring, "1"), "1")
    assert answer.context["result"].agrees
    assert answer.context["result"].cells == 3 * 12
    assert compared(scoring, ranking_file(scoring), "1").context["result"].agrees


def test_a_changed_point_is_named_with_its_cell(scoring: Scoring) -> None:
    scoring.all_scored()
    freeze(scoring)
    book = ranking_file(scoring, "1")
    cell = cell_that_says(book, 89.5)
    cell.value = 99.5
    result = compared(scoring, book, "1").context["result"]
    [one] = result.differences
    assert (one.place, one.file, one.ranking) == (cell.coordinate, "99,5", "89,5")


def test_points_are_numbers_that_excel_adds_up_with_two_places(scoring: Scoring) -> None:
    scoring.all_scored()
    cell = cell_that_says(ranking_file(scoring), 89.5)
    assert (cell.data_type, cell.number_format) == ("n", "0.00")


def test_points_that_somebody_typed_as_words_are_the_same(scoring: Scoring) -> None:
    scoring.all_scored()
    book = ranking_file(scoring)
    cell_that_says(book, 89.5).value = "89,50"
    assert compared(scoring, book).context["result"].agrees


def test_a_unit_left_out_and_one_put_in_are_told(scoring: Scoring) -> None:
    scoring.all_scored()
    book = ranking_file(scoring)
    name = scoring.house.cast.unit("LH-HUE").name
    cell_that_says(book, name).value = "Liên hiệp hữu nghị nơi khác"
    result = compared(scoring, book).context["result"]
    assert result.missing_units == [name]
    assert len(result.other_rows) == 1
    assert not result.agrees


def test_a_frozen_version_is_told_from_sheets_that_changed_since(scoring: Scoring) -> None:
    scoring.all_scored()
    freeze(scoring)
    scoring.do("tam", "LH-HUE", "appraise", Outcome.RETURNED, "Thiếu minh chứng")
    assert Ranking.objects.count() == 1
    frozen = ranking_file(scoring, "1")
    assert compared(scoring, frozen, "1").context["result"].agrees
    assert not compared(scoring, frozen).context["result"].agrees


def test_what_may_not_be_seen_may_not_be_compared(scoring: Scoring) -> None:
    scoring.all_signed()
    for name in ("minh", "vy", "quang"):
        client = client_of(scoring, name)
        assert client.get(address(scoring, "ranking_compare")).status_code == 404
        assert client.post(address(scoring, "ranking_compare")).status_code == 404
    scoring.hand_in("LH-HUE", "LH-DANANG")
    assert client_of(scoring, "minh").get(address(scoring, "ranking_compare")).status_code == 404


def test_a_file_without_a_table_is_said_to_have_none(scoring: Scoring) -> None:
    scoring.all_scored()
    assert compared(scoring, openpyxl.Workbook()).status_code == 422
