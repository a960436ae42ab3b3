from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "workflow_app.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write what happens at the door into the audit log."""
        from . import receivers  # noqa: PLC0415 -- models are ready only now

        receivers.connect()
