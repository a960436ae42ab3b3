from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The spine that the three features share."""

    name = "workflow_app.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register audit actions, events and checks."""
        from . import registration  # noqa: PLC0415 -- apps must be loaded first

        registration.register()
