"""Proposals: which seats of a body shall change, what was found, asked and reported on the way."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from personnel.enums import AuthorityAnswer, ChangeKind, ChangeResult, CheckName, Support
from workflow_app.approvals.models import Dossier, Revision
from workflow_app.organization.enums import SeatPost
from workflow_app.organization.models import Body, Delegation, Mandate, Person, Seat, Term


def new_uid() -> str:
    """Return the identifier by which a change is known in revisions and ballots."""
    return uuid.uuid4().hex[:12]


class Proposal(models.Model):
    """The content of a personnel dossier while its unit works on it."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="proposal")
    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("body whose seats change"),
    )
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("term")
    )
    reason = models.TextField(_("reason"), blank=True)
    effective_on = models.DateField(_("in effect from"), null=True, blank=True)
    vetted = models.JSONField(
        _("what the vetting found"),
        null=True,
        blank=True,
        help_text=_("The checks as they stood when the personnel department passed the proposal."),
    )
    obstacle = models.TextField(
        _("what stands in the way"),
        blank=True,
        help_text=_("Why the seats could not change on their day; tried again until it is gone."),
    )
    edited = models.DateTimeField(_("last edited"), auto_now=True)

    class Meta:
        verbose_name = _("personnel proposal")
        verbose_name_plural = _("personnel proposals")
        ordering: ClassVar = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.dossier)

    def get_absolute_url(self) -> str:
        """Return the page of the dossier."""
        return self.dossier.get_absolute_url()


_LEAVES = Q(leaving__isnull=False)
_ENTERS = Q(entering__isnull=False)
_PEOPLE_BY_KIND = (
    Q(kind__in=("add", "introduce", "re_elect")) & ~_LEAVES & _ENTERS
    | Q(kind="replace") & _LEAVES & _ENTERS
    | Q(kind__in=("release", "remove", "change_post")) & _LEAVES & ~_ENTERS
    | Q(kind="consolidate") & (_LEAVES | _ENTERS)
)


class Change(models.Model):
    """One change of a proposal: who leaves, who enters, which seat, and what was decided."""

    uid = models.CharField(max_length=12, default=new_uid, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="changes")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=ChangeKind.choices)
    leaving = models.ForeignKey(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who leaves"),
    )
    entering = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed_in",
        verbose_name=_("who enters"),
    )
    seat = models.ForeignKey(
        Seat,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seat"),
    )
    post = models.CharField(_("post"), max_length=20, choices=SeatPost.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    support = models.CharField(
        _("opinion of the Standing Committee"), max_length=13, choices=Support.choices, blank=True
    )
    result = models.CharField(
        _("result"), max_length=8, choices=ChangeResult.choices, blank=True, default=""
    )
    applied_on = models.DateField(_("in effect since"), null=True, blank=True)
    opened = models.OneToOneField(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opened_by_change",
        verbose_name=_("mandate that it opened"),
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering: ClassVar = ["proposal", "order", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(name="change_people_by_kind", condition=_PEOPLE_BY_KIND),
            models.CheckConstraint(
                name="change_of_post_names_it", condition=~Q(kind="change_post") | ~Q(post="")
            ),
            models.CheckConstraint(
                name="only_adopted_changes_apply",
                condition=Q(applied_on__isnull=True) | Q(result="adopted"),
            ),
            models.CheckConstraint(
                name="a_mandate_opens_with_effect",
                condition=Q(opened__isnull=True) | Q(applied_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="leaves_once_per_proposal", fields=["proposal", "leaving"]
            ),
            models.UniqueConstraint(
                name="enters_once_per_proposal", fields=["proposal", "entering"]
            ),
            models.UniqueConstraint(name="seat_once_per_proposal", fields=["proposal", "seat"]),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["proposal"],
                name="change_not_yet_applied",
                condition=Q(result="adopted", applied_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.uid}"

    @property
    def post_in_question(self) -> str:
        """The post it gives or takes: named, or that of the seat, or of the mandate that ends."""
        seat_of_leaving = self.leaving.seat if self.leaving is not None else None
        given = self.post or (self.seat.post if self.seat is not None else "")
        return given or (seat_of_leaving.post if seat_of_leaving else "") or SeatPost.MEMBER

    @property
    def person(self) -> Person | None:
        """Whom it is about: who enters, else who leaves."""
        if self.entering is not None:
            return self.entering
        return self.leaving.person if self.leaving is not None else None

    @property
    def person_to_seat(self) -> Person | None:
        """Who sits on a seat by it: who enters, or who changes from one post to another."""
        if self.kind == ChangeKind.CHANGE_POST:
            return self.leaving.person if self.leaving is not None else None
        return self.entering


class Override(models.Model):
    """An empowered officer lets a change go on against a check, on one revision, with a reason.

    `uid` names the change in that revision: a later draft may leave the change out, the override
    stays.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="overrides")
    uid = models.CharField(max_length=12)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    check_name = models.CharField(_("check"), max_length=12, choices=CheckName.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        Delegation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    authority = models.CharField(_("acting as"), max_length=300, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("override of a check")
        verbose_name_plural = _("overrides of checks")
        ordering: ClassVar = ["pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="override_once", fields=["revision", "uid", "check_name"]),
            models.CheckConstraint(name="override_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_check_name_display()} · {self.uid}"


class OutsideOpinion(models.Model):
    """The prior opinion of an authority outside: the paper sent, until when, the paper received."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="outside_opinions"
    )
    revision = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("What the authority was asked about."),
    )
    authority = models.CharField(_("authority"), max_length=200)
    sent_notation = models.CharField(_("number of the paper sent"), max_length=60)
    sent_on = models.DateField(_("sent on"))
    due = models.DateField(_("answer expected by"))
    received_notation = models.CharField(
        _("number of the paper received"), max_length=60, blank=True
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    answer = models.CharField(
        _("answer"), max_length=13, choices=AuthorityAnswer.choices, blank=True
    )
    note = models.TextField(_("what it says"), blank=True)

    class Meta:
        verbose_name = _("opinion of an authority")
        verbose_name_plural = _("opinions of authorities")
        ordering: ClassVar = ["sent_on", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outside_answer_with_its_day",
                condition=Q(received_on__isnull=True, answer="")
                | (Q(received_on__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="outside_answer_after_question",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="outside_due_after_question", condition=Q(due__gte=F("sent_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.sent_notation}"

    @property
    def days(self) -> int:
        """How many days the answer took, or has been waited for until today."""
        return ((self.received_on or timezone.localdate()) - self.sent_on).days


class Report(models.Model):
    """The report of the change to the competent authority: owed with the issue, then sent."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="report")
    due = models.DateField(_("due"))
    authority = models.CharField(_("authority"), max_length=200, blank=True)
    sent_notation = models.CharField(_("number of the paper sent"), max_length=60, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)

    class Meta:
        verbose_name = _("report to the authority")
        verbose_name_plural = _("reports to the authority")
        ordering: ClassVar = ["due"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="report_sent_with_its_number",
                condition=Q(sent_on__isnull=True, sent_notation="")
                | (Q(sent_on__isnull=False) & ~Q(sent_notation="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.due}"


class Hearing(models.Model):
    """A proposal came before a body: from then on that body's members may know of it."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="hearings", db_index=False
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("proposal before a body")
        verbose_name_plural = _("proposals before bodies")
        ordering: ClassVar = ["since", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="heard_once_per_body", fields=["proposal", "body"])
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.body}"
