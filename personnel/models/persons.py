"""A person's file: brief curriculum vitae, papers, discipline, relatives.

What Decree 13/2023, Article 2, clause 4 calls sensitive is sealed: origin, religion, politics,
health, and what finds or names a person. Sex and birth date are plain, because the structure of a
body is counted by them.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personnel.enums import ChangeState, DisciplineKind, PaperKind, Relation, Sex
from workflow_app.organization.models import Person
from workflow_app.papers.models import StoredFile
from workflow_app.vault.fields import EncryptedJSONField, EncryptedTextField


class PersonFile(models.Model):
    """What is known of a person beyond name, position and unit; made when first needed."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="file", verbose_name=_("person")
    )
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    qualification = models.CharField(_("qualification"), max_length=200, blank=True)
    occupation = models.CharField(_("occupation"), max_length=200, blank=True)
    ethnicity = EncryptedTextField(_("ethnicity"), max_length=60, blank=True)
    religion = EncryptedTextField(_("religion"), max_length=60, blank=True)
    home_town = EncryptedTextField(_("home town"), max_length=255, blank=True)
    address = EncryptedTextField(_("address"), max_length=255, blank=True)
    id_number = EncryptedTextField(_("identity number"), max_length=20, blank=True)
    phone = EncryptedTextField(_("telephone"), max_length=30, blank=True)
    political_theory = EncryptedTextField(_("political theory"), max_length=100, blank=True)
    party_date = EncryptedTextField(_("date of Party admission"), max_length=60, blank=True)
    health_note = EncryptedTextField(_("note on health"), max_length=1000, blank=True)
    updated = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("person's file")
        verbose_name_plural = _("persons' files")
        ordering: ClassVar = ["person__sort_key"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person)


class FileChange(models.Model):
    """What was changed in a file or is asked to be, old values and new ones under seal.

    A person corrects some of their own data at once and asks for the rest; the personnel
    department looks at both.
    """

    file = models.ForeignKey(
        PersonFile, on_delete=models.PROTECT, related_name="changes", verbose_name=_("file")
    )
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices)
    is_own = models.BooleanField(_("by the person themselves"), default=False)
    changes = EncryptedJSONField(
        _("changes"), help_text=_("For each field its old and its new value.")
    )
    note = EncryptedTextField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("looked at"), null=True)
    answer = EncryptedTextField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("change of a file")
        verbose_name_plural = _("changes of files")
        ordering: ClassVar = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.file} · {self.get_state_display()}"


class PersonPaper(models.Model):
    """A paper of the file. A newer one of the same kind takes its place; none is deleted."""

    file = models.ForeignKey(
        PersonFile, on_delete=models.PROTECT, related_name="papers", verbose_name=_("file")
    )
    kind = models.CharField(_("paper"), max_length=30, choices=PaperKind.choices)
    issued_on = models.DateField(_("date of the paper"))
    attachment = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("attached file"),
    )
    added = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper of a file")
        verbose_name_plural = _("papers of files")
        ordering: ClassVar = ["kind", "-issued_on", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Discipline(models.Model):
    """A disciplinary measure, or a matter that is being looked into and stops a proposal."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="disciplines", verbose_name=_("person")
    )
    kind = models.CharField(_("measure"), max_length=20, choices=DisciplineKind.choices)
    decided_on = models.DateField(_("decided or opened on"))
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    is_pending = models.BooleanField(_("still being looked into"), default=False)
    note = EncryptedTextField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("discipline")
        verbose_name_plural = _("disciplines")
        ordering: ClassVar = ["-decided_on", "-pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="discipline_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("decided_on")),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Kinship(models.Model):
    """A relative who is also known to the organisation; suggests conflicts of interest."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="relatives", verbose_name=_("person")
    )
    relative = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="relative_of", verbose_name=_("relative")
    )
    relation = models.CharField(_("is"), max_length=10, choices=Relation.choices)

    class Meta:
        verbose_name = _("kinship")
        verbose_name_plural = _("kinships")
        ordering: ClassVar = ["person__sort_key", "relative__sort_key"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="kinship_once", fields=["person", "relative"]),
            models.CheckConstraint(
                name="nobody_is_ones_own_relative", condition=~Q(person=F("relative"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.relative}"
