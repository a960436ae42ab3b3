from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupConfig(AppConfig):
    """Copies of everything that people have written, and the way back from one."""

    name = "workflow_app.backup"
    label = "backup"

    def ready(self) -> None:
        """Let the log say when a copy was made, and that what it shows came out of one."""
        from workflow_app.audit.actions import (  # noqa: PLC0415 -- apps load
            register_action,
        )

        register_action("backup.made", _("Backup made"))
        register_action("backup.restored", _("Restored from a backup"))
