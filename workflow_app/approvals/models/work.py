"""Work items: one row for every duty that somebody has now."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.enums import Priority, WorkState

from .dossiers import Dossier

IN_ORDER = ("due", "-priority", "id")
"""The order of the worklist, which the indexes of open duties are walked in."""


class WorkItem(models.Model):
    """A duty (việc cần làm): written in the same transaction as what it stands for.

    It is addressed to a desk (whoever holds it now) or to one person, never both. `kind` names
    the errand ("plan.sign", "vote"); `source_id` is the row that the errand is about in the room
    that registered the kind, for errands that have no dossier (a voting sheet of a session).
    """

    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=300)
    dossier = models.ForeignKey(
        Dossier,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_items",
        db_index=False,
    )
    dossier_kind = models.CharField(max_length=30, blank=True)
    task = models.OneToOneField(
        "viewflow.Task", on_delete=models.PROTECT, null=True, related_name="work_item"
    )
    source_id = models.PositiveBigIntegerField(null=True)
    desk = models.ForeignKey(
        "organization.Desk",
        on_delete=models.PROTECT,
        null=True,
        related_name="work_items",
        db_index=False,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="work_items",
        db_index=False,
    )
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.OPEN)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    opened = models.DateTimeField()
    due = models.DateTimeField()
    reminded = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    claimed_at = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    search_text = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        ordering: ClassVar = ["due", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="work_for_a_desk_or_a_person",
                condition=Q(desk__isnull=False, user__isnull=True)
                | Q(desk__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(
                name="work_closes_once",
                condition=Q(state="open", closed__isnull=True)
                | (~Q(state="open") & Q(closed__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["desk", *IN_ORDER], name="work_open_desk", condition=Q(state="open")
            ),
            models.Index(
                fields=["user", *IN_ORDER],
                name="work_open_user",
                condition=Q(state="open", user__isnull=False),
            ),
            models.Index(
                fields=["desk", *IN_ORDER],
                name="work_taken_desk",
                condition=Q(closed__isnull=True, claimed_by__isnull=False),
            ),
            models.Index(
                fields=["desk", "kind", *IN_ORDER],
                name="work_open_kind",
                condition=Q(state="open"),
            ),
            # That the dossier is there says nothing new about duties of a dossier, and keeps
            # PostgreSQL from walking all open duties in this order, where desks are asked for.
            models.Index(
                fields=["dossier"],
                name="work_open_dossier",
                condition=Q(state="open", dossier__isnull=False),
            ),
            # For the sweep alone, which says both that a duty is open and that it is not closed. Told
            # as one of the others is, it looked cheaper to PostgreSQL than the desks of one person.
            models.Index(
                fields=["due"],
                name="work_open_due",
                condition=Q(state="open", closed__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.subject}"

    @property
    def is_open(self) -> bool:
        """Whether the duty still waits."""
        return self.state == WorkState.OPEN
