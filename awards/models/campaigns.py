"""Award campaigns: occasion, score sheet, quotas, calendar."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awards.enums import CampaignState, CriterionKind, Occasion
from workflow_app.organization.models import Body, Cluster

from .types import AwardType


class AwardCampaign(models.Model):
    """One year of emulation, or one occasion, with its rules, scores and calendar."""

    year = models.PositiveSmallIntegerField(_("year"))
    occasion = models.CharField(
        _("occasion"), max_length=10, choices=Occasion.choices, default=Occasion.ANNUAL
    )
    title = models.CharField(_("title"), max_length=200)
    guidance = models.TextField(_("guidance"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=CampaignState.choices, default=CampaignState.PREPARED
    )
    council = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("council")
    )
    presidium = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("deciding body")
    )
    counts_from = models.DateField(_("merit counted from"))
    counts_to = models.DateField(_("merit counted until"))
    scores_due = models.DateField(_("self-scores due"))
    peers_due = models.DateField(_("peers' scores due"))
    nominations_due = models.DateField(_("nominations due"))
    gap_limit = models.PositiveSmallIntegerField(
        _("gap that demands a sentence"),
        default=5,
        help_text=_("Points between the unit's own score, its peers and the office."),
    )
    opened = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("award campaign")
        verbose_name_plural = _("award campaigns")
        ordering: ClassVar = ["-year", "occasion", "-pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_annual_award_campaign",
                fields=["year"],
                condition=Q(occasion="annual"),
            ),
            models.CheckConstraint(
                name="award_campaign_period_in_order",
                condition=Q(counts_to__gte=F("counts_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the campaign's page."""
        return reverse("awards:campaign", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether units may act in it."""
        return self.state == CampaignState.OPEN


class CriteriaGroup(models.Model):
    """A group of criteria of a campaign's score sheet."""

    campaign = models.ForeignKey(
        AwardCampaign, on_delete=models.PROTECT, related_name="criteria_groups"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("group"), max_length=200)
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = _("group of criteria")
        verbose_name_plural = _("groups of criteria")
        ordering: ClassVar = ["campaign", "order"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="criteria_group_order", fields=["campaign", "order"])
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One line of the score sheet; bonus points add to, penalty points take from the sum."""

    group = models.ForeignKey(CriteriaGroup, on_delete=models.PROTECT, related_name="criteria")
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=12)
    text = models.CharField(_("criterion"), max_length=500)
    kind = models.CharField(
        _("kind"), max_length=10, choices=CriterionKind.choices, default=CriterionKind.MAIN
    )
    most = models.DecimalField(
        _("points at most"), max_digits=7, decimal_places=2, validators=[MinValueValidator(0)]
    )
    needs_evidence = models.BooleanField(_("evidence required"), default=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering: ClassVar = ["group__order", "order"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="criterion_order", fields=["group", "order"])
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Quota(models.Model):
    """How many of an award a cluster may nominate in a campaign; it goes before the award's rule."""

    campaign = models.ForeignKey(AwardCampaign, on_delete=models.PROTECT, related_name="quotas")
    award_type = models.ForeignKey(AwardType, on_delete=models.PROTECT, related_name="quotas")
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cluster"),
        help_text=_("Empty for every cluster."),
    )
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering: ClassVar = ["campaign", "award_type", "cluster"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="award_quota_once", fields=["campaign", "award_type", "cluster"]
            ),
            models.UniqueConstraint(
                name="award_quota_once_for_all",
                fields=["campaign", "award_type"],
                condition=Q(cluster__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_type} · {self.number}"
