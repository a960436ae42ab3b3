"""Check that the stored data agrees with itself."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflow_app.audit.verification import CheckResult, run_checks


class Command(BaseCommand):
    """One line per check; exit code 1 when anything does not agree."""

    help = "Check the audit chain and everything else that must agree; exit 1 on a mismatch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer machine-readable output."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run every registered check and report."""
        results = run_checks()
        if options["json"]:
            self.stdout.write(json.dumps(self._as_json(results), ensure_ascii=False, indent=2))
        else:
            for name, result in results.items():
                self._print(name, result)
        if not all(result.ok for result in results.values()):
            raise SystemExit(1)

    def _print(self, name: str, result: CheckResult) -> None:
        state = "ok" if result.ok else "MISMATCH"
        self.stdout.write(f"{state:8} {name} ({result.checked} checked)")
        for detail in result.details:
            self.stdout.write(f"         - {detail}")
        if result.mismatches > len(result.details):
            self.stdout.write(f"         - and {result.mismatches - len(result.details)} more")

    @staticmethod
    def _as_json(results: dict[str, CheckResult]) -> dict[str, Any]:
        return {
            "ok": all(result.ok for result in results.values()),
            "checks": [
                {
                    "name": name,
                    "ok": result.ok,
                    "checked": result.checked,
                    "mismatches": result.mismatches,
                    "details": result.details,
                }
                for name, result in results.items()
            ],
        }
