"""What this feature adds to the shared rooms; called once from `apps.ready`."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.evidence import register_evidence
from workflow_app.approvals.forms_of_steps import register_step_form
from workflow_app.approvals.issuing import IssueForm
from workflow_app.approvals.kinds import DossierKind, register_kind
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.comparison import plain_words
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.audit.actions import register_action
from workflow_app.notifications.events import register_event
from workflow_app.organization.kinds import register_dossier_kind
from workflow_app.papers.access import register_readers
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation

from .content import content_of_dossier
from .enums import ActivityKind, GuestLevel
from .evidence import lines_of
from .models import Activity
from .selectors.problems import problems_of

CHOICES = {"kind": ActivityKind.choices, "guest_level": GuestLevel.choices}


def register() -> None:
    """Register kinds, audit actions and events."""
    for name, label, flow, icon in (
        ("plan", _("Annual plan"), "plans.flows.PlanFlow", "calendar-event"),
        ("amendment", _("Ad-hoc addition"), "plans.flows.AmendmentFlow", "calendar-event"),
    ):
        register_dossier_kind(name, label)
        register_evidence(name, lines_of)
        register_kind(
            DossierKind(
                name=name,
                label=label,
                flow=flow,
                content_of=content_of_dossier,
                content_template="plans/_content.html",
                problems_of=problems_of,
                edit_url=edit_url,
                lines_key="activities",
                line_title=line_title,
                field_labels=field_labels,
                words=value_words,
                icon=icon,
            )
        )
    for action, label in (
        ("campaign.opened", _("Campaign opened")),
        ("campaign.changed", _("Campaign changed")),
        ("campaign.closed", _("Campaign closed")),
        ("campaign.reminded", _("Units reminded")),
        ("campaign.file_added", _("File of guidance added")),
        ("campaign.file_removed", _("File of guidance removed")),
        ("plan.lines_removed", _("Lines removed")),
        ("plan.lines_copied", _("Lines copied")),
        ("plan.imported", _("Sheet imported")),
        ("plan.import_undone", _("Import undone")),
    ):
        register_action(action, label)
    register_readers("plans", papers_of)
    register_step_form("plan", "issue", Outcome.ISSUED, IssueForm)
    register_event("campaign.opened", _("A planning campaign is opened"))
    register_navigation(
        NavItem(
            "plans",
            _("Plans"),
            "plans:campaigns",
            icon="calendar-event",
            order=20,
            namespaces=("plans",),
        )
    )


def papers_of(user: User) -> Q:
    """Return the condition on issued papers: those of the dossiers the user may see."""
    return visible_dossiers(user, "dossier__")


def edit_url(dossier: Dossier) -> str:
    """Return where the drafter types."""
    return reverse("plans:edit", args=[dossier.code])


def line_title(line: dict[str, Any]) -> str:
    """Return the name of a line."""
    return str(line["title"])


def value_words(name: str, value: Any) -> str:
    """Return a stored value as people write it: the words of a choice, everything else plainly."""
    choices = CHOICES.get(name)
    return str(dict(choices).get(value, value)) if choices is not None else plain_words(value)


def field_labels() -> dict[str, str]:
    """Return the words for the fields of a line, for comparisons and exports."""
    labels = {
        field.name: str(field.verbose_name)
        for field in Activity._meta.get_fields()
        if hasattr(field, "verbose_name")
    }
    return labels | {"objectives": str(_("objectives")), "title": str(_("activity"))}
