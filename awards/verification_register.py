"""The check "register of awards" of `manage.py verify`."""

from django.db import connection

from awards.enums import AwardState
from awards.models import Award, AwardDecision
from awards.words import AWARD_WORDS
from workflow_app.audit.verification import CheckResult


def verify_register() -> CheckResult:
    """Hold every award against the paper that granted it.

    Ordinals run from 1 without gaps; name, award and amount are those of the issued paper; who
    lost an award lost it by an issued decision, and whose award was taken back has lost it.
    """
    result = CheckResult()
    for name in AWARD_WORDS.missing(connection):
        result.mismatch(f"{name}, by which awards are found, is missing")
    issued = AwardDecision.objects.filter(paper__isnull=False).select_related("paper")
    for decision in issued.order_by("pk").iterator(chunk_size=100):
        awards = list(decision.awards.select_related("award_type").order_by("ordinal"))
        result.checked += len(awards)
        if [award.ordinal for award in awards] != list(range(1, len(awards) + 1)):
            result.mismatch(f"the ordinals of decision {decision.number} have gaps")
        paper = decision.paper
        listed = paper.content.get("awards", []) if paper else []
        printed = _printed(paper.content) if paper else []
        said = [(award.ordinal, award.award_type.code, award.amount) for award in awards]
        if said != [(row["ordinal"], row["award"], row["amount"]) for row in listed]:
            result.mismatch(f"the register differs from the list of decision {decision.number}")
        if [(f"{award.ordinal:02d}", award.name) for award in awards] != printed:
            result.mismatch(f"names in the register differ from decision {decision.number}")
    _verify_revoked(result)
    return result


def _printed(content: dict[str, object]) -> list[tuple[str, str]]:
    """Return ordinal and name of every row that the annexes of a paper list."""
    page = content.get("page")
    annexes = page["annexes"] if isinstance(page, dict) else []
    return [
        (row[0], row[1])
        for annex in annexes
        for block in annex["blocks"]
        if block["type"] == "table"
        for row in block["rows"]
    ]


def _verify_revoked(result: CheckResult) -> None:
    revoked = set(
        Award.objects.filter(state=AwardState.REVOKED).order_by().values_list("pk", flat=True)
    )
    decided = set(
        Award.objects.filter(revocations__dossier__paper__isnull=False)
        .order_by()
        .values_list("pk", flat=True)
    )
    for key in sorted(revoked - decided):
        result.mismatch(f"award {key} is revoked without a decision")
    for key in sorted(decided - revoked):
        result.mismatch(f"award {key} stands although a decision revoked it")
