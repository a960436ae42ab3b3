"""A round of voting: the roll frozen when it opens, and the sealed urn of its secret sheets."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.models import WorkItem
from workflow_app.ballots.enums import Channel
from workflow_app.organization.models import Mandate, Person

from .sessions import Session


class Round(models.Model):
    """The members vote on some items of the agenda, once, between an opening and a closing."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="rounds", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("round"))
    opened = models.DateTimeField(_("vote opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due = models.DateTimeField(_("answers until"), null=True, blank=True)
    closed = models.DateTimeField(_("vote closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text=_("Empty when the calendar closed it."),
    )
    papers_collected = models.PositiveSmallIntegerField(
        _("ballots on paper collected"),
        null=True,
        blank=True,
        help_text=_("Taken from the box by the counting board, the invalid ones included."),
    )

    class Meta:
        verbose_name = _("round of voting")
        verbose_name_plural = _("rounds of voting")
        ordering: ClassVar = ["session", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="voting_round_once", fields=["session", "number"]),
            models.UniqueConstraint(
                name="one_open_round", fields=["session"], condition=Q(closed__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether sheets are taken."""
        return self.closed is None


class RollEntry(models.Model):
    """A member on the roll, frozen when the vote opens.

    It says whether the sheet has come in and how, never what is on it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="roll", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    work_item = models.OneToOneField(
        WorkItem, on_delete=models.PROTECT, null=True, related_name="roll_entry"
    )
    channel = models.CharField(
        _("how the vote is given"), max_length=10, choices=Channel.choices, blank=True
    )
    handed_in = models.DateTimeField(_("handed in"), null=True)
    lapsed = models.DateTimeField(
        _("seat ended"), null=True, help_text=_("The seat ended while the vote was open.")
    )
    was_present = models.BooleanField(
        _("present"), default=False, help_text=_("In the room or connected at the closing.")
    )

    class Meta:
        verbose_name = _("member on the roll")
        verbose_name_plural = _("roll")
        ordering: ClassVar = ["person__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="on_the_roll_once", fields=["round", "person"])
        ]
        indexes: ClassVar = [models.Index(fields=["user", "round"], name="roll_of_user")]

    def __str__(self) -> str:
        return str(self.person)


class Urn(models.Model):
    """Every secret sheet of a round, shuffled and sealed together, always of one size.

    Handing in opens the urn, adds a sheet, shuffles and seals it anew: no sheet has a row, a place, a
    number or a time of its own. The key is sealed with the vault's, which is not in the
    database, and is wiped at the closing.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="urn")
    sealed = models.BinaryField()
    key = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("urn")
        verbose_name_plural = _("urns")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.round)


class CountedCode(models.Model):
    """The check code of a sheet that was counted: it stands beside no choice and no name."""

    code = models.CharField(_("check code"), max_length=20, primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="codes")
    channel = models.CharField(_("how"), max_length=10, choices=Channel.choices)

    class Meta:
        verbose_name = _("counted code")
        verbose_name_plural = _("counted codes")
        ordering: ClassVar = ["code"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.code
