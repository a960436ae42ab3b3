from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """How bodies decide."""

    name = "workflow_app.ballots"
    label = "ballots"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register audit actions, events, jobs, checks and the navigation."""
        from . import registration  # noqa: PLC0415 -- apps must be loaded first

        registration.register()
