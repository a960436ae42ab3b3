"""Stored files, numbering registers and the papers issued under them."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .access import PaperQuerySet


def stored_path(__: "StoredFile", ___: str) -> str:
    """Return a path that tells nothing about the file: year, month, random name."""
    today = dt.datetime.now(tz=dt.UTC)
    return f"{today:%Y/%m}/{uuid.uuid4().hex}"


class StoredFile(models.Model):
    """A file somebody handed in, kept as it came. Its type is what the content says."""

    file = models.FileField(_("file"), upload_to=stored_path)
    name = models.CharField(_("name"), max_length=255)
    media_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering: ClassVar = ["-uploaded"]

    def __str__(self) -> str:
        return self.name


class NumberRegister(models.Model):
    """One series of numbers in one year (Decree 30/2020, Article 15): from 1, no gap, no double."""

    series = models.CharField(_("series"), max_length=30)
    year = models.PositiveSmallIntegerField(_("year"))
    symbol = models.CharField(_("symbol"), max_length=60)
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("numbering register")
        verbose_name_plural = _("numbering registers")
        ordering: ClassVar = ["-year", "series"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_register_per_series_and_year", fields=["series", "year"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class IssuedPaper(models.Model):
    """A numbered paper. Once issued, it stands as it is; it is amended or replaced by another."""

    register = models.ForeignKey(
        NumberRegister,
        on_delete=models.PROTECT,
        related_name="papers",
        verbose_name=_("register"),
        db_index=False,
    )
    number = models.PositiveIntegerField(_("number"))
    issued_on = models.DateField(_("date"))
    document_type = models.CharField(_("type of document"), max_length=60)
    subject = models.CharField(_("subject"), max_length=500)
    content = models.JSONField(_("content"))
    sha256 = models.CharField(max_length=64)
    signer = models.CharField(_("signer"), max_length=150)
    signer_title = models.CharField(_("title of the signer"), max_length=150, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")
        ordering: ClassVar = ["-issued_on", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="number_once_in_register", fields=["register", "number"])
        ]

    def __str__(self) -> str:
        return self.notation

    def get_absolute_url(self) -> str:
        """Return the page of the paper."""
        return reverse("papers:paper", args=[self.pk])

    @property
    def notation(self) -> str:
        """Number and symbol as Decree 30 writes them: numbers below ten take a zero."""
        return f"{self.number:02d}/{self.register.symbol}"
