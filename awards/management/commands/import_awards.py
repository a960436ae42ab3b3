"""Import awards from before the system from a JSON file of the organisation."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from awards.services.history import import_awards
from workflow_app.audit.context import act


class Command(BaseCommand):
    """Idempotent: the same file twice changes nothing the second time."""

    help = "Import awards of earlier years (awards_<year> of the organisation's JSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file and the words that name its source."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default=None, help="where the facts come from")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, write, report."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise CommandError(f"{path} is no JSON file: {error}") from error
        try:
            with act():
                result = import_awards(data=data, source=options["source"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{result.added} awards added, {result.known} known")
