"""Telling many people many different things: as many statements as for one of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.background.tasks import enqueue_on_commit

from . import tasks
from .events import event_named
from .models import EmailPreference, MailState, Notification
from .services import quiet_until

MAILS_PER_TASK = 100


@dataclass(frozen=True, slots=True)
class Message:
    """What some people are told; the rules are those of `services.notify`."""

    event: str
    users: Sequence[User]
    subject: str
    path: str
    body: str = ""


@transaction.atomic
def notify_many(messages: Iterable[Message]) -> int:
    """Tell each person each message once; returns how many notices were written."""
    told = [
        (message, pk)
        for message in messages
        for pk in {user.pk: user for user in message.users if user.is_active}
    ]
    for message, __ in told:
        if not message.path.startswith("/") or message.path.startswith("//"):
            raise ValueError(f"A notice leads to a page of this site, not to {message.path!r}.")
    states = _mail_states({message.event for message, __ in told})
    notices = Notification.objects.bulk_create(
        Notification(
            user_id=pk,
            event=message.event,
            subject=" ".join(message.subject.split())[:250],
            body=message.body,
            path=message.path,
            mail=MailState(
                states.get((message.event, pk), event_named(message.event).default_email)
            ),
        )
        for message, pk in told
    )
    urgent = [notice.pk for notice in notices if notice.mail == MailState.AT_ONCE]
    for start in range(0, len(urgent), MAILS_PER_TASK):
        enqueue_on_commit(_in_the_day(), notices=urgent[start : start + MAILS_PER_TASK])
    return len(notices)


def _mail_states(events: set[str]) -> dict[tuple[str, int], str]:
    """Return what people chose for these events; most people chose nothing."""
    if not events:
        return {}
    chosen = EmailPreference.objects.filter(event__in=events)
    return {
        (event, user): choice
        for event, user, choice in chosen.values_list("event", "user_id", "choice")
    }


def _in_the_day() -> tasks.MailTask:
    """Let a mail wait for the morning, where the queue can wait."""
    task = tasks.mail_notices
    if not task.get_backend().supports_defer:
        return task
    return task.using(run_after=quiet_until(timezone.localtime()))
