"""Nominations: who is put forward for which award, with which merit and papers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.enums import ClusterResult, Completion, ObjectionState, PaperKind
from workflow_app.approvals.models import Dossier

from .campaigns import AwardCampaign
from .recipients import Recipient
from .types import AwardRule, AwardType


class Nomination(models.Model):
    """The content of a nomination's dossier while its unit works on it.

    `rule` is the version under which the dossier was received: it goes on under it after a change,
    unless the new one is more favourable (Luật 06/2026/QH16, transitional clause).
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="nomination")
    campaign = models.ForeignKey(
        AwardCampaign,
        on_delete=models.PROTECT,
        related_name="nominations",
        verbose_name=_("campaign"),
    )
    award_type = models.ForeignKey(
        AwardType,
        on_delete=models.PROTECT,
        related_name="nominations",
        verbose_name=_("award"),
    )
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        related_name="nominations",
        verbose_name=_("nominee"),
    )
    rule = models.ForeignKey(
        AwardRule, on_delete=models.PROTECT, null=True, blank=True, related_name="nominations"
    )
    received_on = models.DateField(_("received for appraisal"), null=True, blank=True)
    counts_from = models.DateField(_("merit counted from"))
    counts_to = models.DateField(_("merit counted until"))
    completion = models.CharField(
        _("level of completion"), max_length=15, choices=Completion.choices, blank=True
    )
    citation = models.CharField(
        _("achievement as the certificate says it"), max_length=500, blank=True
    )
    citation_foreign = models.CharField(
        _("the same in the second language"), max_length=500, blank=True
    )
    achievements = models.TextField(_("report of achievements"), blank=True)
    initiative = models.CharField(_("initiative or research"), max_length=300, blank=True)
    initiative_number = models.CharField(_("number of its certificate"), max_length=100, blank=True)
    figures = models.JSONField(
        _("figures that the checks ask for"),
        default=dict,
        blank=True,
        help_text=_("Whole numbers by name, such as how many members hold a title."),
    )
    self_score = models.ForeignKey(
        "SelfScore",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominations",
        verbose_name=_("score of the unit"),
    )
    votes_for = models.PositiveSmallIntegerField(_("votes for it in the unit"), null=True)
    votes_of = models.PositiveSmallIntegerField(_("of so many"), null=True)
    cluster_result = models.CharField(
        _("cluster's choice"), max_length=13, choices=ClusterResult.choices, blank=True
    )
    checked = models.JSONField(
        _("what the appraisal found"),
        null=True,
        blank=True,
        help_text=_("The checks as they stood when the secretariat passed the dossier."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_until = models.DateField(_("open for comment until"), null=True, blank=True)
    edited = models.DateTimeField(_("last edited"), auto_now=True)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering: ClassVar = ["-pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="nominated_once_for_an_award",
                fields=["campaign", "award_type", "recipient"],
            ),
            models.CheckConstraint(
                name="nomination_period_in_order", condition=Q(counts_to__gte=F("counts_from"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier)

    def get_absolute_url(self) -> str:
        """Return the page of the dossier."""
        return self.dossier.get_absolute_url()


class NominationPaper(models.Model):
    """A paper of the checklist; withdrawn, never deleted."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("paper"), max_length=15, choices=PaperKind.choices)
    file = models.ForeignKey("papers.StoredFile", on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("date of the paper"), null=True, blank=True)
    added = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper of a nomination")
        verbose_name_plural = _("papers of nominations")
        ordering: ClassVar = ["kind", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_kind_display())


class CheckOverride(models.Model):
    """The secretariat lets a dossier pass against a check, on one revision, with a reason."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="overrides")
    revision = models.ForeignKey("approvals.Revision", on_delete=models.PROTECT, related_name="+")
    check_name = models.CharField(_("check"), max_length=40)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    authority = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("overridden check of a nomination")
        verbose_name_plural = _("overridden checks of nominations")
        ordering: ClassVar = ["nomination", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="award_check_overridden_once",
                fields=["nomination", "revision", "check_name"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.nomination} · {self.check_name}"


class Objection(models.Model):
    """What somebody holds against a published nominee, and what the secretariat made of it."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="objections")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sender = models.CharField(
        _("from"), max_length=200, blank=True, help_text=_("Who wrote on paper or by mail.")
    )
    text = models.TextField(_("objection"))
    received = models.DateTimeField(_("received"), auto_now_add=True)
    state = models.CharField(
        max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    answer = models.TextField(_("what was found"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering: ClassVar = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]
