"""What a body should look like: the planned structure of a term."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from personnel.enums import Dimension
from workflow_app.organization.models import Term


class StructureTarget(models.Model):
    """At least so many of a term's seats, or such a share of them, for one group."""

    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="structure_targets", verbose_name=_("term")
    )
    dimension = models.CharField(_("by"), max_length=10, choices=Dimension.choices)
    value = models.CharField(
        _("group"),
        max_length=30,
        help_text=_("A choice of the dimension; ages as “-45”, “46-60” or “61-”."),
    )
    at_least = models.JSONField(
        _("at least"), help_text=_("A whole number, or [numerator, denominator] of the seats.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("structure target")
        verbose_name_plural = _("structure targets")
        ordering: ClassVar = ["term", "dimension", "value"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="structure_target_once", fields=["term", "dimension", "value"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} · {self.get_dimension_display()} · {self.value}"
