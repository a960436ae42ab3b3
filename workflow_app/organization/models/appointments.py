"""Mandates and delegations, and what follows from them: desks and who holds them.

A *desk* is one duty at one place; work is sent to desks, not to people. A *holding* says that
a person may act at a desk between two dates, and by which mandate or delegation. Holdings and
guardian's object permissions are computed from mandates, delegations and the heads of
clusters by `services.authority`; nobody writes them by hand and `manage.py verify` compares.
"""

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow_app.organization.enums import Duty, Role, SigningForm

from .bodies import Body, Seat
from .people import Person
from .units import Cluster, Unit


def exactly_one(*names: str) -> Q:
    """Return the condition that exactly one of the columns is filled."""
    condition = Q()
    for name in names:
        condition |= Q(**{f"{other}__isnull": other != name for other in names})
    return condition


def covering(day: dt.date) -> Q:
    """Return the condition that valid_from..valid_to includes the day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates by date."""

    def in_force(self, on: dt.date) -> Self:
        """Mandates that cover the day."""
        return self.filter(covering(on))


class Mandate(models.Model):
    """An appointment: this person is this, here, from this day to that day."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("unit"),
    )
    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("body"),
    )
    seat = models.ForeignKey(
        Seat,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("seat"),
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(_("appointed by"), max_length=255, blank=True)
    end_reason = models.CharField(_("reason for the end"), max_length=255, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering: ClassVar = ["person__sort_key", "valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mandate_at_one_place", condition=exactly_one("unit", "body")
            ),
            models.CheckConstraint(
                name="mandate_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="one_open_mandate_per_seat",
                fields=["seat"],
                condition=Q(seat__isnull=False, valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit or self.body}"

    def in_force_on(self, day: dt.date) -> bool:
        """Tell whether the mandate covers the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Delegation(models.Model):
    """The holder of a mandate lets somebody act for them, for a time and for some kinds."""

    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("mandate")
    )
    delegate = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="delegations_received",
        verbose_name=_("delegate"),
    )
    form = models.CharField(
        _("signs as"),
        max_length=4,
        choices=[(form, SigningForm(form).label) for form in SigningForm.delegation_forms],
    )
    kinds = models.JSONField(
        _("kinds of dossier"),
        default=list,
        blank=True,
        help_text=_("Empty means every kind of dossier."),
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=255)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering: ClassVar = ["-valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="delegation_dates_in_order", condition=Q(valid_to__gte=F("valid_from"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.mandate.person} → {self.delegate}"


class Desk(models.Model):
    """One duty at one place: the address that work is sent to."""

    duty = models.CharField(_("duty"), max_length=20, choices=Duty.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="desks"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="desks"
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="desks"
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="desk_at_one_place", condition=exactly_one("unit", "cluster", "body")
            ),
            models.UniqueConstraint(
                name="desk_once_per_unit", fields=["unit", "duty"], condition=Q(unit__isnull=False)
            ),
            models.UniqueConstraint(
                name="desk_once_per_cluster",
                fields=["cluster", "duty"],
                condition=Q(cluster__isnull=False),
            ),
            models.UniqueConstraint(
                name="desk_once_per_body", fields=["body", "duty"], condition=Q(body__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} · {self.place}"

    @property
    def place(self) -> Unit | Cluster | Body:
        """The unit, cluster or body where the duty is done."""
        place = self.unit or self.cluster or self.body
        assert place is not None, "the database keeps exactly one place per desk"  # noqa: S101 -- constraint
        return place


class HoldingQuerySet(models.QuerySet["Holding"]):
    """Holdings by date and kind of dossier."""

    def in_force(self, on: dt.date) -> Self:
        """Holdings that cover the day."""
        return self.filter(covering(on))

    def for_kind(self, kind: str) -> Self:
        """Holdings that are not limited to other kinds of dossier."""
        return self.filter(kind__in=("", kind))


class Holding(models.Model):
    """A person may act at a desk between two dates, by one mandate or delegation."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="holdings",
        null=True,
        db_index=False,
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="holdings")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="holdings")
    delegation = models.ForeignKey(
        Delegation, on_delete=models.PROTECT, null=True, related_name="holdings"
    )
    form = models.CharField(max_length=4, choices=SigningForm.choices, blank=True, default="")
    kind = models.CharField(max_length=30, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        indexes: ClassVar = [models.Index(fields=["user", "desk"], name="holding_user_desk")]

    def __str__(self) -> str:
        return f"{self.person} · {self.desk}"
