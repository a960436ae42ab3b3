from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Sealed values and their keys."""

    name = "workflow_app.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let `manage.py check` look at the keys."""
        from . import checks  # noqa: F401, PLC0415 -- registers itself
