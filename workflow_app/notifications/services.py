"""Telling people; one insert however many they are, mail after the commit."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import CharField
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.db.prepared import Keys, Rows, filled_up

from . import tasks
from .events import EmailChoice, Event, event_named
from .models import EmailPreference, MailState, Notification

QUIET_FROM = time(21)
QUIET_UNTIL = time(7)


@transaction.atomic
def notify(
    *,
    event: str,
    users: Iterable[User],
    subject: str,
    body: str = "",
    path: str,
    cause: str = "",
) -> None:
    """Tell each person once.

    A `cause` names the fact: whoever was told of it already is passed over, so that a task which
    runs twice tells nobody twice.

    Only `subject` and a link ever leave by mail, so a caller who speaks of a confidential
    dossier keeps its content out of the subject. `path` is an address within this site.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"A notice leads to a page of this site, not to {path!r}.")
    people = {user.pk: user for user in users if user.is_active}
    if cause:
        for (pk,) in _told(cause=cause, users=filled_up(people)):
            del people[pk]
    if not people:
        return
    choices = _mail_states(event_named(event), people)
    notices = Notification.objects.bulk_create(
        [
            Notification(
                user_id=pk,
                event=event,
                subject=" ".join(str(subject).split())[:250],
                body=str(body),
                path=path,
                mail=choices[pk],
                cause=cause,
            )
            for pk in people
        ]
    )
    urgent = [notice.pk for notice in notices if notice.mail == MailState.AT_ONCE]
    if urgent:
        enqueue_on_commit(_outside_quiet_hours(), notices=urgent)


def _mail_states(event: Event, people: Mapping[int, User]) -> dict[int, MailState]:
    chosen = dict(_choices(event=event.name, users=filled_up(people)))
    return {pk: MailState(chosen.get(pk, event.default_email)) for pk in people}


_told = Rows(
    lambda cause, users: Notification.objects.filter(cause=cause, user__in=users).values_list(
        "user_id"
    ),
    cause=CharField(),
    users=Keys(),
)
_choices = Rows(
    lambda event, users: EmailPreference.objects.filter(event=event, user__in=users).values_list(
        "user_id", "choice"
    ),
    event=CharField(),
    users=Keys(),
)


def _outside_quiet_hours() -> tasks.MailTask:
    """Let a mail wait for the morning, where the queue can wait."""
    task = tasks.mail_notices
    if not task.get_backend().supports_defer:
        return task
    return task.using(run_after=quiet_until(timezone.localtime()))


def quiet_until(moment: datetime) -> datetime | None:
    """Return the end of the quiet hours, or nothing outside them."""
    if QUIET_UNTIL <= moment.time() < QUIET_FROM:
        return None
    day = moment if moment.time() < QUIET_UNTIL else moment + timedelta(days=1)
    return day.replace(hour=QUIET_UNTIL.hour, minute=QUIET_UNTIL.minute, second=0, microsecond=0)


@transaction.atomic
def mark_read(*, user: User, notice: Notification | None = None, path: str = "") -> int:
    """Mark one notice, those that lead to one page, or all of a person; return how many."""
    notices = Notification.objects.filter(user=user, read_at=None)
    if notice is not None:
        notices = notices.filter(pk=notice.pk)
    if path:
        notices = notices.filter(path=path)
    return notices.update(read_at=timezone.now())


@transaction.atomic
def choose_email(*, user: User, choices: Mapping[str, EmailChoice | str]) -> None:
    """Save a person's choices per event."""
    EmailPreference.objects.bulk_create(
        [
            EmailPreference(user=user, event=event_named(name).name, choice=EmailChoice(choice))
            for name, choice in choices.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "event"],
        update_fields=["choice"],
    )
