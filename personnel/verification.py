"""The checks of `manage.py verify`: what took effect stands in the seats; every seal opens."""

import datetime as dt

from django.utils import timezone

from workflow_app.audit.verification import CheckResult
from workflow_app.vault.rotation import everything, opens

from .enums import ChangeKind
from .models import Change
from .selectors.proposals import due_proposals
from .selectors.seats import seats_somebody


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


def verify_seals() -> CheckResult:
    """Open every sealed value: a lost key is found before somebody needs it."""
    result = CheckResult()
    for place, key, token in everything():
        result.checked += 1
        if not opens(token):
            result.mismatch(f"{place} {key}: no key opens the value")
    return result
