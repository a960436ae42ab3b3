"""Bodies that decide, their terms and seats."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from workflow_app.organization.enums import Duty, SeatPost

from .units import Cluster


class BodyQuerySet(models.QuerySet["Body"]):
    """Bodies as lists need them."""

    def standing(self) -> Self:
        """Bodies that people know by name: not the clusters, which vote once or twice a year."""
        return self.filter(cluster__isnull=True)


class Body(models.Model):
    """A collective that decides: Presidium, Standing Committee, a council, a cluster of units."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    cluster = models.OneToOneField(
        Cluster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="body",
        verbose_name=_("cluster"),
        help_text=_("The cluster whose units vote here, a seat for each, held by its head."),
    )
    history = HistoricalRecords()

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering: ClassVar = ["pk"]
        default_permissions = ()
        permissions: ClassVar = [(f"{duty}_body", Duty(duty).label) for duty in Duty.body_duties]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A term of a body with the number of seats that was decided for it."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="terms", verbose_name=_("body")
    )
    name = models.CharField(_("term"), max_length=20)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"), null=True, blank=True)
    decided_seats = models.PositiveSmallIntegerField(_("seats decided"))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering: ClassVar = ["body", "-start"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="term_once", fields=["body", "name"]),
            models.CheckConstraint(
                name="term_dates_in_order", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.name}"

    def covers(self, day: dt.date) -> bool:
        """Tell whether the term runs on the day."""
        return self.start <= day and (self.end is None or day <= self.end)


class Seat(models.Model):
    """One seat of a term. Who sits on it, and since when, is a mandate."""

    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="seats", verbose_name=_("term")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    post = models.CharField(
        _("post"), max_length=20, choices=SeatPost.choices, default=SeatPost.MEMBER
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering: ClassVar = ["term", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="seat_number_once", fields=["term", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.term} · {self.number}"
