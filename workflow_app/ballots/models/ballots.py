"""What is voted on: items of an agenda, their options, recusals, and the votes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.models import Dossier, Revision
from workflow_app.ballots.enums import (
    Choice,
    InterestState,
    Method,
    Result,
    Secrecy,
    Spoilt,
)
from workflow_app.ballots.rules import DecisionRule
from workflow_app.organization.models import Person

from .rounds import RollEntry, Round
from .sessions import Session

PRESIDIUM_STEP = "presidium"


class Ballot(models.Model):
    """One item of an agenda: a vote on a dossier's revision, by the rule as it stood at opening.

    A second run is a ballot of its own, on the options that were left open.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="ballots", db_index=False
    )
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="ballots"
    )
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="ballots")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="ballots", db_index=False
    )
    step = models.CharField(_("step"), max_length=40, default=PRESIDIUM_STEP)
    order = models.PositiveSmallIntegerField(_("order"))
    in_group = models.BooleanField(
        _("voted on in the group"),
        default=False,
        help_text=_("One choice for all items of the group; any member may choose apart."),
    )
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next"
    )
    method = models.CharField(
        _("method"), max_length=8, choices=Method.choices, default=Method.APPROVE
    )
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    secrecy = models.CharField(
        _("secrecy"), max_length=6, choices=Secrecy.choices, default=Secrecy.OPEN
    )
    rule = models.JSONField(
        _("rule"), null=True, help_text=_("The decision rule, frozen when the vote opens.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=255, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=_("Who had the final say after the last run."),
    )
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
            models.CheckConstraint(
                name="election_has_seats", condition=~Q(method="elect") | Q(seats__gte=1)
            ),
        ]
        indexes: ClassVar = [
            # Few ballots are further runs. Of an index that is full of nothing SQLite learns that
            # it finds nothing quickly, and reads all ballots for each item of an agenda.
            models.Index(
                fields=["previous"],
                name="ballot_further_run",
                condition=Q(previous__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.dossier.code}"

    @property
    def decision_rule(self) -> DecisionRule:
        """The rule that was frozen when the vote opened; ValueError before that."""
        if self.rule is None:
            raise ValueError("a ballot takes its rule when the vote opens")
        return DecisionRule.from_data(self.rule, self.legal_basis)

    @property
    def was_broken_off(self) -> bool:
        """Whether its vote was opened and ended without a count."""
        return self.result == Result.REMOVED and self.round_id is not None


class Option(models.Model):
    """One thing that gets a yes, a no or nothing: the dossier, one of its changes, a candidate."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, related_name="options", db_index=False
    )
    key = models.CharField(
        max_length=40, blank=True, help_text=_("What the feature calls it; empty for the whole.")
    )
    label = models.CharField(_("what is voted on"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("candidate"),
        db_index=False,
    )
    is_favoured = models.BooleanField(
        _("goes first in a tie"),
        default=False,
        help_text=_("A woman, or a collective with at least 70 % women (NĐ 152/2025, Điều 4)."),
    )
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, blank=True)
    figures = models.JSONField(
        _("figures"), null=True, help_text=_("The count, written once when the vote closes.")
    )

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering: ClassVar = ["ballot", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="option_once", fields=["ballot", "key"])
        ]

    def __str__(self) -> str:
        return self.label


class Interest(models.Model):
    """What a member declared about an item: no interest, or one that recuses them.

    No row means that they were not asked; that is a third thing. An interest in one option alone (a
    candidate) leaves the member the others.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="interests")
    option = models.ForeignKey(
        Option, on_delete=models.PROTECT, null=True, blank=True, related_name="interests"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(_("declared"), max_length=8, choices=InterestState.choices)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text=_("Empty when the rule itself recuses: nobody votes on what they signed."),
    )
    declared = models.DateTimeField(_("declared at"))

    class Meta:
        verbose_name = _("declaration of interest")
        verbose_name_plural = _("declarations of interest")
        ordering: ClassVar = ["ballot", "person__sort_key", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="declared_once_per_item",
                fields=["ballot", "person"],
                condition=Q(option__isnull=True),
            ),
            models.UniqueConstraint(
                name="declared_once_per_option",
                fields=["option", "person"],
                condition=Q(option__isnull=False),
            ),
            models.CheckConstraint(
                name="interest_has_a_reason", condition=~Q(state="declared") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.ballot}"


class Vote(models.Model):
    """A named vote. A secret one never comes into this table."""

    option = models.ForeignKey(
        Option, on_delete=models.PROTECT, related_name="votes", db_index=False
    )
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("choice"), max_length=7, choices=Choice.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_vote_per_member", fields=["option", "entry"])
        ]

    def __str__(self) -> str:
        return f"{self.option} · {self.get_choice_display()}"


class CountedVote(models.Model):
    """A secret vote as it came out of the urn: a random name, an option, a choice, no more.

    Written all at once when the urn is opened, in the order of the random names. Nothing says which
    votes were on one sheet (a member could be told to mark theirs by a pattern), nor which came
    on paper (two paper sheets would tell what two people said).
    """

    name = models.CharField(max_length=32, primary_key=True)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="counted")
    choice = models.CharField(_("choice"), max_length=7, choices=[*Choice.choices, *Spoilt.choices])

    class Meta:
        verbose_name = _("counted vote")
        verbose_name_plural = _("counted votes")
        ordering: ClassVar = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.option} · {self.choice}"
