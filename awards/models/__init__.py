"""Awards, campaigns, scores, nominations, choices of clusters, what was granted and taken back."""

from .batches import Batch, BatchItem, DecisionInHand
from .campaigns import AwardCampaign, CriteriaGroup, Criterion, Quota
from .issuing import Award, AwardDecision, Reissue, Upward, Verification
from .nominations import CheckOverride, Nomination, NominationPaper, Objection
from .recipients import Matter, Recipient, YearRating
from .reviews import ClusterReview, ReviewCandidate
from .revocations import Revocation
from .scoring import (
    Evidence,
    OfficePoint,
    PeerPoint,
    PeerSheet,
    Ranking,
    ScoringRound,
    SelfScore,
    SelfScoreLine,
)
from .types import AwardRule, AwardType, BaseSalary

__all__ = [
    "Award",
    "AwardCampaign",
    "AwardDecision",
    "AwardRule",
    "AwardType",
    "BaseSalary",
    "Batch",
    "BatchItem",
    "CheckOverride",
    "ClusterReview",
    "CriteriaGroup",
    "Criterion",
    "DecisionInHand",
    "Evidence",
    "Matter",
    "Nomination",
    "NominationPaper",
    "Objection",
    "OfficePoint",
    "PeerPoint",
    "PeerSheet",
    "Quota",
    "Ranking",
    "Recipient",
    "Reissue",
    "ReviewCandidate",
    "Revocation",
    "ScoringRound",
    "SelfScore",
    "SelfScoreLine",
    "Upward",
    "Verification",
    "YearRating",
]
