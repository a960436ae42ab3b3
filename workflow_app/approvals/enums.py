"""Where a dossier is, what people answer, and how urgent a duty is."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a dossier is. The order is the way of a dossier that meets no obstacle."""

    DRAFTING = "drafting", _("Being drafted")
    SIGNING = "signing", _("Waiting for signature")
    CONSULTING = "consulting", _("In the cluster's review")
    ENDORSING = "endorsing", _("With the head of the cluster")
    APPRAISING_CONTENT = "appraising_content", _("Content being appraised")
    APPRAISING_FORM = "appraising_form", _("Form being appraised")
    DECIDING = "deciding", _("Before the deciding body")
    ISSUING = "issuing", _("Waiting for number and issue")
    ADOPTED = "adopted", _("Adopted and issued")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")

    final_stages = nonmember(("adopted", "rejected", "cancelled"))
    editable_stages = nonmember(("drafting",))
    withdrawable_stages = nonmember(("signing", "consulting", "endorsing"))

    @property
    def rank(self) -> int:
        """Position on the way; the furthest one reached decides who has seen the dossier."""
        return list(Stage).index(self)


class Outcome(models.TextChoices):
    """What somebody decided at a step; flows name their edges by it."""

    SUBMITTED = "submitted", _("Submitted for signature")
    SIGNED = "signed", _("Signed")
    CONSULTED = "consulted", _("Opinions collected")
    ENDORSED = "endorsed", _("Endorsed by the cluster")
    APPRAISED = "appraised", _("Appraised as ready")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    ISSUED = "issued", _("Issued")
    RETURNED = "returned", _("Returned for rework")
    RETURNED_TO_CONTENT = "returned_to_content", _("Returned to the content appraiser")
    RETURNED_TO_CLUSTER = "returned_to_cluster", _("Returned to the head of the cluster")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    CANCELLED = "cancelled", _("Cancelled")

    needs_reason = nonmember(
        (
            "returned",
            "returned_to_content",
            "returned_to_cluster",
            "rejected",
            "withdrawn",
            "cancelled",
        )
    )
    sends_back = nonmember(("returned", "returned_to_content", "returned_to_cluster", "withdrawn"))


class WorkState(models.TextChoices):
    """State of a duty."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


class Priority(models.IntegerChoices):
    """How urgent a duty is; the worklist puts urgent duties first within a day."""

    NORMAL = 0, _("Normal")
    URGENT = 10, _("Urgent")


class OpinionState(models.TextChoices):
    """State of one unit's part in a consultation."""

    INVITED = "invited", _("Not yet answered")
    GIVEN = "given", _("Answered")
    LAPSED = "lapsed", _("No opinion by the due date")
    EXCUSED = "excused", _("Excused")


class Stance(models.TextChoices):
    """What a unit says of another unit's dossier."""

    AGREE = "agree", _("Agree")
    AGREE_WITH_COMMENTS = "agree_with_comments", _("Agree with comments")
    OBJECT = "object", _("Object")


class RoundState(models.TextChoices):
    """State of a consultation round."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    STOPPED = "stopped", _("Stopped")


class Answer(models.TextChoices):
    """What the drafter made of a comment."""

    ACCEPTED = "accepted", _("Taken on board")
    EXPLAINED = "explained", _("Explained")
