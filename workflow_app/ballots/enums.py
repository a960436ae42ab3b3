"""Sessions, ballots and choices."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _

BALLOT_STEP = "presidium"
"""The step of a flow that waits for a body's vote."""


class SessionState(models.TextChoices):
    """State of a session."""

    PLANNED = "planned", _("Being prepared")
    VOTING = "voting", _("Vote open")
    CLOSED = "closed", _("Vote closed")
    CANCELLED = "cancelled", _("Cancelled")


class SessionMode(models.TextChoices):
    """How the members come together."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Secrecy(models.TextChoices):
    """Whether votes carry names."""

    OPEN = "open", _("Open vote")
    SECRET = "secret", _("Secret ballot")


class Choice(models.TextChoices):
    """What a member can say."""

    YES = "yes", _("In favour")
    NO = "no", _("Against")
    ABSTAIN = "abstain", _("No opinion")


class Result(models.TextChoices):
    """What came out."""

    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Not adopted")
    NO_QUORUM = "no_quorum", _("No quorum, no decision")
    RETURNED = "returned", _("Returned for rework")
    REMOVED = "removed", _("Taken off the agenda")
    TIED = "tied", _("Tie at the last seat")
    PASSED_OVER = "beyond", _("Passed, beyond the seats")

    dropped = nonmember(("returned", "removed"))
    counted = nonmember(("adopted", "rejected", "no_quorum"))


class Denominator(models.TextChoices):
    """Of whom the threshold is a share."""

    ALL_MEMBERS = "all_members", _("all members")
    CONVENED = "convened", _("members convened")
    PRESENT = "present", _("members taking part")
    CAST = "cast", _("votes cast")


class Abstention(models.TextChoices):
    """What becomes of those who handed in without an opinion."""

    AGAINST = "against", _("stay in the number the share is taken of")
    LEFT_OUT = "left_out", _("leave the number the share is taken of")


class TieRule(models.TextChoices):
    """Who gets the last seat when several have the same votes."""

    SECOND_RUN = "second_run", _("a second ballot among them")
    CHAIR = "chair", _("the chair's vote decides")
    WOMEN_THEN_CHAIR = (
        "women_then_chair",
        _("women, or collectives of at least 70 % women, first; then the chair's vote"),
    )
    NOBODY = "nobody", _("none of them")


class FinalSay(models.TextChoices):
    """Who decides what the last ballot leaves open."""

    NOBODY = "nobody", _("nobody: it is not adopted")
    CHAIR = "chair", _("the chair")
    OFFICER = "officer", _("the officer who is competent for it")
    CLUSTER_HEADS = "cluster_heads", _("the head and the deputy head of the cluster")


class NextStep(models.TextChoices):
    """What follows a ballot."""

    NOTHING = "nothing", _("Nothing is left open")
    SECOND_RUN = "second_run", _("Another ballot")
    FINAL_SAY = "final_say", _("Somebody has the last word")
