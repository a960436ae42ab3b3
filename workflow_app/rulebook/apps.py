from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "workflow_app.rulebook"
    label = "rulebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the words of the log and the places in the navigation."""
        from workflow_app.audit.actions import register_action  # noqa: PLC0415 -- models are ready only now
        from workflow_app.organization.navigation import (  # noqa: PLC0415 -- the same
            reads_administration,
        )
        from workflow_app.ui.navigation import NavItem, register  # noqa: PLC0415 -- the same

        register_action("rule.set", _("Set a rule"))
        register_action("calendar.set", _("Set a day of the calendar"))
        register_action("calendar.removed", _("Removed a day from the calendar"))
        register_action("calendar.loaded", _("Loaded public holidays"))
        items = (
            ("rules", _("Rules"), "rulebook:list", "scale"),
            ("calendar", _("Working calendar"), "rulebook:calendar:days", "calendar-event"),
        )
        for order, (key, label, url, icon) in enumerate(items, start=10):
            register(
                NavItem(
                    f"administration.{key}",
                    label,
                    url,
                    icon,
                    order,
                    reads_administration,
                    parent="administration",
                    namespaces=("rulebook" if key == "rules" else "rulebook:calendar",),
                )
            )
