"""A unit's plan for a year, its activity lines, and ad-hoc additions to an adopted plan."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.enums import ActivityKind, GuestLevel
from workflow_app.approvals.models import Dossier

from .campaigns import Campaign, FocusArea


def new_uid() -> str:
    """Return the identifier by which a line is known in sheets, revisions and comments."""
    return uuid.uuid4().hex[:12]


class Plan(models.Model):
    """The content of a plan's dossier while its unit works on it."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="plan")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="plans", verbose_name=_("campaign")
    )
    objectives = models.TextField(_("objectives"), blank=True)
    edited = models.DateTimeField(_("last edited"), auto_now=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering: ClassVar = ["-campaign__year", "dossier__unit__sort_key"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.dossier)

    def get_absolute_url(self) -> str:
        """Return the page of the dossier."""
        return self.dossier.get_absolute_url()


class Amendment(models.Model):
    """Ad-hoc activities asked for after the plan was adopted (phát sinh, đột xuất)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="amendment")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("plan")
    )
    reason = models.TextField(_("why it could not be planned"), blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    applied = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("ad-hoc addition")
        verbose_name_plural = _("ad-hoc additions")
        ordering: ClassVar = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.dossier)


class Activity(models.Model):
    """One line of a plan.

    Times are as precise or vague as people know them: a first and a last day, and the words they
    used. Money is whole đồng.
    """

    uid = models.CharField(max_length=12, default=new_uid, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activities")
    amendment = models.ForeignKey(
        Amendment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        db_index=False,
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    section = models.CharField(_("section"), max_length=200, blank=True)
    title = models.CharField(_("activity"), max_length=500)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ActivityKind.choices, default=ActivityKind.OTHER
    )
    purpose = models.TextField(_("purpose, content"), blank=True)
    focus_area = models.ForeignKey(
        FocusArea,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("focus area"),
    )
    focus_words = models.CharField(_("focus area as written"), max_length=200, blank=True)
    when_words = models.CharField(_("time"), max_length=100, blank=True)
    first_day = models.DateField(_("from"), null=True, blank=True)
    last_day = models.DateField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    partner = models.CharField(_("country, foreign partner"), max_length=300, blank=True)
    guest_level = models.CharField(
        _("level of guests"), max_length=20, choices=GuestLevel.choices, blank=True, default=""
    )
    guest_count = models.PositiveIntegerField(_("number of guests"), null=True, blank=True)
    lead = models.CharField(_("lead unit"), max_length=200, blank=True)
    lead_unit = models.ForeignKey(
        "organization.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead unit in the register"),
        db_index=False,
    )
    coordinators = models.CharField(_("co-ordinating units"), max_length=500, blank=True)
    amount = models.BigIntegerField(_("amount (đồng)"), null=True, blank=True)
    funding_source = models.CharField(_("funding source"), max_length=200, blank=True)
    expected_result = models.TextField(_("expected result"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    is_planned = models.BooleanField(_("planned"), default=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering: ClassVar = ["plan", "order", "pk"]
        indexes: ClassVar = [
            # Most lines have none: SQLite, which counts those in, looked for a plan's lines among them.
            models.Index(
                fields=["amendment"],
                name="activity_amendment",
                condition=Q(amendment__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="activity_days_in_order",
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="activity_amount_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.title
