"""What the spine adds to the lower rooms; called once from `apps.ready`."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.audit.actions import register_action
from workflow_app.audit.verification import register_check
from workflow_app.background.scheduler import register_job
from workflow_app.notifications.events import register_event
from workflow_app.organization.consequences import register_open_things
from workflow_app.organization.enums import Duty

from . import sweeps, verification
from .enums import Outcome
from .models import WorkItem
from .navigation import register_shell
from .open_things import open_at_units
from .services.readdressing import readdress_duties
from .work_links import register_work_link

HOURLY = dt.timedelta(hours=1)
OFTEN = dt.timedelta(minutes=1)
REMINDERS = dt.time(7, 0)
"""Before the daily mail goes out."""


def register() -> None:
    """Register audit actions, events, where duties are done, and the shell's first errand."""
    _register_words()
    register_work_link(".opinion", opinion_url, _("Give the unit's opinion"), (Duty.REVIEW,))
    register_work_link(".answer", review_url, _("Answer the comments"), (Duty.DRAFT,))
    register_shell()
    register_open_things("dossiers", open_at_units)
    register_check("revisions and decisions", verification.verify_revisions)
    register_check("work items against their sources", verification.verify_work)
    register_check("stages against cases", verification.verify_cases)
    register_check("search", verification.verify_search)
    register_job("close reviews that are due", func=sweeps.close_due_rounds, every=OFTEN)
    register_job("send duties to the right desk", func=readdress_duties, every=HOURLY)
    register_job("remind of work", func=sweeps.remind, daily_at=REMINDERS)


def opinion_url(item: WorkItem) -> str:
    """Return the page where a unit gives its opinion."""
    return reverse("approvals:opinion", args=[item.dossier.code]) if item.dossier else ""


def review_url(item: WorkItem) -> str:
    """Return the page where comments are answered."""
    return f"{item.dossier.get_absolute_url()}?tab=review" if item.dossier else ""


def _register_words() -> None:
    for outcome in Outcome:
        register_action(f"dossier.{outcome}", outcome.label)
    for action, label in (
        ("dossier.opened", _("Dossier opened")),
        ("revision.frozen", _("Revision frozen")),
        ("round.opened", _("Review opened")),
        ("round.closed", _("Review closed")),
        ("round.stopped", _("Review stopped")),
        ("opinion.given", _("Opinion given")),
        ("opinion.excused", _("Unit excused from the review")),
        ("opinion.asked", _("One more unit asked")),
        ("comment.added", _("Comment added")),
        ("comment.answered", _("Comment answered")),
        ("attachment.added", _("File attached")),
        ("attachment.withdrawn", _("File withdrawn")),
        ("attachment.opened", _("File opened")),
        ("work.claimed", _("Duty taken")),
        ("work.released", _("Duty given back")),
        ("work.readdressed", _("Duty sent to another desk")),
        ("paper.issued", _("Paper numbered and issued")),
    ):
        register_action(action, label)
    for event, label in (
        ("work.arrived", _("Something waits for me or my office")),
        ("work.vacant", _("A duty waits where nobody holds it")),
        ("work.due", _("Something of mine is due soon or overdue")),
        ("dossier.sent_back", _("A dossier of my unit was sent back")),
        ("dossier.finished", _("A dossier of my unit is decided")),
        ("comment.added", _("Somebody commented on a dossier of my unit")),
    ):
        register_event(event, label)
