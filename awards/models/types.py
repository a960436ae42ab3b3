"""What can be awarded, and by which rule from which day."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from awards.enums import AwardForm, SubjectKind


class AwardType(models.Model):
    """A flag, a certificate of merit, a title, the medal."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    subject = models.CharField(_("subject"), max_length=10, choices=SubjectKind.choices)
    form = models.CharField(_("form"), max_length=10, choices=AwardForm.choices)
    level = models.PositiveSmallIntegerField(
        _("level"), help_text=_("Order from low to high; bodies vote on the lower ones first.")
    )
    vote_rule = models.CharField(
        _("rule of the vote"),
        max_length=60,
        default="award",
        help_text=_("The rule vote.<…> of the rulebook, such as award.flag."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering: ClassVar = ["level", "code"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class AwardRule(models.Model):
    """The rule of an award from one day to another; a version is never edited once it was used.

    `requirements` is a list of checks as data, each {"check": name, ...}; `quota` is one of
    {"kind": "per_cluster", "number": n}, {"kind": "share", "numerator": n, "denominator": d},
    {"kind": "absolute", "number": n} or null; `checklist` is a list of PaperKind values.
    `awards.rules` reads all three.
    """

    award_type = models.ForeignKey(
        AwardType, on_delete=models.PROTECT, related_name="rules", verbose_name=_("award")
    )
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=255)
    criteria = models.TextField(_("criteria"), blank=True)
    requirements = models.JSONField(_("requirements"), default=list)
    quota = models.JSONField(_("quota"), null=True, blank=True)
    checklist = models.JSONField(_("papers"), default=list)
    waiting_months = models.PositiveSmallIntegerField(
        _("months between two awards of this kind"), default=0
    )
    once_in_a_lifetime = models.BooleanField(_("once in a lifetime"), default=False)
    via_cluster = models.BooleanField(_("chosen by the cluster"), default=False)
    needs_publication = models.BooleanField(_("published for comment"), default=True)
    publication_days = models.PositiveSmallIntegerField(_("working days of publication"), default=7)
    needs_council = models.BooleanField(_("put before the council"), default=True)
    needs_presidium = models.BooleanField(_("decided by the Presidium"), default=True)
    coefficient = models.DecimalField(
        _("coefficient of the base salary"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    created = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule of an award")
        verbose_name_plural = _("rules of awards")
        ordering: ClassVar = ["award_type", "-valid_from"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="award_rule_starts_once", fields=["award_type", "valid_from"]
            ),
            models.CheckConstraint(
                name="award_rule_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_type} ({self.valid_from})"


class BaseSalary(models.Model):
    """The base salary (lương cơ sở) from a day; money of an award is a multiple of it."""

    valid_from = models.DateField(_("in force from"), unique=True)
    amount = models.PositiveIntegerField(_("đồng"))
    legal_basis = models.CharField(_("legal basis"), max_length=255)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("base salary")
        verbose_name_plural = _("base salaries")
        ordering: ClassVar = ["-valid_from"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.amount} ({self.valid_from})"
