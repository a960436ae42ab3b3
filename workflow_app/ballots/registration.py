"""What this room adds to the others; called once from `apps.ready`."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from workflow_app.audit.actions import register_action
from workflow_app.audit.verification import register_check
from workflow_app.background.scheduler import register_job
from workflow_app.notifications.events import register_event

from .services.resumption import resume_unfinished
from .verification import verify_ballots


def register() -> None:
    """Register audit actions, events, the taking up of closed votes, and the recount."""
    for action, label in (
        ("session.convened", _("Session convened")),
        ("session.agenda", _("Agenda changed")),
        ("session.vote_opened", _("Vote opened")),
        ("session.sheet_handed_in", _("Voting sheet handed in")),
        ("ballot.counted", _("Votes counted")),
        ("ballot.removed", _("Taken off the agenda")),
        ("ballot.returned", _("Returned instead of put to the vote")),
    ):
        register_action(action, label)
    register_event("vote.opened", _("A vote is open for me"))
    register_check("ballots recounted", verify_ballots)
    register_job("ballots.resume", every=timedelta(minutes=1), func=resume_unfinished)
