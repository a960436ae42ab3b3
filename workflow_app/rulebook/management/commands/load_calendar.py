"""Load Vietnam's public holidays into the working calendar."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflow_app.audit.context import act
from workflow_app.rulebook.services import load_calendar

FIRST, LAST = 2021, 2027


class Command(BaseCommand):
    """Idempotent; days that people corrected stay as they are."""

    help = "Load public holidays (Labour Code 2019), Tết included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the years."""
        parser.add_argument("--from", dest="first", type=int, default=FIRST)
        parser.add_argument("--to", dest="last", type=int, default=LAST)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add what is missing."""
        with act():
            added = load_calendar(years=range(options["first"], options["last"] + 1), by=None)
        self.stdout.write(f"{added} days added")
