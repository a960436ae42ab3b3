"""Numbering and issuing papers."""

import datetime as dt
from typing import Any

from django.db import transaction

from workflow_app.accounts.models import User
from workflow_app.audit.services import record
from workflow_app.lib.canonical import sha256_of

from .models import IssuedPaper, NumberRegister


def allocate_number(*, series: str, symbol: str, year: int) -> tuple[NumberRegister, int]:
    """Take the next number of a series: from 1 each year, no gap, no double.

    The register's row stays locked until the surrounding transaction ends, so a number that is
    rolled back is taken by the next paper (Decree 30/2020, Article 15).
    """
    NumberRegister.objects.bulk_create(
        [NumberRegister(series=series, year=year, symbol=symbol)], ignore_conflicts=True
    )
    register = NumberRegister.objects.select_for_update().get(series=series, year=year)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register, register.last_number


@transaction.atomic
def issue_paper(
    *,
    series: str,
    symbol: str,
    document_type: str,
    subject: str,
    issued_on: dt.date,
    signer: str,
    signer_title: str,
    content: dict[str, Any],
    user: User,
    dossier_code: str,
) -> IssuedPaper:
    """Number a paper and store it as it stands; it is never changed afterwards."""
    register, number = allocate_number(series=series, symbol=symbol, year=issued_on.year)
    paper = IssuedPaper.objects.create(
        register=register,
        number=number,
        issued_on=issued_on,
        document_type=document_type,
        subject=subject,
        content=content,
        sha256=sha256_of({"subject": subject, "content": content, "number": number}),
        signer=signer,
        signer_title=signer_title,
        issued_by=user,
    )
    record(
        action="paper.issued",
        actor=user,
        object=paper,
        dossier_code=dossier_code,
        data={"number": paper.notation, "sha256": paper.sha256},
    )
    return paper
