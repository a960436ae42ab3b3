from django.apps import AppConfig
from django.core.checks import register


class UiConfig(AppConfig):
    name = "workflow_app.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .checks import check_navigation  # noqa: PLC0415 -- needs the app registry

        register(check_navigation)
