"""What this room registers elsewhere, and what it hears from below."""

from datetime import time
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.accounts.preferences import register_preferences
from workflow_app.background.models import JobState, LongJob
from workflow_app.background.scheduler import register_job
from workflow_app.background.signals import job_over
from workflow_app.ui.context import Bell, register_provider
from workflow_app.ui.counters import Capped, count_of, register_counter

from .events import EmailChoice, register_event
from .forms import PREFIX, EmailPreferencesForm
from .selectors import unread_of
from .services import notify
from .tasks import prune_read, send_digests

JOB_OVER = "background.job_over"
UNREAD = "unread"


def connect() -> None:
    """Register the bell, the settings, the daily mail; listen to finished work."""
    register_event(JOB_OVER, gettext_lazy("Long work is finished"), EmailChoice.NONE)
    register_preferences(PREFIX, gettext_lazy("Notices by e-mail"), EmailPreferencesForm)
    register_counter(UNREAD, lambda user: Capped(unread_of(user.pk)))
    register_provider("bell", bell)
    register_job("daily mail", func=send_digests, daily_at=time(7, 30))
    register_job("prune notices", func=prune_read, daily_at=time(2, 45))
    job_over.connect(tell_owner, dispatch_uid="notifications.tell_owner")


def bell(request: HttpRequest) -> Bell:
    """Return what the shell's bell shows."""
    return Bell(count_of(request, UNREAD), reverse("notifications:list"))


def tell_owner(*, job: LongJob, **_kwargs: Any) -> None:
    """Tell who started a long piece of work that it is over."""
    finished = job.state == JobState.DONE
    sentence = _("Finished: %(title)s") if finished else _("Could not be completed: %(title)s")
    notify(
        event=JOB_OVER,
        users=[job.owner],
        subject=sentence % {"title": job.title},
        body=job.message,
        path=job.result_url or reverse("background:job", args=[job.pk]),
    )
