"""Import the organisation from a JSON file or an Excel workbook."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workflow_app.audit.context import act
from workflow_app.organization.files import read_organization_file
from workflow_app.organization.services.import_plan import ImportPlan, LineState
from workflow_app.organization.services.importing import import_organization


class Command(BaseCommand):
    """Idempotent: the same file twice changes nothing the second time."""

    help = "Import units, clusters, bodies and seats from JSON or Excel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file, the day it is true on, and whether only to look."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=dt.date.fromisoformat, default=None)
        parser.add_argument("--dry-run", action="store_true", help="show, change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, compare, write, report."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            with act():
                data = read_organization_file(path.name, path.read_bytes())
                plan = import_organization(
                    data,
                    on=options["on"] or timezone.localdate(),
                    by=None,
                    dry_run=options["dry_run"],
                )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self._report(plan)
        if plan.problems:
            raise CommandError("\n".join(plan.problems))

    def _report(self, plan: ImportPlan) -> None:
        for line in plan.lines:
            if line.state == LineState.UNCHANGED:
                continue
            details = "; ".join(f"{c.name}: {c.old or '–'} → {c.new or '–'}" for c in line.changes)
            self.stdout.write(f"{line.state:9} {line.kind:7} {line.code} {line.label} {details}")
        totals = ", ".join(f"{state}: {count}" for state, count in plan.summary.items())
        self.stdout.write(totals)
