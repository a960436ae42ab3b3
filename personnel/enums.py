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
