from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "workflow_app.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflow_app.audit.verification import register_check  # noqa: PLC0415 -- apps load

        from .verification import verify_papers  # noqa: PLC0415 -- the same

        register_check("issued papers", verify_papers)
