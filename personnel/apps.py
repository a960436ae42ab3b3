from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    """Persons' files, the composition of bodies, personnel proposals."""

    name = "personnel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make actions, rules and pages known to the house."""
        from personnel import (  # noqa: PLC0415 -- apps first; flows register
            flows,  # noqa: F401
            registration,
            registration_proposals,
        )

        registration.register()
        registration_proposals.register()
