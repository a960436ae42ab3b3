"""The words of emulation and commendation: kinds of award, of subject, of campaign, of score."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind:
    """The kinds of dossier that this feature adds."""

    SELF_SCORE = "selfscore"
    REVIEW = "cluster_review"
    NOMINATION = "nomination"
    REVOCATION = "revocation"
    ALL = (SELF_SCORE, REVIEW, NOMINATION, REVOCATION)


class Occasion(models.TextChoices):
    """Why commendations are given (Law on Emulation and Commendation, Article 8)."""

    ANNUAL = "annual", _("Annual (merit)")
    THEMATIC = "thematic", _("Thematic movement")
    AD_HOC = "ad_hoc", _("Sudden achievement")
    FOREIGN = "foreign", _("Foreign relations")


class CampaignState(models.TextChoices):
    """State of an award campaign."""

    PREPARED = "prepared", _("Being prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class SubjectKind(models.TextChoices):
    """Who is commended."""

    COLLECTIVE = "collective", _("Collective")
    PERSON = "person", _("Person")


class AwardForm(models.TextChoices):
    """Title or form of commendation: money of two titles of one period is not added up (NĐ 152 Đ49)."""

    TITLE = "title", _("Emulation title")
    FORM = "form", _("Form of commendation")
    MEDAL = "medal", _("Medal")


class Sex(models.TextChoices):
    """Sex, as forms of the state ask for it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class CriterionKind(models.TextChoices):
    """How a criterion counts."""

    MAIN = "main", _("Criterion")
    BONUS = "bonus", _("Bonus points")
    PENALTY = "penalty", _("Penalty points")


class RoundState(models.TextChoices):
    """State of the peers' scoring of one unit."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    STOPPED = "stopped", _("Stopped")


class SheetState(models.TextChoices):
    """State of one unit's sheet about another unit."""

    ASKED = "asked", _("Not yet handed in")
    HANDED_IN = "handed_in", _("Handed in")
    LAPSED = "lapsed", _("Missing")
    CONFLICT = "conflict", _("Does not score: conflict of interest")


class ReviewPurpose(models.TextChoices):
    """What a cluster's meeting chooses."""

    AWARD = "award", _("Nomination for an award")
    HEAD = "head", _("Head of the cluster in the next year")
    DEPUTY = "deputy", _("Deputy head of the cluster in the next year")


class ClusterResult(models.TextChoices):
    """What the cluster's meeting made of a nomination."""

    NOMINATED = "nominated", _("Nominated by the cluster")
    NOT_NOMINATED = "not_nominated", _("Not nominated by the cluster")


class PaperKind(models.TextChoices):
    """Papers of a nomination's dossier (Law Đ84.1; NĐ 98/2023 Đ34.2)."""

    SUBMISSION = "submission", _("Submission of the unit")
    ACHIEVEMENTS = "achievements", _("Report of achievements")
    MINUTES = "minutes", _("Minutes of the unit's meeting with the result of the vote")
    INITIATIVE = "initiative", _("Certificate of an initiative or of research")
    COMPLETION = "completion", _("Certificate of the level of completion of tasks")
    CONSENT = "consent", _("Consent of the authority that manages the person")
    OTHER = "other", _("Other paper")


class Completion(models.TextChoices):
    """Level of completion of tasks in a year (NĐ 152/2025 Đ7), from low to high."""

    NOT_COMPLETED = "not_completed", _("Tasks not completed")
    COMPLETED = "completed", _("Tasks completed")
    WELL = "well", _("Tasks completed well")
    EXCELLENT = "excellent", _("Tasks completed with excellence")

    @property
    def rank(self) -> int:
        """Place from low to high."""
        return list(Completion).index(self)


class MatterKind(models.TextChoices):
    """What stands against a commendation while it lasts (NĐ 152/2025 Đ4.4)."""

    DISCIPLINE = "discipline", _("Discipline")
    INVESTIGATION = (
        "investigation",
        _("Investigation, inspection or checking with signs of violation"),
    )
    COMPLAINT = "complaint", _("Complaint or denunciation being clarified")
    PRESS = "press", _("Corruption reported by the press being clarified")


class ObjectionState(models.TextChoices):
    """What became of an objection against a published nominee."""

    OPEN = "open", _("Being heard")
    DISMISSED = "dismissed", _("Dismissed")
    UPHELD = "upheld", _("Upheld")


class BatchState(models.TextChoices):
    """What came of one dossier of an act on many."""

    WAITING = "waiting", _("Under way")
    DONE = "done", _("Went on")
    REFUSED = "refused", _("Stayed where it was")
    LEFT = "left", _("Not reached")


class AwardState(models.TextChoices):
    """Whether an award stands."""

    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Has been revoked")


class RevocationGround(models.TextChoices):
    """Why a decision is cancelled (Law on Emulation and Commendation, Article 93, clause 2)."""

    FRAUD = "fraud", _("Merit was declared fraudulently")
    FALSE_PAPERS = "false_papers", _("False information or forged papers in the dossier")
    UNLAWFUL = "unlawful", _("The appraisal or the decision broke the law")
    VIOLATION = "violation", _("A violation was concluded in the period that was counted")


class UpwardState(models.TextChoices):
    """Where a nomination to the State stands."""

    PREPARED = "prepared", _("Being prepared")
    SENT = "sent", _("Sent")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")

    final_states = nonmember(("granted", "refused"))


class Language(models.TextChoices):
    """Second language of a certificate for foreigners."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
