"""The public page says what is on the paper and whether it stands, and nothing more."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awards.enums import AwardState
from awards.models import Award, Verification
from awards.models.issuing import new_code
from awards.services.history import import_awards
from awards.services.verification import verify
from awards.views import verification
from tests.awards.house import House
from workflow_app.audit.models import AuditEntry
from workflow_app.lib import rate
from workflow_app.lib.money import format_dong

from .told import granted, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def award(house: House) -> Award:
    nominee = person(
        "Nguyễn Thị Hoa", sex="female", birth_date="1980-05-17", post="Chuyên viên chính"
    )
    [found] = granted(house, ("certificate_person", nominee))
    return found


def page(code: str, status: int = 200) -> str:
    answer = Client().get(f"/verify/{code}/")
    assert answer.status_code == status
    return answer.content.decode()


def test_a_valid_certificate_is_confirmed_in_both_languages(award: Award) -> None:
    said = page(award.code)
    assert "verdict-valid" in said
    assert "Genuine and valid" in said
    for words in (award.name, award.citation, award.decision.number, "BẰNG KHEN CỦA VUFO"):
        assert words in said


def test_a_revoked_one_is_said_to_be_revoked_and_not_why(award: Award) -> None:
    Award.objects.filter(pk=award.pk).update(state=AwardState.REVOKED)
    said = page(award.code)
    assert "verdict-revoked" in said
    assert "verdict-valid" not in said


def test_an_unknown_code_says_so(award: Award) -> None:
    said = page("ZZZZZZZZZZZZ", status=404)
    assert "verdict-unknown" in said
    assert award.name not in said


def test_an_award_written_down_from_a_magazine_vouches_for_no_paper(
    house: House, client: Client
) -> None:
    import_awards(data={"awards_2021": [{"award": "co_thi_dua", "unit": "LH-DANANG"}]})
    old = Award.objects.get(year=2021)
    assert "verdict-unknown" in page(old.code, status=404)
    client.force_login(house.cast.thu)
    shown = client.get(old.get_absolute_url())
    assert (shown.context["code"], shown.context["sees_money"]) == ("", False)
    assert f"decisions/{old.decision_id}/ledger/" not in shown.content.decode()
    assert old.gold_number == ""  # nobody knows the list of that decision
    listed = client.get("/awards/register/decisions/").content.decode()
    assert ">2021</a>" not in listed  # a year is no number
    assert "–" in listed  # what was paid then is not known
    assert f">{format_dong(0)}<" not in listed


def test_people_may_type_it_as_they_like(award: Award) -> None:
    typed = f" {award.code[:4].lower()}-{award.code[4:8]} {award.code[8:]} "
    answer = Client().post("/verify/", {"code": typed})
    assert answer["Location"] == f"/verify/{award.code}/"
    assert Client().post("/verify/", {"code": " - "}).status_code == 422


def test_it_tells_nothing_that_the_paper_does_not(award: Award) -> None:
    said = page(award.code)
    nomination = award.nomination
    assert nomination is not None
    secrets = [
        "1980",
        nomination.dossier.code,
        f"{award.amount:,}".replace(",", "."),
        award.money_note,
        "Nguyễn Thị Hoa</a>",
        'href="/awards/',
        "/dossiers/",
        "LH-DANANG",
    ]
    assert [secret for secret in secrets if secret in said] == []
    assert not re.search(r"handed|bàn giao|trao ngày", said)


def test_no_search_engine_keeps_it_and_no_browser(award: Award) -> None:
    for address in ("/verify/", f"/verify/{award.code}/"):
        answer = Client().get(address)
        assert "noindex" in answer["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


def test_every_answer_costs_the_same_statements(award: Award) -> None:
    numbers = []
    for code in (award.code, "ZZZZZZZZZZZZ", "", "É" * 300):
        with CaptureQueriesContext(connection) as asked:
            verify(code)
        numbers.append(len(asked))
    assert len({numbers[0], numbers[1]}) == 1


def test_that_somebody_asked_is_counted_and_who_is_not(award: Award) -> None:
    before = AuditEntry.objects.count()
    for __ in range(3):
        Client().get(f"/verify/{award.code}/", REMOTE_ADDR="203.0.113.9")
    Client().get("/verify/NOPE/", REMOTE_ADDR="203.0.113.9")
    rows = Verification.objects.values_list("award", "times")
    assert sorted(rows, key=str) == [(award.pk, 3), (None, 1)] or set(rows) == {
        (award.pk, 3),
        (None, 1),
    }
    assert AuditEntry.objects.count() == before
    assert {field.name for field in Verification._meta.get_fields()} == {
        "id",
        "award",
        "day",
        "times",
    }


def test_who_asks_without_end_is_told_to_wait_in_both_languages(
    award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate.time, "time", lambda: 1_800_000_000.0)
    monkeypatch.setattr(verification, "PER_MINUTE", 3)
    asking = Client(REMOTE_ADDR="203.0.113.9")
    for __ in range(3):
        assert asking.get("/verify/ZZZZZZZZZZZZ/").status_code == 404
    answer = asking.get(f"/verify/{award.code}/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    said = answer.content.decode()
    assert "Too many questions" in said
    assert "verdict-valid" not in said
    assert award.name not in said
    assert Verification.objects.get().times == 3
    assert Client(REMOTE_ADDR="203.0.113.10").get(f"/verify/{award.code}/").status_code == 200
    monkeypatch.setattr(rate.time, "time", lambda: 1_800_000_060.0)
    assert asking.get(f"/verify/{award.code}/").status_code == 200


def test_codes_are_too_many_to_be_guessed() -> None:
    codes = {new_code() for __ in range(2_000)}
    assert len(codes) == 2_000
    assert {len(code) for code in codes} == {12}
    letters = set("".join(codes))
    assert len(letters) == 32  # 12 of them: 60 bits
    assert not letters & set("01IO")  # told apart by whoever types from paper
