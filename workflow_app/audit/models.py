"""The append-only log and the head of its chain. Rows are written by `services` alone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .actions import label_of

GENESIS = "0" * 64


class AuditEntry(models.Model):
    """One thing that somebody did. Triggers refuse every UPDATE and DELETE.

    The object is stored as plain values, not as a foreign key: the log must stay readable and
    verifiable whatever becomes of the tables above it.
    """

    sequence = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
        db_index=False,
    )
    authority = models.TextField(_("under which authority"), blank=True)
    action = models.CharField(_("action"), max_length=80)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    object_label = models.CharField(max_length=250, blank=True)
    dossier_code = models.CharField(_("dossier"), max_length=60, blank=True)
    data = models.JSONField(default=dict)
    request_id = models.UUIDField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering: ClassVar[list[str]] = ["sequence"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
            models.Index(fields=["dossier_code"], name="audit_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"

    @property
    def action_label(self) -> str:
        """Return the action as people read it."""
        return label_of(self.action)


class AuditHead(models.Model):
    """The last link of the chain: one row, locked by whoever appends."""

    ROW = 1

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
