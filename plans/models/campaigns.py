"""The yearly campaign: guidance, focus areas, deadlines."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.enums import PLAN_STAGE_CHOICES, CampaignState


class Campaign(models.Model):
    """One planning year for all units."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    guidance = models.TextField(_("guidance"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=CampaignState.choices, default=CampaignState.PREPARED
    )
    body = models.ForeignKey(
        "organization.Body",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("deciding body"),
    )
    opened = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("planning campaign")
        verbose_name_plural = _("planning campaigns")
        ordering: ClassVar = ["-year"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the campaign's page."""
        return reverse("plans:campaign", args=[self.year])


class CampaignDeadline(models.Model):
    """Until when the units should have passed a stage in this campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="deadlines")
    stage = models.CharField(_("stage"), max_length=20, choices=PLAN_STAGE_CHOICES)
    due = models.DateField(_("until"))

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering: ClassVar = ["due"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_deadline_per_stage", fields=["campaign", "stage"])
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.due}"

    @property
    def is_past(self) -> bool:
        """Whether the day is over."""
        return self.due < timezone.localdate()


class CampaignFile(models.Model):
    """A file of guidance."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("papers.StoredFile", on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("file of guidance")
        verbose_name_plural = _("files of guidance")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class FocusArea(models.Model):
    """One of the focus areas (trọng tâm công tác) of a year; their number varies."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="focus_areas")
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        ordering: ClassVar = ["campaign", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="focus_area_once", fields=["campaign", "code"])
        ]

    def __str__(self) -> str:
        return self.name
