"""Sessions, ballots and choices."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionState(models.TextChoices):
    """State of a session."""

    PLANNED = "planned", _("Being prepared")
    CONVENED = "convened", _("Convened")
    SITTING = "sitting", _("In session")
    VOTING = "voting", _("Vote open")
    CLOSED = "closed", _("Vote closed")
    CANCELLED = "cancelled", _("Cancelled")

    preparing = nonmember(("planned", "convened", "sitting"))
    before = nonmember(("planned", "convened"))


class SessionMode(models.TextChoices):
    """How the members come together."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")
    WRITTEN = "written", _("Asked in writing")

    joined_by_link = nonmember(("online", "hybrid"))


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
    TIED = "tied", _("Still open")
    PASSED_OVER = "beyond", _("Passed, beyond the seats")

    dropped = nonmember(("returned", "removed"))
    counted = nonmember(("adopted", "rejected", "no_quorum"))


class Denominator(models.TextChoices):
    """Of whom the threshold is a share."""

    ALL_MEMBERS = "all_members", _("all members")
    CONVENED = "convened", _("members convened")
    PRESENT = "present", _("members taking part")
    CAST = "cast", _("votes cast")


class Presence(models.TextChoices):
    """How a member takes part in a meeting."""

    IN_ROOM = "in_room", _("In the room")
    ONLINE = "online", _("Online")


class Channel(models.TextChoices):
    """How a vote is given."""

    SYSTEM = "system", _("In the system")
    PAPER = "paper", _("On paper")


class Method(models.TextChoices):
    """What the options of an item are to each other."""

    APPROVE = "approve", _("Each is adopted or not")
    ELECT = "elect", _("The highest get the seats")


class InterestState(models.TextChoices):
    """What a member declared. Who was not asked has no row."""

    NONE = "none", _("No interest declared")
    DECLARED = "declared", _("Interest declared")


class Spoilt(models.TextChoices):
    """What a paper sheet can be besides a choice."""

    INVALID = "invalid", _("Invalid")


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
