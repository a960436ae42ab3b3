from datetime import time, timedelta

from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "workflow_app.background"
    label = "background"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for failed tasks; put the upkeep of the queue on the schedule."""
        from django_tasks.signals import task_finished  # noqa: PLC0415 -- models are ready only now

        from . import files, timers, upkeep  # noqa: PLC0415 -- models are ready only now
        from .scheduler import register_job  # noqa: PLC0415 -- models are ready only now
        from .tasks import after_failure  # noqa: PLC0415 -- models are ready only now

        task_finished.connect(after_failure, dispatch_uid="background.after_failure")
        register_job("reap orphans", func=upkeep.reap_orphans, every=timedelta(minutes=1))
        register_job("prune queue", func=upkeep.prune, daily_at=time(2, 30))
        register_job("forget stray files", func=files.forget_strays, daily_at=time(3, 20))
        timers.register()
