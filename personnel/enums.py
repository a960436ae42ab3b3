"""The words of personnel: papers of a person's file, discipline, kinship, dimensions of structure."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """As the identity card has it; structure targets count it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class PaperKind(models.TextChoices):
    """What an appointment file holds (Decree 170/2025, Article 35; before it 138/2020, Article 48)."""

    PHOTO = "photo", _("Photo 4×6")
    CV = "cv", _("Curriculum vitae on the prescribed form")
    SELF_ASSESSMENT = "self_assessment", _("Self-assessment of the last three years")
    LEADERSHIP_ASSESSMENT = (
        "leadership_assessment",
        _("Assessment by the collective leadership, three years"),
    )
    RESIDENCE_COMMENT = "residence_comment", _("Comment of the Party cell at the residence")
    POLITICAL_CONCLUSION = "political_conclusion", _("Conclusion on political standards")
    ASSETS = "assets", _("Declaration of assets")
    DIPLOMAS = "diplomas", _("Certified diplomas")
    HEALTH = "health", _("Health certificate")
    SUBMISSION_MINUTES = "submission_minutes", _("Minutes and counts of the steps before")

    expiring_kinds = nonmember(("photo", "health"))
    own_kinds = nonmember(
        ("photo", "cv", "self_assessment", "residence_comment", "assets", "diplomas", "health")
    )
    """What a person hands in; the other papers are about them, and tell of a proposal."""


class DisciplineKind(models.TextChoices):
    """Disciplinary measures, the mildest first."""

    REPRIMAND = "reprimand", _("Reprimand")
    WARNING = "warning", _("Warning")
    DEMOTION = "demotion", _("Demotion")
    REMOVAL = "removal", _("Removal from office")
    DISMISSAL = "dismissal", _("Dismissal")
    EXPULSION = "expulsion", _("Expulsion")
    UNKNOWN = "unknown", _("Not decided yet")


class Relation(models.TextChoices):
    """What the relative is to the person."""

    SPOUSE = "spouse", _("Spouse")
    PARENT = "parent", _("Father or mother")
    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Brother or sister")
    IN_LAW = "in_law", _("Parent, brother or sister of the spouse")
    OTHER = "other", _("Other relative")


class ChangeState(models.TextChoices):
    """What became of a change in a file."""

    DONE = "done", _("Done")
    ASKED = "asked", _("Asked for")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Dimension(models.TextChoices):
    """By what the composition of a body is planned."""

    SEX = "sex", _("Sex")
    AGE = "age", _("Age")
    UNIT_KIND = "unit_kind", _("Kind of unit")
    REGION = "region", _("Region")


class Region(models.TextChoices):
    """The three regions of the country, by the province of a unit."""

    NORTH = "north", _("North")
    MIDDLE = "middle", _("Centre and Central Highlands")
    SOUTH = "south", _("South")


# --- Proposals ------------------------------------------------------------------------------


class ChangeKind(models.TextChoices):
    """What is proposed for one seat (kinds of Decree 126/2024, Articles 22–24, as VUFO names them)."""

    ADD = "add", _("Co-opt")
    REPLACE = "replace", _("Replace")
    RELEASE = "release", _("Release")
    REMOVE = "remove", _("Remove from office")
    CHANGE_POST = "change_post", _("Change the post")
    INTRODUCE = "introduce", _("Introduce for election")
    CONSOLIDATE = "consolidate", _("Consolidate")
    RE_ELECT = "re_elect", _("Re-elect")

    leaving_kinds = nonmember(("replace", "release", "remove", "change_post"))
    """Somebody gives up a mandate."""
    entering_kinds = nonmember(("add", "replace", "introduce", "re_elect"))
    """Somebody takes, or is proposed for, a seat."""


class ChangeResult(models.TextChoices):
    """What the deciding body made of one change; empty until it has decided."""

    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Not adopted")


class Support(models.TextChoices):
    """What the Standing Committee said of one change; empty until it has voted."""

    SUPPORTED = "supported", _("Supported by the Standing Committee")
    NOT_SUPPORTED = "not_supported", _("Not supported by the Standing Committee")


class AuthorityAnswer(models.TextChoices):
    """What the authority outside answered."""

    AGREES = "agrees", _("Agrees")
    AGREES_PARTLY = "agrees_partly", _("Agrees in part")
    DISAGREES = "disagrees", _("Does not agree")


class CheckName(models.TextChoices):
    """What is checked of a change before it goes on."""

    AGE = "age", _("Age")
    TERMS = "terms", _("Consecutive terms")
    SEATS = "seats", _("Number of seats")
    DOUBLE_SEAT = "double_seat", _("A second seat in the body")
    SEAT_TAKEN = "seat_taken", _("The seat itself")
    LEAVING = "leaving", _("The mandate that ends")
    PAPERS = "papers", _("Papers of the file")
    DISCIPLINE = "discipline", _("Discipline")
    ATTENDANCE = "attendance", _("Attendance")

    from_files = nonmember(("age", "papers", "discipline", "attendance"))
    """They tell of a person's file: drafters are told only of people of their own unit."""
    never_overridden = nonmember(("double_seat", "seat_taken", "leaving"))
    """Without these the register of seats would contradict itself; no officer can allow that."""
