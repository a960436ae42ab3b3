"""Notices, and how each person wants to hear of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .events import EmailChoice


class MailState(models.TextChoices):
    """What becomes of a notice by e-mail."""

    NONE = "none", _("Not by e-mail")
    AT_ONCE = "at_once", _("Leaves at once")
    DIGEST = "digest", _("Waits for the daily mail")
    SENT = "sent", _("Sent")


class Notification(models.Model):
    """Something a person should know, and the page where they see it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,
    )
    event = models.CharField(max_length=60)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(blank=True)
    path = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, choices=MailState.choices, default=MailState.NONE)
    cause = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar[list[str]] = ["-created", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-created", "-id"], name="notification_list"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["user"], condition=Q(mail=MailState.DIGEST), name="notification_digest"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cause", "user"], condition=~Q(cause=""), name="told_once_of_a_fact"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class EmailPreference(models.Model):
    """A person's own choice for one event; without a row the event's default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_preferences"
    )
    event = models.CharField(max_length=60)
    choice = models.CharField(max_length=10, choices=EmailChoice.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "event"], name="one_email_choice_per_event")
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.choice}"
