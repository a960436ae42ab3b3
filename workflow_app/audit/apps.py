from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "workflow_app.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the log's own checks on the list of `manage.py verify`."""
        from .verification import (  # noqa: PLC0415 -- models are ready only now
            register_check,
            verify_chain,
            verify_triggers,
        )

        register_check("audit chain", verify_chain)
        register_check("audit triggers", verify_triggers)
