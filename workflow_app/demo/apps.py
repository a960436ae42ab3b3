from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A federation to try the product on."""

    name = "workflow_app.demo"
    label = "demo"
