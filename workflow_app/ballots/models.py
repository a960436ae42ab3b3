"""Sessions of bodies: agenda, frozen roll, ballots and votes.

The tables also fit secret ballots: a vote may carry no voter, and whether somebody has handed
in stands on the roll, apart from the votes.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.models import Dossier, Revision, WorkItem
from workflow_app.organization.models import Body, Mandate, Person, Term

from .enums import Choice, Denominator, Result, Secrecy, SessionMode, SessionState


class Session(models.Model):
    """A body comes together to decide."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("body")
    )
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("term")
    )
    title = models.CharField(_("title"), max_length=200)
    mode = models.CharField(
        _("how"), max_length=10, choices=SessionMode.choices, default=SessionMode.HYBRID
    )
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices, default=SessionState.PLANNED
    )
    opened = models.DateTimeField(_("vote opened"), null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed = models.DateTimeField(_("vote closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering: ClassVar = ["-held_on", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the session's page."""
        return reverse("ballots:session", args=[self.pk])


class Ballot(models.Model):
    """One vote on one dossier's revision, with the rule it is judged by as it stood at opening."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="ballots", db_index=False
    )
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="ballots")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="ballots", db_index=False
    )
    order = models.PositiveSmallIntegerField(_("order"))
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    secrecy = models.CharField(
        _("secrecy"), max_length=6, choices=Secrecy.choices, default=Secrecy.OPEN
    )
    quorum = models.JSONField(_("quorum"), null=True)
    threshold = models.JSONField(_("threshold"), null=True)
    denominator = models.CharField(
        _("of"), max_length=12, choices=Denominator.choices, default=Denominator.ALL_MEMBERS
    )
    legal_basis = models.CharField(_("legal basis"), max_length=255, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, blank=True)
    figures = models.JSONField(
        _("figures"), null=True, help_text=_("The count, written once when the vote closes.")
    )
    reason = models.TextField(_("reason"), blank=True)
    resumed = models.DateTimeField(
        null=True, help_text=_("When the dossier went on with the result.")
    )

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering: ClassVar = ["session", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ballot_once_per_session", fields=["session", "dossier", "run"]
            ),
            models.UniqueConstraint(
                name="dossier_on_one_agenda", fields=["dossier"], condition=Q(result="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.dossier.code}"


class RollEntry(models.Model):
    """A member on the roll, frozen when the vote opens."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="roll", db_index=False
    )
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
    handed_in = models.DateTimeField(_("handed in"), null=True)

    class Meta:
        verbose_name = _("member on the roll")
        verbose_name_plural = _("roll")
        ordering: ClassVar = ["person__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="on_the_roll_once", fields=["session", "person"])
        ]
        indexes: ClassVar = [models.Index(fields=["user", "session"], name="roll_of_user")]

    def __str__(self) -> str:
        return str(self.person)


class Recusal(models.Model):
    """A member who does not vote on one item and leaves its denominator."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="recusals")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(_("reason"), max_length=255)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints: ClassVar = [
            models.UniqueConstraint(name="recused_once", fields=["ballot", "entry"])
        ]

    def __str__(self) -> str:
        return f"{self.entry} · {self.ballot}"


class Vote(models.Model):
    """One vote. In an open vote it names its voter; in a secret one it never will."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, null=True, related_name="votes")
    choice = models.CharField(_("choice"), max_length=7, choices=Choice.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_vote_per_member",
                fields=["ballot", "entry"],
                condition=Q(entry__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ballot} · {self.get_choice_display()}"
