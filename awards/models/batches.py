"""Acts on many nominations that the worker carries out: dossier by dossier, or one decision for all."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.enums import BatchState
from workflow_app.approvals.models import Dossier
from workflow_app.background.models import LongJob

from .campaigns import AwardCampaign


class Batch(models.Model):
    """What is to be decided on many; its owner, progress and end are those of the job.

    It is forgotten with the job. What it brought about stays in the decisions and in the log.
    """

    job = models.OneToOneField(
        LongJob, on_delete=models.CASCADE, primary_key=True, related_name="award_batch"
    )
    step = models.CharField(_("step"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=30)

    class Meta:
        verbose_name = _("act on many nominations")
        verbose_name_plural = _("acts on many nominations")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.job)


class BatchItem(models.Model):
    """One dossier of it: on which revision the person decided, and what came of it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.PositiveIntegerField()
    revision_number = models.PositiveSmallIntegerField(_("revision"), null=True)
    state = models.CharField(
        _("state"), max_length=8, choices=BatchState.choices, default=BatchState.WAITING
    )
    why = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("dossier of an act on many")
        verbose_name_plural = _("dossiers of acts on many")
        ordering: ClassVar = ["place"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="batch_dossier_once", fields=["batch", "dossier"]),
            models.UniqueConstraint(
                name="batch_dossier_waits_once",
                fields=["dossier"],
                condition=Q(state=BatchState.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} · {self.dossier_id}"


class DecisionInHand(models.Model):
    """What the clerk signed of a decision that the worker issues for all dossiers of an act.

    The places of the lines are those of its list. What it brought about is the decision itself.
    """

    batch = models.OneToOneField(
        Batch, on_delete=models.CASCADE, primary_key=True, related_name="decision_in_hand"
    )
    campaign = models.ForeignKey(AwardCampaign, on_delete=models.PROTECT, related_name="+")
    signer = models.CharField(_("signer"), max_length=150)
    signer_title = models.CharField(_("title of the signer"), max_length=150, blank=True)
    issued_on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("decision in hand")
        verbose_name_plural = _("decisions in hand")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.batch)
