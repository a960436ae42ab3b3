"""What the part "register" of awards adds to the shared rooms; called by `awards.registration`."""

from django.utils.translation import gettext_lazy as _

from workflow_app.audit.actions import register_action


def register() -> None:
    """Register it."""
    for action, label in (
        ("award.decided", _("Awards granted by a decision")),
        ("award.handed_over", _("Award handed over")),
        ("award.reissued", _("Certificate printed again")),
        ("award.revoked", _("Award revoked")),
        ("award.recovery_noted", _("Recovery of an award noted")),
        ("upward.saved", _("Nomination to the State saved")),
    ):
        register_action(action, label)
