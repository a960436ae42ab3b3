"""A session of a body: when and how it meets, who is there, who counts."""

from typing import TYPE_CHECKING, Any, ClassVar, Optional

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.ballots.enums import Presence, SessionMode, SessionState
from workflow_app.organization.models import Body, Mandate, Person, Term

if TYPE_CHECKING:
    from .rounds import RollEntry, Round


class Session(models.Model):
    """A body comes together to decide, or is asked in writing until a day.

    What it votes on, and when, are its rounds; what it decides, its ballots.
    """

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
    begins = models.TimeField(_("begins at"), null=True, blank=True)
    due = models.DateTimeField(
        _("answers until"),
        null=True,
        blank=True,
        help_text=_("End of a written consultation."),
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link of the online meeting"), max_length=500, blank=True)
    chair = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair of the session"),
        db_index=False,
    )
    secretary = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secretary of the session"),
        db_index=False,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices, default=SessionState.PLANNED
    )
    convened = models.DateTimeField(_("members convened"), null=True, blank=True)
    started = models.DateTimeField(_("began"), null=True, blank=True)
    ended = models.DateTimeField(_("ended"), null=True, blank=True)
    announced = models.DateTimeField(_("results announced"), null=True, blank=True)
    cancelled = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_because = models.CharField(_("why it is cancelled"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering: ClassVar = ["-held_on", "-pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="written_consultation_has_an_end",
                condition=~Q(mode="written") | Q(due__isnull=False),
            ),
            models.CheckConstraint(
                name="cancelled_with_a_reason",
                condition=~Q(state="cancelled")
                | (Q(cancelled__isnull=False) & ~Q(cancelled_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the session's page."""
        return reverse("ballots:session", args=[self.pk])

    @property
    def is_written(self) -> bool:
        """Whether the members are asked in writing and do not meet."""
        return self.mode == SessionMode.WRITTEN

    @property
    def round(self) -> Optional["Round"]:
        """The newest round of voting: the open one if a vote is open. One statement."""
        return self.rounds.order_by("-number").first()

    @property
    def roll(self) -> "models.QuerySet[RollEntry]":
        """The roll of the newest round; empty before the first."""
        entries: Any = apps.get_model("ballots", "RollEntry")  # rounds point at sessions
        newest = self.rounds.order_by("-number").values("pk")[:1]
        roll: models.QuerySet[RollEntry] = entries.objects.filter(round=models.Subquery(newest))
        return roll


class ChairChange(models.Model):
    """Somebody else took the chair while the session sat; it stands in the minutes."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="chair_changes")
    before = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    after = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=255)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("change of the chair")
        verbose_name_plural = _("changes of the chair")
        ordering: ClassVar = ["session", "at", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="chair_is_somebody_else",
                condition=Q(before__isnull=True) | ~Q(before=F("after")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.after} · {self.session}"


class Attendance(models.Model):
    """A member's stay at a meeting. Whoever leaves and comes back has two of them.

    Without an arrival it is an announced absence with its reason.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendance")
    presence = models.CharField(_("how"), max_length=10, choices=Presence.choices, blank=True)
    arrived = models.DateTimeField(_("arrived"), null=True, blank=True)
    left = models.DateTimeField(_("left"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering: ClassVar = ["session", "person__sort_key", "arrived", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_stay", fields=["session", "person"], condition=Q(left__isnull=True)
            ),
            models.CheckConstraint(
                name="stay_in_order",
                condition=Q(left__isnull=True)
                | (Q(arrived__isnull=False) & Q(left__gte=F("arrived"))),
            ),
            models.CheckConstraint(
                name="present_somehow", condition=Q(arrived__isnull=True) | ~Q(presence="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"


class BoardMember(models.Model):
    """One of the three to five who count a secret ballot (ban kiểm phiếu)."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="board", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_head = models.BooleanField(_("head of the board"), default=False)

    class Meta:
        verbose_name = _("member of the counting board")
        verbose_name_plural = _("counting board")
        ordering: ClassVar = ["session", "-is_head", "person__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="on_the_board_once", fields=["session", "person"]),
            models.UniqueConstraint(
                name="one_head_of_the_board", fields=["session"], condition=Q(is_head=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
