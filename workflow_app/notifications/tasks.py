"""Mails about notices. Each notice is marked as sent, so a repeated task repeats no mail."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks.base import Task

from workflow_app.accounts.models import User
from workflow_app.background.mail import send_mail_later
from workflow_app.background.tasks import durable_task, enqueue_on_commit

from .models import MailState, Notification

MailTask = Task[Any, Any]
KEEP_READ = timedelta(days=365)
LONGEST_DIGEST = 50


@durable_task()
def mail_notices(notices: list[int]) -> None:
    """Send one mail per notice that is still to be told at once."""
    waiting = Notification.objects.filter(pk__in=notices, mail=MailState.AT_ONCE)
    for notice in waiting.select_related("user"):
        _send(notice.user, [notice], "emails/notice")


@durable_task()
def mail_digest(user: int) -> None:
    """Send one person one mail about everything that waits and was not read meanwhile."""
    waiting = Notification.objects.filter(user_id=user, mail=MailState.DIGEST)
    waiting.filter(read_at__isnull=False).update(mail=MailState.NONE)
    notices = list(waiting.select_related("user"))
    if notices:
        _send(notices[0].user, notices, "emails/digest")


def send_digests() -> None:
    """Begin the daily mails; runs every morning."""
    waiting = Notification.objects.filter(mail=MailState.DIGEST, read_at=None, user__is_active=True)
    with transaction.atomic():
        for user_id in waiting.order_by("user_id").values_list("user_id", flat=True).distinct():
            enqueue_on_commit(mail_digest, user=user_id)


def prune_read() -> None:
    """Forget what was read a year ago."""
    Notification.objects.filter(
        Q(read_at__lt=timezone.now() - KEEP_READ), ~Q(mail__in=[MailState.AT_ONCE])
    ).delete()


@transaction.atomic
def _send(user: User, notices: Sequence[Notification], template: str) -> None:
    """Note the notices as sent and hand the mail to the queue, in one transaction."""
    sent = Notification.objects.filter(
        pk__in=[notice.pk for notice in notices], mail__in=[MailState.AT_ONCE, MailState.DIGEST]
    ).update(mail=MailState.SENT)
    if not sent:
        return
    context = {
        "user": user,
        "notices": notices[:LONGEST_DIGEST],
        "more": max(0, len(notices) - LONGEST_DIGEST),
        "notice": notices[0],
        "count": len(notices),
        "site": settings.SITE_URL.rstrip("/"),
    }
    with translation.override(user.language):
        send_mail_later(
            subject=render_to_string(f"{template}_subject.txt", context),
            body=render_to_string(f"{template}.txt", context),
            to=user.email,
        )
