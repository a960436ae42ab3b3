from datetime import time

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "workflow_app.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the tidying of old files on the schedule."""
        from workflow_app.background.scheduler import register_job  # noqa: PLC0415 -- apps first

        from .sessions import prune_files  # noqa: PLC0415 -- models are ready only now

        register_job("prune sheets", func=prune_files, daily_at=time(3, 10))
