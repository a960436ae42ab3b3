from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "workflow_app.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
