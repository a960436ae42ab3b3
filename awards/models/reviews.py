"""What a cluster's meeting chooses: nominees within its quota, next year's head and deputy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.enums import ReviewPurpose
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import Cluster, Unit

from .campaigns import AwardCampaign
from .nominations import Nomination
from .scoring import Ranking
from .types import AwardType


class ClusterReview(models.Model):
    """One choice of a cluster: one item on the agenda of its meeting."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="cluster_review")
    campaign = models.ForeignKey(
        AwardCampaign, on_delete=models.PROTECT, related_name="cluster_reviews"
    )
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="reviews")
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=ReviewPurpose.choices, default=ReviewPurpose.AWARD
    )
    award_type = models.ForeignKey(
        AwardType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seats = models.PositiveSmallIntegerField(_("quota"))
    ranking = models.ForeignKey(
        Ranking, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )

    class Meta:
        verbose_name = _("choice of a cluster")
        verbose_name_plural = _("choices of clusters")
        ordering: ClassVar = ["campaign", "cluster", "purpose", "award_type"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_review_per_cluster_and_award",
                fields=["campaign", "cluster", "purpose", "award_type"],
            ),
            models.UniqueConstraint(
                name="one_review_per_cluster_and_post",
                fields=["campaign", "cluster", "purpose"],
                condition=Q(award_type__isnull=True),
            ),
            models.CheckConstraint(
                name="review_names_an_award_or_a_post",
                condition=Q(purpose="award", award_type__isnull=False)
                | (~Q(purpose="award") & Q(award_type__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier)

    def get_absolute_url(self) -> str:
        """Return the page of the dossier."""
        return self.dossier.get_absolute_url()


class ReviewCandidate(models.Model):
    """Who stands for choice: a nomination, or a unit for a post of the cluster."""

    review = models.ForeignKey(ClusterReview, on_delete=models.PROTECT, related_name="candidates")
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="candidacies"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    is_chosen = models.BooleanField(_("chosen"), null=True)

    class Meta:
        verbose_name = _("candidate of a cluster")
        verbose_name_plural = _("candidates of clusters")
        ordering: ClassVar = ["review", "order"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="nomination_stands_once", fields=["review", "nomination"]),
            models.UniqueConstraint(name="unit_stands_once", fields=["review", "unit"]),
            models.CheckConstraint(
                name="candidate_is_a_nomination_or_a_unit",
                condition=Q(nomination__isnull=False, unit__isnull=True)
                | Q(nomination__isnull=True, unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.nomination or self.unit)
