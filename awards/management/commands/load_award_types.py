"""Add the awards that the law knows, with their rules and the base salaries."""

from typing import Any

from django.core.management.base import BaseCommand

from awards.services.types import load_default_types
from workflow_app.audit.context import act


class Command(BaseCommand):
    """Idempotent; what people changed stays as it is."""

    help = "Add the awards of the Law on Emulation and Commendation, their rules, base salaries."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Add what is missing."""
        with act():
            found = load_default_types()
        self.stdout.write(f"{len(found)} awards stand")
