"""A dossier, its frozen revisions, and what was decided on them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.visibility import DossierQuerySet
from workflow_app.lib.text import search_text


class Dossier(models.Model):
    """One paper on its way to a decision: the thing that every room points at."""

    kind = models.CharField(_("kind"), max_length=30)
    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    unit = models.ForeignKey(
        "organization.Unit",
        on_delete=models.PROTECT,
        related_name="dossiers",
        verbose_name=_("unit"),
        db_index=False,
    )
    cluster = models.ForeignKey(
        "organization.Cluster",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name=_("cluster"),
        db_index=False,
    )
    body = models.ForeignKey(
        "organization.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name=_("deciding body"),
        db_index=False,
    )
    year = models.PositiveSmallIntegerField(_("year"))
    is_confidential = models.BooleanField(_("confidential"), default=False)
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, default=Stage.DRAFTING
    )
    stage_since = models.DateTimeField(_("in this stage since"))
    stage_due = models.DateTimeField(_("due"), null=True, blank=True)
    reach = models.PositiveSmallIntegerField(
        default=0, help_text=_("Rank of the furthest stage reached.")
    )
    revision = models.ForeignKey(
        "Revision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    sent_back = models.ForeignKey(
        "Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The return or withdrawal that the draft still has to answer."),
        db_index=False,
    )
    process = models.OneToOneField(
        "viewflow.Process",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossier",
    )
    paper = models.OneToOneField(
        "papers.IssuedPaper",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossier",
        verbose_name=_("issued paper"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    search_text = models.TextField(editable=False, default="")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering: ClassVar = ["-year", "unit__sort_key", "pk"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["kind", "year", "stage"], name="dossier_kind_year_stage"),
            models.Index(fields=["kind", "stage"], name="dossier_kind_stage"),  # what waits
            models.Index(fields=["unit", "year"], name="dossier_unit_year"),
            models.Index(fields=["cluster", "reach"], name="dossier_cluster_reach"),
            models.Index(fields=["body", "stage"], name="dossier_body_stage"),
            models.Index(
                fields=["id"], name="dossier_confidential", condition=Q(is_confidential=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search column in step."""
        self.refresh_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the page of the dossier."""
        return reverse("approvals:dossier", args=[self.code])

    def refresh_keys(self) -> None:
        """Compute search_text; bulk writers call this themselves."""
        self.search_text = search_text(self.code, self.title, self.unit.name, self.unit.short_name)

    @property
    def dossier_code(self) -> str:
        """The code under which the audit log files what happens to this dossier."""
        return self.code

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.stage in Stage.final_stages

    @property
    def is_editable(self) -> bool:
        """Whether its unit may change the content now."""
        return self.stage in Stage.editable_stages

    @property
    def is_returned(self) -> bool:
        """Whether it lies with its drafter because somebody sent it back."""
        return self.stage == Stage.DRAFTING and self.sent_back_id is not None


class Revision(models.Model):
    """The content as it was submitted: frozen, hashed, compared side by side."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="revisions", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("number"))
    content = models.TextField(help_text=_("Canonical JSON."))
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="revision_number_once", fields=["dossier", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.dossier.code} · {self.number}"


class Decision(models.Model):
    """Who decided what, at which step, on which revision, in whose name, and why. Append-only."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="decisions", db_index=False
    )
    step = models.CharField(_("step"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome.choices)
    reason = models.TextField(_("reason"), blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
        help_text=_("Empty when a body or the calendar decided."),
        db_index=False,
    )
    mandate = models.ForeignKey(
        "organization.Mandate",
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
        db_index=False,
    )
    delegation = models.ForeignKey(
        "organization.Delegation",
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
        db_index=False,
    )
    desk = models.ForeignKey(
        "organization.Desk", on_delete=models.PROTECT, null=True, db_index=False
    )
    authority = models.CharField(_("acting as"), max_length=300, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["actor", "-created"], name="decision_actor")]

    def __str__(self) -> str:
        return f"{self.dossier.code} · {self.get_outcome_display()}"

    @property
    def dossier_code(self) -> str:
        """The code under which the audit log files it."""
        return self.dossier.code


class DossierAttachment(models.Model):
    """A file that belongs to a dossier. Withdrawn ones stay, struck out."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField("papers.StoredFile", on_delete=models.PROTECT)
    description = models.CharField(_("description"), max_length=255, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class Visit(models.Model):
    """When a person last looked at a dossier, so that the page can say what changed since."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="visits", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seen = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="visit_once", fields=["dossier", "user"])
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.dossier_id}"
