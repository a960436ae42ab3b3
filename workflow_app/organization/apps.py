from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "workflow_app.organization"
    label = "organization"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put this room's words into the vocabularies of the rooms below."""
        from .actions import register_actions  # noqa: PLC0415 -- models are ready only now

        register_actions()
