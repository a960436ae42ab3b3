"""Kinds of activity, levels of guests, states of a campaign."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.enums import Stage

PLAN_STAGES = (
    Stage.DRAFTING,
    Stage.SIGNING,
    Stage.CONSULTING,
    Stage.ENDORSING,
    Stage.APPRAISING_CONTENT,
    Stage.APPRAISING_FORM,
    Stage.DECIDING,
    Stage.ISSUING,
    Stage.ADOPTED,
    Stage.REJECTED,
    Stage.CANCELLED,
)
"""The stages of a plan, in the order of its way; other kinds of dossier have others."""
PLAN_STAGE_CHOICES = [(stage.value, stage.label) for stage in PLAN_STAGES]


class ActivityKind(models.TextChoices):
    """The groups in which VUFO's plans and reports count activities."""

    OUTGOING = "outgoing", _("Outgoing delegation")
    INCOMING = "incoming", _("Incoming delegation")
    CONFERENCE = "conference", _("International conference, seminar")
    ANNIVERSARY = "anniversary", _("Anniversary, friendship meeting")
    AID = "aid", _("Foreign NGO aid")
    INFORMATION = "information", _("External information")
    RESEARCH = "research", _("Research and advice")
    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Conference, meeting")
    DOMESTIC_VISIT = "domestic_visit", _("Working visit in the country")
    ORGANISATION = "organisation", _("Organisation, strengthening the system")
    EMULATION = "emulation", _("Emulation")
    INTERNAL = "internal", _("Internal work")
    OTHER = "other", _("Other")

    delegations = nonmember(("outgoing", "incoming"))


class GuestLevel(models.TextChoices):
    """The level of the highest foreign guest; ministers and above need the Prime Minister."""

    NONE = "", _("No foreign guest")
    STATE = "state", _("Head of state or government")
    MINISTER = "minister", _("Minister or equivalent")
    AMBASSADOR = "ambassador", _("Ambassador, vice minister")
    LOCAL = "local", _("Provincial or city leader")
    PEOPLE = "people", _("People's organisation, expert")

    prime_minister_levels = nonmember(("state", "minister"))


class CampaignState(models.TextChoices):
    """State of a planning campaign."""

    PREPARED = "prepared", _("Being prepared")
    OPENING = "opening", _("Being opened")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
