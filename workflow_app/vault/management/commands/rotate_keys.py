"""Puts every sealed value under the first key of the vault."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow_app.vault.errors import VaultError
from workflow_app.vault.keys import add_key, are_in_environment, current_keys, keep_keys
from workflow_app.vault.rotation import rotate, under_old_keys


class Command(BaseCommand):
    """Broken off, it is simply started again; people may work while it runs."""

    help = "Seal every sealed value with the first key: after a new key was put in front."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-key",
            action="store_true",
            help="first put a new key in front of those in the file DATA_DIR/keys/vault.keys",
        )
        parser.add_argument(
            "--forget-old-keys",
            action="store_true",
            help="afterwards take the other keys out of the file; backups made before need them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                add_key()
            for column, count in rotate():
                if count:
                    self.stdout.write(f"{column}: {count}")
            if options["forget_old_keys"]:
                self._forget()
        except VaultError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Every value is sealed with the first key."))
        others = len(current_keys()) - 1
        if others and not are_in_environment():
            self.stdout.write(
                ngettext(
                    "%(count)s older key is kept: backups made before need it.",
                    "%(count)s older keys are kept: backups made before need them.",
                    others,
                )
                % {"count": others}
            )

    def _forget(self) -> None:
        if left := under_old_keys():  # sealed meanwhile by a process that had not seen the new key
            raise CommandError(
                ngettext(
                    "%(count)s value is still under an older key: run the command again.",
                    "%(count)s values are still under an older key: run the command again.",
                    left,
                )
                % {"count": left}
            )
        keep_keys(current_keys()[:1])
