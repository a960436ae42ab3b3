"""The checks of `manage.py verify`: seats as decided, overrides as given, every seal opens."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from workflow_app.approvals.models import Dossier
from workflow_app.audit.models import AuditEntry
from workflow_app.audit.verification import CheckResult
from workflow_app.vault.rotation import everything, opens

from .enums import ChangeKind
from .models import Change, Override
from .models.protection import OVERRIDES
from .selectors.proposals import due_proposals
from .selectors.seats import seats_somebody

LOGGED = ("change", "check", "revision", "reason")
"""What the log says of an override, beside whose it is."""


def verify_seats() -> CheckResult:
    """Compare every change in effect with the mandates it ended and opened; look for late ones."""
    result = CheckResult()
    applied = Change.objects.filter(applied_on__isnull=False).select_related(
        "proposal__dossier", "leaving", "opened"
    )
    for change in applied.iterator(chunk_size=500):
        result.checked += 1
        code = change.proposal.dossier.code
        leaving, opened, since = change.leaving, change.opened, change.applied_on
        until = (leaving.valid_to or dt.date.max) if leaving is not None else dt.date.min
        if leaving is not None and since is not None and until >= since:
            result.mismatch(f"{code}: mandate {leaving.pk} should have ended")
        if seats_somebody(change) and opened is None:
            result.mismatch(f"{code}: change {change.uid} opened no mandate")
        if opened is not None and opened.valid_from != since:
            result.mismatch(f"{code}: mandate {opened.pk} begins on another day")
        if change.kind == ChangeKind.INTRODUCE and opened is not None:
            result.mismatch(f"{code}: an introduction seats nobody, yet {opened.pk} was opened")
    for pk in due_proposals(timezone.localdate()):
        result.mismatch(f"proposal {pk} is due, but its seats have not changed")
    return result


def verify_overrides() -> CheckResult:
    """Look whether the database still refuses changes; compare every override with the log."""
    result = CheckResult()
    for name in OVERRIDES.missing(connection):
        result.mismatch(f"the trigger {name} is missing")
    logged = {
        (entry.object_id, entry.actor_id, *(entry.data.get(name) for name in LOGGED))
        for entry in AuditEntry.objects.filter(
            object_kind=Dossier._meta.label_lower, action="personnel.overridden"
        )
    }
    rows = Override.objects.select_related("proposal__dossier", "revision")
    for row in rows.iterator(chunk_size=500):
        result.checked += 1
        said = (row.uid, row.check_name, row.revision.sha256, row.reason)
        if (str(row.proposal.dossier_id), row.by_id, *said) not in logged:
            result.mismatch(f"{row.proposal.dossier.code}: override {row.pk} is not in the log")
    missing = len(logged) - result.checked
    if missing > 0:
        result.mismatch(f"{missing} overrides of the log are gone")
    return result


def verify_seals() -> CheckResult:
    """Open every sealed value: a lost key is found before somebody needs it."""
    result = CheckResult()
    for place, key, token in everything():
        result.checked += 1
        if not opens(token):
            result.mismatch(f"{place} {key}: no key opens the value")
    return result
