"""The check "permissions against mandates" of `manage.py verify`."""

from django.utils import timezone

from workflow_app.audit.verification import CheckResult

from .models import Mandate
from .services.authority import (
    expected_grants,
    expected_holdings,
    stored_grants,
    stored_holdings,
)


def verify_permissions() -> CheckResult:
    """Compare what mandates and delegations give with what is stored, both ways."""
    mandates = list(
        Mandate.objects.select_related("person").prefetch_related("delegations__delegate")
    )
    holdings = stored_holdings([mandate.pk for mandate in mandates])
    expected = expected_holdings(mandates)
    grants = stored_grants(None)
    expected_rows = expected_grants(None, timezone.localdate())
    result = CheckResult(
        checked=len(expected | holdings.keys()) + len(expected_rows | grants.keys())
    )
    for key in sorted(expected - holdings.keys(), key=repr):
        result.mismatch(f"mandate {key.mandate_id} gives {key.duty} at {key.place}: not stored")
    for key in sorted(holdings.keys() - expected, key=repr):
        result.mismatch(f"holding {holdings[key]}: {key.duty} at {key.place} comes from no mandate")
    for grant in sorted(expected_rows - grants.keys()):
        result.mismatch(f"account {grant[0]} lacks {grant[1]} on {grant[2]}")
    for grant in sorted(grants.keys() - expected_rows):
        result.mismatch(f"account {grant[0]} has {grant[1]} on {grant[2]} without a holding")
    return result
