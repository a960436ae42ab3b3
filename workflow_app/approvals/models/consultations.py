"""The cluster's review: rounds, one opinion per unit, comments and their answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.enums import Answer, OpinionState, RoundState, Stance

from .dossiers import Dossier, Revision
from .work import WorkItem


class ConsultationRound(models.Model):
    """One asking of the cluster about one revision."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="rounds", db_index=False
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="rounds", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("round"))
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    opened = models.DateTimeField()
    due = models.DateTimeField(_("due"))
    closed = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consultation round")
        verbose_name_plural = _("consultation rounds")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="round_number_once", fields=["dossier", "number"]),
            models.UniqueConstraint(
                name="one_open_round_per_dossier", fields=["dossier"], condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier.code} · {self.number}"


class Opinion(models.Model):
    """What one unit says in one round."""

    round = models.ForeignKey(
        ConsultationRound, on_delete=models.PROTECT, related_name="opinions", db_index=False
    )
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="opinions")
    state = models.CharField(
        max_length=10, choices=OpinionState.choices, default=OpinionState.INVITED
    )
    stance = models.CharField(_("opinion"), max_length=20, choices=Stance.choices, blank=True)
    text = models.TextField(_("comments"), blank=True)
    work_item = models.OneToOneField(
        WorkItem, on_delete=models.PROTECT, null=True, related_name="opinion"
    )
    mandate = models.ForeignKey(
        "organization.Mandate",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    delegation = models.ForeignKey(
        "organization.Delegation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    authority = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(null=True)
    excuse = models.CharField(_("reason for excusing"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering: ClassVar = ["unit__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_opinion_per_unit_and_round", fields=["round", "unit"]
            ),
            models.CheckConstraint(
                name="given_opinion_has_a_stance",
                condition=~Q(state="given") | ~Q(stance=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["given_by", "-given_at"],
                name="opinion_given",
                condition=Q(given_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {OpinionState(self.state).label}"


class Comment(models.Model):
    """A remark on a revision, on the whole or on one line, and what the drafter made of it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="comments", db_index=False
    )
    opinion = models.ForeignKey(
        Opinion, on_delete=models.PROTECT, null=True, related_name="comments"
    )
    line = models.CharField(
        max_length=40, blank=True, help_text=_("Identifier of the line; empty for the whole.")
    )
    line_label = models.CharField(max_length=200, blank=True)
    text = models.TextField(_("comment"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author_office = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    answer_text = models.TextField(_("explanation"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
