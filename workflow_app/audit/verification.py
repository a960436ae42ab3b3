"""Checks that what is stored still agrees with itself; `manage.py verify` runs them all."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from . import triggers
from .hashing import hash_of
from .models import GENESIS, AuditEntry, AuditHead

MOST_DETAILS = 20


@dataclass(slots=True)
class CheckResult:
    """What one check looked at and what does not agree."""

    checked: int = 0
    mismatches: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Return whether everything agrees."""
        return self.mismatches == 0

    def mismatch(self, detail: str) -> None:
        """Count a mismatch and keep its description, up to a readable number."""
        self.mismatches += 1
        if len(self.details) < MOST_DETAILS:
            self.details.append(detail)


Check = Callable[[], CheckResult]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add a check to `manage.py verify`; called from `AppConfig.ready`."""
    if _checks.get(name, check) is not check:
        raise ImproperlyConfigured(f"The check {name!r} is registered twice.")
    _checks[name] = check


def run_checks() -> dict[str, CheckResult]:
    """Run every registered check, in the order of their names."""
    return {name: check() for name, check in sorted(_checks.items())}


def verify_chain() -> CheckResult:
    """Recompute every hash and follow every link.

    Acts may be recorded meanwhile: the head is read before the entries (none up to it may be
    missing) and again after them (none may lie beyond it).
    """
    result = CheckResult()
    before = _head()
    last = AuditHead(sequence=0, hash=GENESIS)
    hash_at_head = GENESIS
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        result.checked += 1
        if entry.sequence != last.sequence + 1:
            result.mismatch(f"entries {last.sequence + 1} to {entry.sequence - 1} are missing")
        if entry.previous_hash != last.hash:
            result.mismatch(f"entry {entry.sequence} does not follow the entry before it")
        if hash_of(entry) != entry.hash:
            result.mismatch(f"entry {entry.sequence} was changed")
        last = AuditHead(sequence=entry.sequence, hash=entry.hash)
        if entry.sequence == before.sequence:
            hash_at_head = entry.hash
    if hash_at_head != before.hash or last.sequence < before.sequence:
        result.mismatch(f"the chain does not end in its head, entry {before.sequence}")
    if last.sequence > _head().sequence:
        result.mismatch(f"entry {last.sequence} lies beyond the head of the chain")
    return result


def verify_triggers() -> CheckResult:
    """Look whether the database still refuses changes."""
    result = CheckResult(checked=2)
    for name in triggers.missing(connection):
        result.mismatch(f"the trigger {name} is missing")
    return result


def _head() -> AuditHead:
    return AuditHead.objects.filter(pk=AuditHead.ROW).first() or AuditHead()
