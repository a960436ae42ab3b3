"""What was granted: decisions with their lists, awards with their ordinals, hand-over, re-issue."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awards.enums import AwardState, UpwardState
from workflow_app.papers.models import IssuedPaper

from .campaigns import AwardCampaign
from .nominations import Nomination
from .recipients import Recipient
from .types import AwardType


def new_code() -> str:
    """Return the code of a certificate: unguessable, without letters that look alike."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for __ in range(12))


class AwardDecision(models.Model):
    """A decision that grants awards; its list and their ordinals are frozen with it."""

    campaign = models.ForeignKey(
        AwardCampaign,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("campaign"),
    )
    paper = models.OneToOneField(
        IssuedPaper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award_decision",
        help_text=_("Empty for what was decided before the system."),
    )
    number = models.CharField(_("number"), max_length=80, blank=True)
    decided_on = models.DateField(_("date"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    base_salary = models.PositiveIntegerField(_("base salary"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("decision on awards")
        verbose_name_plural = _("decisions on awards")
        ordering: ClassVar = ["-year", "-pk"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["year", "id"], name="decision_in_order")]

    def __str__(self) -> str:
        return self.number or str(self.year)

    @property
    def is_issued_here(self) -> bool:
        """Whether its certificates were printed here; else it was written down from elsewhere."""
        return self.paper_id is not None


class Award(models.Model):
    """One award in the register (sổ vàng). Names are as they were on the day of the decision."""

    decision = models.ForeignKey(AwardDecision, on_delete=models.PROTECT, related_name="awards")
    ordinal = models.PositiveIntegerField(_("gold-book number"))
    code = models.CharField(_("code"), max_length=16, unique=True, default=new_code, editable=False)
    nomination = models.OneToOneField(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="award"
    )
    award_type = models.ForeignKey(AwardType, on_delete=models.PROTECT, related_name="awards")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="awards")
    name = models.CharField(_("name on the certificate"), max_length=255)
    details = models.CharField(_("post and unit on the certificate"), max_length=400, blank=True)
    citation = models.CharField(_("achievement"), max_length=500, blank=True)
    citation_foreign = models.CharField(max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    counts_from = models.DateField(_("merit counted from"), null=True, blank=True)
    counts_to = models.DateField(_("merit counted until"), null=True, blank=True)
    coefficient = models.DecimalField(_("coefficient"), max_digits=5, decimal_places=2, default=0)
    amount = models.PositiveBigIntegerField(_("money (đồng)"), default=0)
    money_note = models.CharField(_("why this amount"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=AwardState.choices, default=AwardState.VALID)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    handed_over_to = models.CharField(_("received by"), max_length=200, blank=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    search_text = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = _("award granted")
        verbose_name_plural = _("awards granted")
        ordering: ClassVar = ["-year", "decision", "ordinal"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ordinal_once_in_a_decision", fields=["decision", "ordinal"]
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "award_type", "-year"], name="award_history"),
            models.Index(fields=["-year", "-decision", "ordinal"], name="award_register_order"),
        ]

    def __str__(self) -> str:
        return f"{self.award_type} · {self.name}"

    def get_absolute_url(self) -> str:
        """Return the page in the register."""
        return reverse("awards:award", args=[self.pk])

    @property
    def gold_number(self) -> str:
        """The gold-book number; none where the decision is not known, whose list it would count."""
        return f"{self.ordinal:02d}" if self.decision.number else ""


class Reissue(models.Model):
    """A certificate printed again; the old one is taken back or reported lost."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="reissues")
    reason = models.CharField(_("reason"), max_length=500)
    old_returned = models.BooleanField(_("old certificate taken back"), default=False)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("certificate issued again")
        verbose_name_plural = _("certificates issued again")
        ordering: ClassVar = ["award", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.award)


class Verification(models.Model):
    """How often a certificate, or a code that is none, was verified on a day; by whom is not kept."""

    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, null=True, related_name="verifications"
    )
    day = models.DateField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering: ClassVar = ["-day", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}: {self.times}"


class Upward(models.Model):
    """A nomination to the State: what VUFO asks for its units and people from above."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="upward")
    award = models.CharField(_("award of the State"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    due = models.DateField(_("to be sent by"))
    legal_basis = models.CharField(_("legal basis"), max_length=255, blank=True)
    state = models.CharField(
        max_length=10, choices=UpwardState.choices, default=UpwardState.PREPARED
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_number = models.CharField(_("number of the submission"), max_length=80, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer_number = models.CharField(_("number of the decision"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("nomination to the State")
        verbose_name_plural = _("nominations to the State")
        ordering: ClassVar = ["-year", "due", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="upward_once_a_year", fields=["recipient", "award", "year"]
            ),
            models.CheckConstraint(
                name="upward_sent_has_a_date",
                condition=Q(state="prepared") | Q(sent_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} · {self.recipient}"
