from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "workflow_app.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the bell, the settings and the daily mail."""
        from . import receivers  # noqa: PLC0415 -- models are ready only now

        receivers.connect()
