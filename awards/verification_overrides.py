"""The check "overrides of nominations" of `manage.py verify`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from awards.enums import Kind
from awards.models import CheckOverride
from awards.models.protection import OVERRIDES
from workflow_app.approvals.models import Dossier
from workflow_app.audit.models import AuditEntry
from workflow_app.audit.verification import CheckResult
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Holding

LOGGED = ("check", "revision", "reason")
"""What the log says of an override, beside whose it is, by whom and under what."""
CHUNK = 500

Span = tuple[dt.date, dt.date]


def verify_overrides() -> CheckResult:
    """Compare every override with the log; look who gave it, and whether changes are refused.

    An override has its reason, is of the revision of its own dossier, and was given by somebody
    who on that day headed the award secretariat or signed for its head, and who had not written it.
    """
    result = CheckResult()
    for name in OVERRIDES.missing(connection):
        result.mismatch(f"the trigger {name} is missing")
    logged = {
        (entry.object_id, entry.actor_id, entry.authority, *map(entry.data.get, LOGGED))
        for entry in AuditEntry.objects.filter(
            object_kind=Dossier._meta.label_lower, action="award.check_overridden"
        )
    }
    rows = CheckOverride.objects.select_related("nomination__dossier", "revision").order_by("pk")
    heads = _heads(CheckOverride.objects.order_by().values_list("by", flat=True).distinct())
    for row in rows.iterator(chunk_size=CHUNK):
        result.checked += 1
        for problem in _problems_of(row, logged, heads[row.by_id]):
            result.mismatch(f"{row.nomination.dossier.code}: override {row.pk} {problem}")
    missing = len(logged) - result.checked
    if missing > 0:
        result.mismatch(f"{missing} overrides of the log are gone")
    return result


def _problems_of(
    row: CheckOverride, logged: set[tuple[Any, ...]], held: Iterable[Span]
) -> Iterator[str]:
    dossier = row.nomination.dossier_id
    said = (row.check_name, row.revision.sha256, row.reason)
    if (str(dossier), row.by_id, row.authority, *said) not in logged:
        yield "is not in the log"
    if not row.reason.strip():
        yield "has no reason"
    if row.revision.dossier_id != dossier:
        yield "is of another dossier's revision"
    if row.revision.author_id == row.by_id:
        yield "was given by who drafted it"
    day = timezone.localdate(row.at)
    if not any(since <= day <= until for since, until in held):
        yield "was given without authority"


def _heads(users: Iterable[int]) -> dict[int, list[Span]]:
    """Return from when until when each of these accounts could sign for an award secretariat."""
    found: dict[int, list[Span]] = defaultdict(list)
    held = Holding.objects.for_kind(Kind.NOMINATION).filter(
        user__in=list(users),
        desk__duty=Duty.SIGN,
        desk__unit__function__in=(UnitFunction.EMULATION, UnitFunction.PERSONNEL),
    )
    for user, since, until in held.values_list("user", "valid_from", "valid_to"):
        if user is not None:
            found[user].append((since, until or dt.date.max))
    return found
