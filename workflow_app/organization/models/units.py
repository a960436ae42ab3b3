"""Units with their successions, and the clusters they form each year."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from workflow_app.lib.text import search_text, sort_key
from workflow_app.organization.enums import (
    ClusterKind,
    Duty,
    SuccessionKind,
    UnitFunction,
    UnitKind,
)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as lists need them."""

    def in_force(self, on: dt.date) -> Self:
        """Units that existed on the day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        )

    def planning(self) -> Self:
        """Units that draft an annual plan."""
        return self.filter(kind__in=UnitKind.planning_kinds)


class Unit(models.Model):
    """A member organisation or a department. Its history stays under the name it had then."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=255)
    name_en = models.CharField(_("name in English"), max_length=255, blank=True)
    short_name = models.CharField(_("short name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    function = models.CharField(
        _("function"), max_length=20, choices=UnitFunction.choices, blank=True
    )
    province = models.CharField(_("province"), max_length=100, blank=True)
    partner = models.CharField(_("partner country"), max_length=100, blank=True)
    supervising_department = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised_units",
        verbose_name=_("supervising department"),
    )
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("existed until"), null=True, blank=True)
    source = models.CharField(_("source of these data"), max_length=120, blank=True)
    search_text = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="")
    history = HistoricalRecords(excluded_fields=["search_text", "sort_key"])

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar = ["sort_key"]
        default_permissions = ()
        permissions: ClassVar = [(f"{duty}_unit", Duty(duty).label) for duty in Duty.unit_duties]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="unit_dates_in_order",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="one_department_per_function",
                fields=["function"],
                condition=~Q(function="") & Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the columns for search and order in step with the names."""
        self.refresh_keys()
        super().save(*args, **kwargs)

    def refresh_keys(self) -> None:
        """Compute search_text and sort_key; bulk writers call this themselves."""
        self.search_text = search_text(self.code, self.name, self.short_name, self.province)
        self.sort_key = sort_key(self.short_name)

    def exists_on(self, day: dt.date) -> bool:
        """Tell whether the unit existed on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class UnitSuccession(models.Model):
    """One unit's work went on in another from a date: merge, split or rename."""

    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions", verbose_name=_("old unit")
    )
    successor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="precessions", verbose_name=_("new unit")
    )
    kind = models.CharField(_("how"), max_length=10, choices=SuccessionKind.choices)
    effective = models.DateField(_("from"))
    legal_basis = models.CharField(_("legal basis"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering: ClassVar = ["effective", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="succession_once", fields=["predecessor", "successor", "effective"]
            ),
            models.CheckConstraint(
                name="no_unit_succeeds_itself", condition=~Q(predecessor=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Cluster(models.Model):
    """A group of units that review each other in one year, headed by two of them."""

    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(
        _("kind"), max_length=10, choices=ClusterKind.choices, default=ClusterKind.CLUSTER
    )
    year = models.PositiveSmallIntegerField(_("year"))
    head_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="headed_clusters",
        verbose_name=_("head"),
    )
    deputy_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputised_clusters",
        verbose_name=_("deputy head"),
    )
    members = models.ManyToManyField(
        Unit, through="ClusterMembership", related_name="clusters", verbose_name=_("members")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering: ClassVar = ["-year", "kind", "number"]
        default_permissions = ()
        permissions: ClassVar = [
            (f"{duty}_cluster", Duty(duty).label) for duty in Duty.cluster_duties
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="cluster_once_a_year", fields=["year", "kind", "number"]),
            models.CheckConstraint(
                name="cluster_head_is_not_its_deputy",
                condition=Q(head_unit__isnull=True)
                | Q(deputy_unit__isnull=True)
                | ~Q(head_unit=F("deputy_unit")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"


class ClusterMembership(models.Model):
    """A unit belongs to one cluster a year."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    year = models.PositiveSmallIntegerField(_("year"))

    class Meta:
        verbose_name = _("membership of a cluster")
        verbose_name_plural = _("memberships of clusters")
        ordering: ClassVar = ["unit__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_cluster_per_unit_and_year", fields=["year", "unit"])
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.cluster}"
