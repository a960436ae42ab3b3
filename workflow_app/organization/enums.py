"""Roles people hold, duties the roles carry, and how one signs for another."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is within the federation."""

    APEX = "apex", _("Federation")
    CENTRAL_MEMBER = "central_member", _("Central member")
    LOCAL_MEMBER = "local_member", _("Local member")
    DEPARTMENT = "department", _("Department of the Standing Office")

    planning_kinds = nonmember(("central_member", "local_member", "department"))


class UnitFunction(models.TextChoices):
    """What a department does for everybody; one department per function."""

    OFFICE = "office", _("Office (numbers, prints, files)")
    PERSONNEL = "personnel", _("Personnel department")
    INSPECTION = "inspection", _("Inspection")
    LOCAL_AFFAIRS = "local_affairs", _("Local affairs")
    EMULATION = "emulation", _("Award secretariat")


class SuccessionKind(models.TextChoices):
    """How one unit became another."""

    MERGE = "merge", _("Merged into")
    SPLIT = "split", _("Split into")
    RENAME = "rename", _("Renamed to")


class ClusterKind(models.TextChoices):
    """Local unions review each other in clusters; central members may form blocks."""

    CLUSTER = "cluster", _("Cluster")
    BLOCK = "block", _("Emulation block")


class SeatPost(models.TextChoices):
    """The post that a seat of a body carries."""

    CHAIR = "chair", _("President")
    DEPUTY_CHAIR = "deputy_chair", _("Vice President")
    SECRETARY_GENERAL = "secretary_general", _("Secretary General")
    MEMBER = "member", _("Member")


class Duty(models.TextChoices):
    """One thing that somebody may do at one place; guardian permissions carry these names."""

    DRAFT = "draft", _("Draft")
    SIGN = "sign", _("Sign for the unit")
    REVIEW = "review", _("Give the unit's opinion")
    ENDORSE = "endorse", _("Sign for the cluster")
    STAND_IN = "stand_in", _("Sign for the cluster in place of its head")
    APPRAISE_CONTENT = "appraise_content", _("Appraise the content")
    APPRAISE_FORM = "appraise_form", _("Appraise the form")
    ISSUE = "issue", _("Number and issue")
    RUN_CAMPAIGN = "run_campaign", _("Run campaigns")
    INSPECT = "inspect", _("Inspect")
    ADMINISTER = "administer", _("Administer")
    VOTE = "vote", _("Vote")
    PRESIDE = "preside", _("Preside")
    KEEP_MINUTES = "keep_minutes", _("Prepare sessions and keep minutes")

    unit_duties = nonmember(
        (
            "draft",
            "sign",
            "review",
            "appraise_content",
            "appraise_form",
            "issue",
            "run_campaign",
            "inspect",
            "administer",
        )
    )
    cluster_duties = nonmember(("endorse", "stand_in"))
    body_duties = nonmember(("vote", "preside", "keep_minutes"))


class Role(models.TextChoices):
    """What a person is appointed to be; the appointment is a mandate."""

    DRAFTER = "drafter", _("Drafter")
    UNIT_HEAD = "unit_head", _("Head of unit")
    UNIT_DEPUTY = "unit_deputy", _("Deputy head of unit")
    CONTENT_APPRAISER = "content_appraiser", _("Content appraiser")
    FORM_APPRAISER = "form_appraiser", _("Form appraiser")
    CLERK = "clerk", _("Clerk")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")
    BODY_MEMBER = "body_member", _("Member of the body")
    BODY_CHAIR = "body_chair", _("Chair of the body")
    BODY_SECRETARY = "body_secretary", _("Secretary of the body")

    body_roles = nonmember(("body_member", "body_chair", "body_secretary"))
    leading_roles = nonmember(("unit_head", "unit_deputy"))


ROLE_DUTIES: dict[str, tuple[Duty, ...]] = {
    Role.DRAFTER: (Duty.DRAFT,),
    Role.UNIT_HEAD: (Duty.SIGN, Duty.REVIEW),
    Role.UNIT_DEPUTY: (Duty.SIGN, Duty.REVIEW),
    Role.CONTENT_APPRAISER: (Duty.APPRAISE_CONTENT,),
    Role.FORM_APPRAISER: (Duty.APPRAISE_FORM,),
    Role.CLERK: (Duty.ISSUE, Duty.RUN_CAMPAIGN),
    Role.INSPECTOR: (Duty.INSPECT,),
    Role.ADMINISTRATOR: (Duty.ADMINISTER,),
    Role.BODY_MEMBER: (Duty.VOTE,),
    Role.BODY_CHAIR: (Duty.PRESIDE,),
    Role.BODY_SECRETARY: (Duty.KEEP_MINUTES,),
}


class SigningForm(models.TextChoices):
    """How a signature stands for somebody else (Decree 30/2020, Article 13)."""

    OWN = "", _("In own name")
    DEPUTY = "KT.", _("KT. (deputy signs for the head)")
    BY_ORDER = "TL.", _("TL. (by order)")
    AUTHORISED = "TUQ.", _("TUQ. (authorised in writing)")
    ACTING = "Q.", _("Q. (acting)")

    delegation_forms = nonmember(("KT.", "TL.", "TUQ.", "Q."))
