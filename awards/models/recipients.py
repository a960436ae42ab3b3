"""Who is nominated and awarded, within the organisation and outside it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.enums import Language, MatterKind, Sex, SubjectKind
from workflow_app.lib.names import person_sort_key
from workflow_app.lib.text import fold, search_text, sort_key
from workflow_app.organization.models import Person, Unit


class Recipient(models.Model):
    """A collective or a person, of the organisation, of another one, or of another country."""

    kind = models.CharField(_("kind"), max_length=10, choices=SubjectKind.choices)
    unit = models.OneToOneField(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="as_recipient",
        verbose_name=_("unit"),
        help_text=_("The unit that this collective is."),
    )
    person = models.OneToOneField(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="as_recipient",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=255)
    honorific = models.CharField(_("form of address"), max_length=40, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    post = models.CharField(_("post"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=255, blank=True)
    nationality = models.CharField(
        _("nationality"), max_length=100, blank=True, help_text=_("Empty for Viet Nam.")
    )
    language = models.CharField(
        _("second language"), max_length=2, choices=Language.choices, blank=True
    )
    women = models.PositiveSmallIntegerField(_("women"), null=True, blank=True)
    members = models.PositiveSmallIntegerField(_("members"), null=True, blank=True)
    is_posthumous = models.BooleanField(_("deceased"), default=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="merged",
        verbose_name=_("the same as"),
    )
    search_text = models.TextField(editable=False, default="")
    folded_name = models.CharField(max_length=255, editable=False, default="", db_index=True)
    sort_key = models.CharField(max_length=400, editable=False, default="")

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering: ClassVar = ["sort_key"]
        default_permissions = ()
        indexes: ClassVar = [
            # Without the many that are nobody's: SQLite reckons them in, and takes a person for half of all.
            models.Index(
                fields=["person"], name="recipient_person", condition=Q(person__isnull=False)
            ),
            models.Index(
                fields=["merged_into"],
                name="recipient_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="recipient_is_what_it_refers_to",
                condition=Q(kind="collective", person__isnull=True)
                | Q(kind="person", unit__isnull=True),
            ),
            models.CheckConstraint(
                name="recipient_has_no_more_women_than_members",
                condition=Q(women__isnull=True)
                | Q(members__isnull=True)
                | Q(women__lte=F("members")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the columns for search, duplicates and order in step with the name."""
        self.refresh_keys()
        super().save(*args, **kwargs)

    def refresh_keys(self) -> None:
        """Compute the keys; bulk writers call this themselves."""
        self.search_text = search_text(self.name, self.post, self.organisation)
        self.folded_name = fold(self.name)
        of_person = self.kind == SubjectKind.PERSON and not self.nationality
        self.sort_key = (person_sort_key if of_person else sort_key)(self.name)

    @property
    def is_foreign(self) -> bool:
        """Whether the certificate carries a second language."""
        return bool(self.nationality)

    @property
    def is_favoured(self) -> bool:
        """Whether a tie goes to it: a woman, a collective with 70 % women (NĐ 152/2025 Đ4.6)."""
        if self.kind == SubjectKind.PERSON:
            return self.sex == Sex.FEMALE
        return bool(self.members) and (self.women or 0) * 10 >= (self.members or 0) * 7


class Matter(models.Model):
    """Something that stands against a commendation while it lasts; merit counts only after it."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="matters")
    kind = models.CharField(_("matter"), max_length=15, choices=MatterKind.choices)
    since = models.DateField(_("since"))
    ended = models.DateField(_("ended on"), null=True, blank=True)
    is_cleared = models.BooleanField(_("cleared: nothing was found"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        ordering: ClassVar = ["-since", "-pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matter_dates_in_order",
                condition=Q(ended__isnull=True) | Q(ended__gte=F("since")),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class YearRating(models.Model):
    """The level of completion of a year and what else the checks of later years rest on."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="ratings")
    year = models.PositiveSmallIntegerField(_("year"))
    completion = models.CharField(_("level of completion"), max_length=15)
    titles = models.JSONField(
        _("titles of the year given elsewhere"),
        default=list,
        blank=True,
        help_text=_("Codes of awards that the register does not hold."),
    )
    source = models.CharField(_("paper"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("rating of a year")
        verbose_name_plural = _("ratings of years")
        ordering: ClassVar = ["recipient", "-year"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_rating_a_year", fields=["recipient", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.completion}"
