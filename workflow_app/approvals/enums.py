"""Where a dossier is, what people answer, and how urgent a duty is."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a dossier is. The order is the way of a dossier that meets no obstacle."""

    DRAFTING = "drafting", _("Being drafted")
    SIGNING = "signing", _("Waiting for signature")
    SCORING = "scoring", _("Being scored by the cluster")
    CONSULTING = "consulting", _("In the cluster's review")
    RANKING = "ranking", _("Waiting for the cluster's choice")
    CLUSTER_MEETING = "cluster_meeting", _("Before the cluster's meeting")
    ENDORSING = "endorsing", _("With the head of the cluster")
    VETTING = "vetting", _("Being vetted by the personnel department")
    APPRAISING_CONTENT = "appraising_content", _("Content being appraised")
    APPRAISING_FORM = "appraising_form", _("Form being appraised")
    PRIOR_OPINION = "prior_opinion", _("Waiting for the authority's prior opinion")
    PUBLISHED = "published", _("Published for comment")
    OBJECTIONS = "objections", _("Objections being heard")
    STANDING_COMMITTEE = "standing_committee", _("Before the Standing Committee")
    COUNCIL = "council", _("Before the council")
    DECIDING = "deciding", _("Before the deciding body")
    ISSUING = "issuing", _("Waiting for number and issue")
    REPORTING = "reporting", _("To be reported to the authority")
    WAITING_FOR_EFFECT = "waiting_for_effect", _("Issued, not yet in effect")
    HANDING_OVER = "handing_over", _("To be handed over")
    RECOVERING = "recovering", _("To be recovered")
    ADOPTED = "adopted", _("Adopted and issued")
    CONCLUDED = "concluded", _("Concluded")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")

    final_stages = nonmember(("adopted", "concluded", "rejected", "cancelled"))
    editable_stages = nonmember(("drafting",))
    withdrawable_stages = nonmember(("signing", "scoring", "consulting", "endorsing"))
    before_a_body = nonmember(("cluster_meeting", "standing_committee", "council", "deciding"))
    """A body votes, and the dossier waits for it."""
    without_desk = nonmember(
        ("scoring", "consulting", "ranking", "published", "waiting_for_effect")
    )
    """The dossier waits for several units or for a day, not for one desk."""

    @property
    def position(self) -> int:
        """Place in the order above, for drawing and sorting; it is stored nowhere."""
        return list(Stage).index(self)

    @property
    def rank(self) -> int:
        """How far a dossier has come; the furthest stage reached decides who has seen it.

        Dossiers store this number, so a number once given never changes. Stages of different
        kinds of dossier may share one: a rank is compared among the stages of one way only.
        """
        return RANKS[self]


RANKS: dict[str, int] = {
    Stage.DRAFTING: 0,
    Stage.SIGNING: 1,
    Stage.SCORING: 2,
    Stage.CONSULTING: 2,
    Stage.ENDORSING: 3,
    Stage.RANKING: 3,
    Stage.CLUSTER_MEETING: 3,
    Stage.APPRAISING_CONTENT: 4,
    Stage.VETTING: 4,
    Stage.PRIOR_OPINION: 4,
    Stage.APPRAISING_FORM: 5,
    Stage.PUBLISHED: 5,
    Stage.OBJECTIONS: 5,
    Stage.STANDING_COMMITTEE: 5,
    Stage.COUNCIL: 5,
    Stage.DECIDING: 6,
    Stage.ISSUING: 7,
    Stage.REPORTING: 7,
    Stage.WAITING_FOR_EFFECT: 7,
    Stage.HANDING_OVER: 7,
    Stage.RECOVERING: 7,
    Stage.ADOPTED: 8,
    Stage.CONCLUDED: 8,
    Stage.REJECTED: 9,
    Stage.CANCELLED: 10,
}


class Outcome(models.TextChoices):
    """What somebody decided at a step; flows name their edges by it."""

    SUBMITTED = "submitted", _("Submitted for signature")
    SIGNED = "signed", _("Signed")
    CONSULTED = "consulted", _("Opinions collected")
    SCORED = "scored", _("Scored by the cluster")
    ENDORSED = "endorsed", _("Endorsed by the cluster")
    NOMINATED = "nominated", _("Nominated by the cluster")
    NOT_NOMINATED = "not_nominated", _("Not nominated by the cluster")
    APPRAISED = "appraised", _("Appraised as ready")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    ISSUED = "issued", _("Issued")
    OPINION_RECEIVED = "opinion_received", _("Prior opinion received")
    REPORTED = "reported", _("Reported to the authority")
    TOOK_EFFECT = "took_effect", _("Took effect")
    PUBLICATION_ENDED = "publication_ended", _("Time for comments over")
    OBJECTIONS_DISMISSED = "objections_dismissed", _("Objections dismissed")
    OBJECTION_UPHELD = "objection_upheld", _("Objection upheld")
    HANDED_OVER = "handed_over", _("Handed over")
    RECOVERED = "recovered", _("Recovered")
    RETURNED = "returned", _("Returned for rework")
    RETURNED_TO_CONTENT = "returned_to_content", _("Returned to the content appraiser")
    RETURNED_TO_CLUSTER = "returned_to_cluster", _("Returned to the head of the cluster")
    RETURNED_TO_VETTING = "returned_to_vetting", _("Returned to the personnel department")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    CANCELLED = "cancelled", _("Cancelled")

    needs_reason = nonmember(
        (
            "returned",
            "returned_to_content",
            "returned_to_cluster",
            "returned_to_vetting",
            "rejected",
            "objections_dismissed",
            "objection_upheld",
            "withdrawn",
            "cancelled",
        )
    )
    sends_back = nonmember(
        (
            "returned",
            "returned_to_content",
            "returned_to_cluster",
            "returned_to_vetting",
            "withdrawn",
        )
    )


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
