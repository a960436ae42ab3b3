from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """Award campaigns, scores, nominations, the register."""

    name = "awards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make kinds, actions, rules and pages known to the house."""
        from awards import flows, registration  # noqa: F401, PLC0415 -- apps first; flows register

        registration.register()
