from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "workflow_app.background"
    label = "background"
    default_auto_field = "django.db.models.BigAutoField"
