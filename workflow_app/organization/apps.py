import datetime as dt

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "workflow_app.organization"
    label = "organization"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put this room's words and rules into the registries of the rooms below."""
        from workflow_app.accounts.second_factor import (  # noqa: PLC0415 -- models are ready only now
            register_requirement,
        )
        from workflow_app.audit.verification import register_check  # noqa: PLC0415 -- the same
        from workflow_app.background.scheduler import register_job  # noqa: PLC0415 -- the same
        from workflow_app.ui.counters import count_by  # noqa: PLC0415 -- the same

        from . import navigation  # noqa: PLC0415 -- the same
        from .actions import register_actions  # noqa: PLC0415 -- the same
        from .selectors.access import needs_second_factor  # noqa: PLC0415 -- the same
        from .selectors.standing import counts_for  # noqa: PLC0415 -- the same
        from .services.authority import refresh_authority  # noqa: PLC0415 -- the same
        from .verification import verify_permissions  # noqa: PLC0415 -- the same

        register_actions()
        register_requirement(needs_second_factor)
        register_check("permissions against mandates", verify_permissions)
        # Just after midnight: mandates begin and end with the day.
        register_job("refresh authority", func=refresh_authority, daily_at=dt.time(0, 1))
        navigation.register_items()
        count_by(counts_for)
