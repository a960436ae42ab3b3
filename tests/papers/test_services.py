"""Numbers of papers: from one each year, no gap, no double, whatever happens at once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.cast import build_cast
from workflow_app.papers.models import IssuedPaper
from workflow_app.papers.services import issue_paper


def issue(cast, day=dt.date(2027, 3, 5), series="QD-KH", symbol="QĐ-ĐCT") -> IssuedPaper:
    return issue_paper(
        series=series,
        symbol=symbol,
        document_type="Quyết định",
        subject="Phê duyệt kế hoạch",
        issued_on=day,
        signer="Nguyễn Mai Phương",
        signer_title="TM. ĐOÀN CHỦ TỊCH",
        content={"dossier": "KH-2027-LH-DANANG", "unit": "LHHN Đà Nẵng"},
        user=cast.thu,
        dossier_code="KH-2027-LH-DANANG",
    )


def test_each_series_begins_at_one_every_year(cast) -> None:
    notations = [
        issue(cast).notation,
        issue(cast).notation,
        issue(cast, dt.date(2028, 1, 2)).notation,
        issue(cast, series="NQ", symbol="NQ-ĐCT").notation,
    ]
    assert notations == ["01/QĐ-ĐCT", "02/QĐ-ĐCT", "01/QĐ-ĐCT", "01/NQ-ĐCT"]


def test_numbers_from_ten_need_no_zero(cast) -> None:
    assert [issue(cast).notation for __ in range(10)][-1] == "10/QĐ-ĐCT"


def test_a_number_whose_act_failed_is_taken_by_the_next_paper(cast) -> None:
    issue(cast)

    def issue_and_fail() -> None:
        with transaction.atomic():
            issue(cast)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        issue_and_fail()
    assert issue(cast).number == 2


def test_the_database_itself_refuses_a_double(cast) -> None:
    paper = issue(cast)
    values = {
        field.attname: getattr(paper, field.attname)
        for field in IssuedPaper._meta.concrete_fields
        if not field.primary_key
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedPaper.objects.create(**values)


@pytest.mark.postgres
def test_twelve_clerks_at_once_get_twelve_numbers_in_a_row(run_together) -> None:
    cast = build_cast()
    papers = run_together([lambda: issue(cast)] * 12)
    assert sorted(paper.number for paper in papers) == list(range(1, 13))


def test_the_register_is_for_the_clerk_and_the_inspection(cast, client) -> None:
    issue(cast)
    expected = {"thu": 200, "kien": 200, "hoa": 404, "minh": 404, "quang": 404, "xuan": 404}
    for name, status in expected.items():
        client.force_login(getattr(cast, name))
        assert client.get(reverse("papers:register")).status_code == status


def test_the_register_is_searched_without_marks_and_printed_whole(cast, client) -> None:
    issue(cast)
    client.force_login(cast.thu)
    url = reverse("papers:register")
    assert client.get(url, {"q": "phe duyet 01/qd"}).context["total"] == 1
    assert client.get(url, {"q": "khong co"}).context["total"] == 0
    page = client.get(url, {"print": "1", "year": "2027"}).content.decode()
    for words in (
        "01/QĐ-ĐCT",
        "Quyết định: Phê duyệt kế hoạch",
        "Nguyễn Mai Phương",
        "LHHN Đà Nẵng",
    ):
        assert words in page


def statements_of_register(client, django_assert) -> int:
    with django_assert(40) as queries:
        client.get(reverse("papers:register"))
    return len(queries)


def test_the_register_costs_as_many_statements_for_three_papers_as_for_one(
    cast, client, django_assert_max_num_queries
) -> None:
    client.force_login(cast.thu)
    issue(cast)
    statements_of_register(client, django_assert_max_num_queries)
    one = statements_of_register(client, django_assert_max_num_queries)
    issue(cast)
    issue(cast)
    assert statements_of_register(client, django_assert_max_num_queries) == one
