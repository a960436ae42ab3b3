"""Scores: the unit's own, its peers', the office's."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.enums import RoundState, SheetState
from workflow_app.approvals.models import Dossier, Revision, WorkItem
from workflow_app.organization.models import Cluster, Unit

from .campaigns import AwardCampaign, Criterion

POINTS: dict[str, Any] = {
    "max_digits": 7,
    "decimal_places": 2,
    "validators": [MinValueValidator(0)],
}


class SelfScore(models.Model):
    """A unit's own score in a campaign; what peers judge is its frozen revision."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="self_score")
    campaign = models.ForeignKey(
        AwardCampaign, on_delete=models.PROTECT, related_name="self_scores"
    )
    summary = models.TextField(_("summary of the year"), blank=True)
    edited = models.DateTimeField(_("last edited"), auto_now=True)

    class Meta:
        verbose_name = _("self-score")
        verbose_name_plural = _("self-scores")
        ordering: ClassVar = ["campaign", "dossier__unit__sort_key"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.dossier)

    def get_absolute_url(self) -> str:
        """Return the page of the dossier."""
        return self.dossier.get_absolute_url()


class SelfScoreLine(models.Model):
    """The points a unit gives itself for one criterion, and why."""

    self_score = models.ForeignKey(SelfScore, on_delete=models.PROTECT, related_name="lines")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), null=True, blank=True, **POINTS)
    claim = models.TextField(_("what was achieved"), blank=True)

    class Meta:
        verbose_name = _("line of a self-score")
        verbose_name_plural = _("lines of self-scores")
        ordering: ClassVar = ["self_score", "criterion__group__order", "criterion__order"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="self_score_line_once", fields=["self_score", "criterion"])
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.points}"


class Evidence(models.Model):
    """What a claim rests on: a line of a decided dossier, or a file."""

    line = models.ForeignKey(SelfScoreLine, on_delete=models.CASCADE, related_name="evidence")
    source = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_line = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey(
        "papers.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField(_("evidence"), max_length=300)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering: ClassVar = ["pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evidence_is_a_dossier_or_a_file",
                condition=Q(source__isnull=False, file__isnull=True)
                | Q(source__isnull=True, file__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.label


class ScoringRound(models.Model):
    """One asking of a unit's peers about one revision of its self-score."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="scoring_rounds")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("round"))
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    opened = models.DateTimeField()
    due = models.DateTimeField(_("due"))
    closed = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of scoring")
        verbose_name_plural = _("rounds of scoring")
        ordering: ClassVar = ["dossier", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="scoring_round_number_once", fields=["dossier", "number"]),
            models.UniqueConstraint(
                name="one_open_scoring_round", fields=["dossier"], condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier.code} · {self.number}"


class PeerSheet(models.Model):
    """What one unit scores of another unit of its cluster; handed in, it stands."""

    round = models.ForeignKey(ScoringRound, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="peer_sheets", verbose_name=_("reviewer")
    )
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.ASKED)
    conflict = models.CharField(_("conflict of interest"), max_length=500, blank=True)
    remark = models.TextField(_("remark on the whole"), blank=True)
    work_item = models.OneToOneField(
        WorkItem, on_delete=models.PROTECT, null=True, related_name="peer_sheet"
    )
    mandate = models.ForeignKey(
        "organization.Mandate", on_delete=models.PROTECT, null=True, related_name="+"
    )
    delegation = models.ForeignKey(
        "organization.Delegation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    authority = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("peer's sheet")
        verbose_name_plural = _("peers' sheets")
        ordering: ClassVar = ["round", "unit__sort_key"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_sheet_per_unit_and_scoring_round", fields=["round", "unit"]
            )
        ]
        indexes: ClassVar = [
            # What a unit owes, apart from all that it ever scored.
            models.Index(fields=["unit"], name="sheet_asked", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.round}"


class PeerPoint(models.Model):
    """The points of one criterion on a peer's sheet."""

    sheet = models.ForeignKey(PeerSheet, on_delete=models.CASCADE, related_name="points")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), null=True, blank=True, **POINTS)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("peer's points")
        verbose_name_plural = _("peers' points")
        ordering: ClassVar = ["sheet", "criterion__group__order", "criterion__order"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="peer_point_once", fields=["sheet", "criterion"])
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.points}"


class OfficePoint(models.Model):
    """The points of the award secretariat, with the sentence that a large gap demands."""

    self_score = models.ForeignKey(
        SelfScore, on_delete=models.PROTECT, related_name="office_points"
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), null=True, blank=True, **POINTS)
    sentence = models.TextField(_("why it differs"), blank=True)

    class Meta:
        verbose_name = _("office's points")
        verbose_name_plural = _("office's points")
        ordering: ClassVar = ["self_score", "criterion__group__order", "criterion__order"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="office_point_once", fields=["self_score", "criterion"])
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.points}"


class Ranking(models.Model):
    """The ranking of a cluster as it was frozen for its meeting; `verify` computes it again.

    `content` is canonical JSON: every unit's sheets that counted, raw and normalised points as
    exact fractions, and places.
    """

    campaign = models.ForeignKey(AwardCampaign, on_delete=models.PROTECT, related_name="rankings")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="rankings")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.TextField(help_text=_("Canonical JSON."))
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(
        _("why before everything was in"),
        max_length=500,
        blank=True,
        help_text=_("Before the peers' day was over, while something was still missing."),
    )
    frozen = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        ordering: ClassVar = ["campaign", "cluster", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ranking_version_once", fields=["campaign", "cluster", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster} · {self.number}"
