"""The words this room adds to the audit log."""

from django.utils.translation import gettext_lazy as _

from workflow_app.audit.actions import register_action

ACTIONS = {
    "organization.imported": _("Imported the organisation"),
    "mandate.appointed": _("Appointed"),
    "mandate.ended": _("Ended a mandate"),
    "delegation.given": _("Delegated"),
    "delegation.revoked": _("Revoked a delegation"),
    "cluster.heads_set": _("Set the heads of a cluster"),
    "cluster.members_set": _("Set the members of a cluster"),
    "cluster.year_opened": _("Laid out the clusters of a year"),
    "unit.saved": _("Saved a unit"),
    "unit.succeeded": _("Merged or split units"),
    "person.saved": _("Saved a person"),
    "person.deactivated": _("Deactivated a person"),
    "person.reactivated": _("Took a person back"),
    "person.linked": _("Linked a person with an account"),
    "account.opened": _("Opened an account"),
    "account.unlocked": _("Unlocked an account"),
    "account.link_sent": _("Sent the link to choose a password"),
    "handover.done": _("Handed over"),
}


def register_actions() -> None:
    """Register every action of this room."""
    for name, label in ACTIONS.items():
        register_action(name, label)
