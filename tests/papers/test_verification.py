"""An issued paper stands as it is: whoever changes one behind our back is found out."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Cast
from workflow_app.papers.models import IssuedPaper, NumberRegister
from workflow_app.papers.protection import PAPERS
from workflow_app.papers.services import issue_paper
from workflow_app.papers.verification import verify_papers


def issued(cast: Cast, subject: str) -> IssuedPaper:
    return issue_paper(
        series="QD-KH",
        symbol="QĐ-ĐCT",
        document_type="Quyết định",
        subject=subject,
        issued_on=dt.date(2027, 3, 1),
        signer="Nguyễn Mai Phương",
        signer_title="Chủ tịch",
        content={"articles": ["Điều 1"], "amount": 5},
        user=cast.thu,
        dossier_code="KH-2027-LH-DANANG",
    )


def test_papers_that_nobody_touched_agree(cast: Cast) -> None:
    issued(cast, "Phê duyệt kế hoạch")
    issued(cast, "Phê duyệt kế hoạch khác")
    result = verify_papers()
    assert (result.checked, result.details) == (2, [])


def test_a_changed_paper_is_found(cast: Cast) -> None:
    paper = issued(cast, "Phê duyệt kế hoạch")
    PAPERS.remove(connection)
    IssuedPaper.objects.filter(pk=paper.pk).update(subject="Không phê duyệt")
    result = verify_papers()
    PAPERS.install(connection)
    assert result.mismatches == 3  # two missing triggers on SQLite and PostgreSQL alike
    assert f"paper {paper.pk}" in result.details[-1]


def test_the_database_refuses_to_change_or_delete_one(cast: Cast) -> None:
    paper = issued(cast, "Phê duyệt kế hoạch")
    for attempt in (
        lambda: IssuedPaper.objects.update(subject="Không phê duyệt"),
        lambda: IssuedPaper.objects.update(signer="Người khác"),
        lambda: IssuedPaper.objects.filter(pk=paper.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert IssuedPaper.objects.get() == paper
    assert IssuedPaper.objects.get().subject == "Phê duyệt kế hoạch"


def test_a_gap_in_the_numbers_is_found(cast: Cast) -> None:
    issued(cast, "Phê duyệt kế hoạch")
    NumberRegister.objects.update(last_number=2)
    assert verify_papers().mismatches == 1
