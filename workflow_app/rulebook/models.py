"""Rules as data: a value, its legal basis, and the days on which it is in force."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Rule(models.Model):
    """One rule from one day to another. The rule in force on the day that matters counts."""

    key = models.CharField(_("rule"), max_length=80)
    value = models.JSONField(_("value"))
    legal_basis = models.CharField(_("legal basis"), max_length=255)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering: ClassVar = ["key", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="rule_starts_once", fields=["key", "valid_from"]),
            models.CheckConstraint(
                name="rule_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.valid_from})"


class CalendarDay(models.Model):
    """A day that is worked, or not, against the rule of the week."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_working = models.BooleanField(_("working day"), default=False)

    class Meta:
        verbose_name = _("special day of the calendar")
        verbose_name_plural = _("special days of the calendar")
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
