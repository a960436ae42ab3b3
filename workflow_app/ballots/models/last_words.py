"""The last word: what somebody decided about what the last ballot had left open, and why."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow_app.ballots.enums import FinalSay
from workflow_app.organization.models import Desk

from .ballots import Ballot


class LastWord(models.Model):
    """What one of those whom the rule names says: one row for each of their desks.

    Where the rule names two, the item is decided when both have said the same; until then each
    may change theirs. `chosen` are keys of options.
    """

    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, related_name="last_words", db_index=False
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    capacity = models.CharField(_("has the last word as"), max_length=14, choices=FinalSay.choices)
    authority = models.CharField(_("acting as"), max_length=300, blank=True)
    chosen = models.JSONField(_("chosen"))
    reason = models.TextField(_("reason"))
    said = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("last word")
        verbose_name_plural = _("last words")
        ordering: ClassVar = ["ballot", "said", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="last_word_once_per_desk", fields=["ballot", "desk"]),
            models.UniqueConstraint(name="last_word_once_per_person", fields=["ballot", "user"]),
            models.CheckConstraint(name="last_word_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.ballot}"
