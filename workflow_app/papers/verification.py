"""The check "issued papers" of `manage.py verify`: each as it was issued, numbers without gaps."""

from django.db import connection

from workflow_app.audit.verification import CheckResult
from workflow_app.lib.canonical import sha256_of

from .models import IssuedPaper, NumberRegister
from .protection import PAPERS


def verify_papers() -> CheckResult:
    """Recompute every paper's hash; count every register through from 1 to its last number.

    Look as well whether the database still refuses changes.
    """
    result = CheckResult()
    for name in PAPERS.missing(connection):
        result.mismatch(f"the trigger {name} is missing")
    numbers: dict[int, list[int]] = {}
    for paper in IssuedPaper.objects.order_by("register", "number").iterator(chunk_size=200):
        result.checked += 1
        numbers.setdefault(paper.register_id, []).append(paper.number)
        stands = {"subject": paper.subject, "content": paper.content, "number": paper.number}
        if sha256_of(stands) != paper.sha256:
            result.mismatch(f"paper {paper.pk} (number {paper.number}) was changed")
    for register in NumberRegister.objects.all():
        if numbers.get(register.pk, []) != list(range(1, register.last_number + 1)):
            result.mismatch(f"the numbers of {register} have gaps or doubles")
    return result
