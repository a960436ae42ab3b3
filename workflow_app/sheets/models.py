"""Sheets that people hand in, from the upload to the undoing, and files made for them to fetch."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """How far an import has come; nothing is changed before it is committed."""

    UPLOADED = "uploaded", _("Waits for the columns to be confirmed")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("Ready to be looked through")
    COMMITTED = "committed", _("Taken over")
    UNDONE = "undone", _("Undone")


def import_path(__: models.Model, ___: str) -> str:
    """Return a path that tells nothing about the file."""
    return f"imports/{dt.datetime.now(tz=dt.UTC):%Y/%m}/{uuid.uuid4().hex}"


def export_path(__: models.Model, ___: str) -> str:
    """Return a path that tells nothing about the file."""
    return f"exports/{dt.datetime.now(tz=dt.UTC):%Y/%m}/{uuid.uuid4().hex}"


class ImportSession(models.Model):
    """One sheet on its way into one thing (``target``), kept as it came.

    ``understanding`` is what was made of the file, ``rows`` what was read of the chosen sheet,
    ``base`` the values the sheet was once sent out with, ``undo`` what takes everything back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_sessions"
    )
    target_kind = models.CharField(max_length=30)
    target_id = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    file = models.FileField(_("file"), upload_to=import_path)
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    understanding: models.JSONField[Any, Any] = models.JSONField(default=dict)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict)
    headings: models.JSONField[Any, Any] = models.JSONField(default=dict)
    rows: models.JSONField[Any, Any] = models.JSONField(default=list)
    base: models.JSONField[Any, Any] = models.JSONField(null=True)
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    undo: models.JSONField[Any, Any] = models.JSONField(null=True)
    job = models.ForeignKey(
        "background.LongJob", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["target_kind", "target_id"], name="import_target"),
        ]

    def __str__(self) -> str:
        return self.name


class ExportFile(models.Model):
    """A file made in the background for one person, who alone may fetch it, for some days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="export_files"
    )
    file = models.FileField(_("file"), upload_to=export_path)
    name = models.CharField(_("name"), max_length=255)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering: ClassVar = ["-created"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
