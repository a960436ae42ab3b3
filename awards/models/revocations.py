"""Taking an award back, and recovering the object and the money."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from awards.enums import RevocationGround
from workflow_app.approvals.models import Dossier

from .issuing import Award


class Revocation(models.Model):
    """The content of a revocation's dossier (Law on Emulation and Commendation, Article 93)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="revocation")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="revocations")
    ground = models.CharField(_("ground"), max_length=15, choices=RevocationGround.choices)
    facts = models.TextField(_("what was found, by whom, when"), blank=True)
    concluded_on = models.DateField(_("violation concluded on"), null=True, blank=True)
    object_back_on = models.DateField(_("certificate taken back on"), null=True, blank=True)
    money_due = models.PositiveBigIntegerField(_("money to be recovered (đồng)"), default=0)
    money_back = models.PositiveBigIntegerField(_("money recovered (đồng)"), default=0)
    money_back_on = models.DateField(_("money recovered on"), null=True, blank=True)
    recovery_note = models.CharField(_("note on the recovery"), max_length=500, blank=True)
    recovered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")
        ordering: ClassVar = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.dossier)

    def get_absolute_url(self) -> str:
        """Return the page of the dossier."""
        return self.dossier.get_absolute_url()
