"""Fill an empty place from an archive."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.backup.errors import BackupError
from workflow_app.backup.services import Restored, restore_backup

REFUSED, MISMATCH = 1, 3
SHOWN = 20


class Command(BaseCommand):
    """Refuses wherever there is anything to lose."""

    help = (
        "Fill an empty database and an empty DATA_DIR from FILE, then verify. Exit code 0: restored "
        "and verified; 1: refused or failed, the sentence says why; 3: restored, but something "
        "does not agree."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the archive."""
        parser.add_argument("file", type=Path, help="an archive that `backup` wrote")
        parser.add_argument(
            "--accept-other-keys",
            action="store_true",
            help="restore although AUDIT_KEY or the vault's key is lost; the log will not verify, "
            "sealed data will not open",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore, say what came back, verify."""
        try:
            restored = restore_backup(
                path=options["file"].absolute(), accept_other_keys=options["accept_other_keys"]
            )
        except BackupError as error:
            raise CommandError(error.message, returncode=REFUSED) from error
        self._report(restored)
        try:
            call_command("verify", stdout=self.stdout, stderr=self.stderr)
        except SystemExit as end:
            self.stderr.write(_("Restored, but not everything agrees: see the lines above."))
            raise SystemExit(MISMATCH) from end
        if restored.manifest.missing:
            sys.exit(MISMATCH)
        self.stdout.write(_("Restored and verified. Everybody signs in anew."))

    def _report(self, restored: Restored) -> None:
        manifest = restored.manifest
        self.stdout.write(
            _("From %(made)s, version %(product)s: %(rows)s rows, %(files)s files.")
            % {
                "made": f"{timezone.localtime(datetime.fromisoformat(manifest.made)):%d/%m/%Y %H:%M}",
                "product": manifest.product,
                "rows": sum(manifest.rows.values()),
                "files": restored.files,
            }
        )
        if restored.migrated:
            self.stdout.write(_("The tables were brought up to date."))
        if restored.tasks_put_back:
            self.stdout.write(
                _("Background work that was running then will be run: %(count)s.")
                % {"count": restored.tasks_put_back}
            )
        if "SECRET_KEY" in restored.other_keys:
            self.stderr.write(
                _("SECRET_KEY is another one: links sent by mail before no longer open.")
            )
        if "AUDIT_KEY" in restored.other_keys:
            self.stderr.write(_("AUDIT_KEY is another one: the audit log does not verify."))
        if "VAULT_KEYS" in restored.other_keys:
            self.stderr.write(_("The vault's key is missing: sealed data cannot be read."))
        for name in manifest.missing[:SHOWN]:
            self.stderr.write(
                _("This file was missing already when the backup was made: %(name)s")
                % {"name": name}
            )
