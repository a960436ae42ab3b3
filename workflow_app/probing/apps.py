from django.apps import AppConfig


class ProbingConfig(AppConfig):
    """Looks for leaks: plants something hidden and compares what everybody else sees."""

    name = "workflow_app.probing"
    label = "probing"
