from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Annual plans of units."""

    name = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds of dossier, their steps and their words known to the house."""
        from plans import flows, registration  # noqa: F401, PLC0415 -- apps first; flows register

        registration.register()
