"""Write everything that people have made into one file."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from workflow_app.backup.errors import BackupError
from workflow_app.backup.services import Made, make_backup

WELL, NOT_MADE, INCOMPLETE = 0, 1, 3
SHOWN = 20


class Command(BaseCommand):
    """Works while people work."""

    help = (
        "Write the database and all files into FILE, while people work. Exit code 0: done; "
        "1: nothing was written; 3: written, but files are missing that the database names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file to write."""
        parser.add_argument("file", type=Path, help="the archive to write, for example backup.tar")
        parser.add_argument("--force", action="store_true", help="replace FILE if it exists")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, and say what was written."""
        signal.signal(signal.SIGTERM, lambda *__: sys.exit(128 + signal.SIGTERM))  # tidy up first
        try:
            made = make_backup(path=options["file"].absolute(), force=options["force"])
        except BackupError as error:
            raise CommandError(error.message, returncode=NOT_MADE) from error
        self._report(options["file"], made)
        if made.missing or made.damaged:
            sys.exit(INCOMPLETE)

    def _report(self, path: Path, made: Made) -> None:
        self.stdout.write(
            _("%(file)s: %(size)s, database with %(rows)s rows, %(files)s files. Read back: good.")
            % {
                "file": path,
                "size": filesizeformat(made.size).replace("\xa0", " "),
                "rows": sum(made.manifest.rows.values()),
                "files": made.manifest.files,
            }
        )
        self._name(_("The database names this file, and it is not there: %(name)s"), made.missing)
        self._name(_("This file is no longer what was handed in: %(name)s"), made.damaged)

    def _name(self, sentence: str, names: list[str]) -> None:
        for name in names[:SHOWN]:
            self.stderr.write(sentence % {"name": name})
        if len(names) > SHOWN:
            self.stderr.write(_("… and %(count)s more.") % {"count": len(names) - SHOWN})
