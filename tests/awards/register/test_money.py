"""Money of a decision: figures of domain A8, which title is paid, the sum in words."""

import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from awards.amounts import dong_in_words
from awards.models import BaseSalary
from tests.awards.house import House

from .told import granted, issued, person, waiting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("amount", "words"),
    (
        (0, "Không đồng"),
        (18_720_000, "Mười tám triệu bảy trăm hai mươi nghìn đồng"),
        (20_240_000, "Hai mươi triệu hai trăm bốn mươi nghìn đồng"),
        (1_005_021, "Một triệu không trăm linh năm nghìn không trăm hai mươi mốt đồng"),
        (1_000_000_015, "Một tỷ không trăm mười lăm đồng"),
    ),
)
def test_an_amount_in_words(amount: int, words: str) -> None:
    assert dong_in_words(amount) == words


def test_the_base_salary_of_the_day_counts(house: House) -> None:
    BaseSalary.objects.filter(valid_from__gt="2026-01-01").delete()
    [flag] = granted(house, ("flag", house.recipient("LH-DANANG")))
    assert flag.amount == 18_720_000
    assert flag.money_note == "8 × 2.340.000 đồng"
    assert flag.decision.base_salary == 2_340_000


def test_of_two_titles_of_one_period_the_higher_is_paid(house: House) -> None:
    types = house.types
    types["certificate_collective"].form = "title"
    types["certificate_collective"].save()
    unit = house.recipient("LH-DANANG")
    flag, title = granted(house, ("flag", unit), ("certificate_collective", unit))
    assert (flag.amount, title.amount) == (20_240_000, 0)
    assert "Cờ thi đua của VUFO" in title.money_note
    assert "Điều 49" in title.money_note


def test_a_title_and_a_form_are_both_paid(house: House) -> None:
    unit = house.recipient("LH-DANANG")
    awards = granted(house, ("flag", unit), ("certificate_collective", unit))
    assert [award.amount for award in awards] == [20_240_000, 7_590_000]


def test_the_sheet_adds_up_what_is_paid(house: House, client: Client) -> None:
    decision = issued(
        house,
        waiting(
            house,
            [("flag", house.recipient("LH-DANANG")), ("certificate_person", person("Lê An"))],
        ),
    )
    client.force_login(house.cast.thu)
    page = client.get(f"/awards/register/decisions/{decision.pk}/money/").content.decode()
    assert "Hai mươi bốn triệu không trăm bốn mươi nghìn đồng" in page
    answer = client.get(f"/awards/register/decisions/{decision.pk}/money/?xlsx=1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {20_240_000, 3_800_000, 24_040_000} <= {c for c in cells if isinstance(c, int)}


def test_others_do_not_see_the_money(house: House, client: Client) -> None:
    [flag] = granted(house, ("flag", house.recipient("LH-DANANG")))
    address = f"/awards/register/awards/{flag.pk}/"
    for user, may_see in ((house.cast.hoa, True), (house.tam, True), (house.cast.hanh, False)):
        client.force_login(user)
        assert ("20.240.000" in client.get(address).content.decode()) is may_see
    client.force_login(house.cast.hanh)
    assert client.get(f"/awards/register/decisions/{flag.decision_id}/money/").status_code == 404
    assert timezone.localdate() == flag.decision.decided_on
