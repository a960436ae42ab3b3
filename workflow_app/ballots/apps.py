from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """How bodies decide."""

    name = "workflow_app.ballots"
    label = "ballots"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register audit actions, events, jobs, checks, rules of votes and the navigation."""
        from . import registration, vote_rules  # noqa: PLC0415 -- apps must be loaded first

        registration.register()
        vote_rules.register_vote_rules()
