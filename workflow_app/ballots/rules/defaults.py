"""The rules of votes that the product starts with, each with its source.

Shares that are null follow the general rules ``ballot.threshold`` and ``ballot.quorum``: more than
half of all members, by NĐ 126/2024 Đ19 as long as the charter says nothing else.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow_app.ballots.enums import Abstention, Denominator, FinalSay, Secrecy, TieRule
from workflow_app.rulebook.keys import HOUSE, RuleKey

from .rule import VERSION

VOTE = "vote"
"""The unit of these rules in the rulebook."""

COUNCILS = "Nghị định 98/2023/NĐ-CP, Điều 30 khoản 7 (áp dụng tương tự)"
ASSOCIATIONS = "Nghị định 126/2024/NĐ-CP, Điều 19 (áp dụng tương tự)"
PERSONNEL = "Nghị định 126/2024/NĐ-CP, Điều 19 và Điều 22 (áp dụng tương tự)"

OPEN: dict[str, Any] = {
    "version": VERSION,
    "denominator": Denominator.ALL_MEMBERS.value,
    "threshold": None,
    "quorum": None,
    "secrecy": Secrecy.OPEN.value,
    "absent_in_writing": True,
    "abstention": Abstention.AGAINST.value,
    "recusal_leaves_denominator": True,
    "candidates_vote": False,
    "tie": TieRule.CHAIR.value,
    "runs": 1,
    "then": FinalSay.NOBODY.value,
    "repeats_missed": False,
    "small_body": 5,
}
"""What any body does when nothing closer is said: an open vote on one item."""

PERSONS: dict[str, Any] = OPEN | {
    "secrecy": Secrecy.SECRET.value,
    "absent_in_writing": False,  # what is sent in writing carries a name
    "tie": TieRule.SECOND_RUN.value,
    "runs": 2,
    "then": FinalSay.CHAIR.value,
}
"""About persons: secret, highest first, a tie is voted again and then the chair decides."""

AWARDS: dict[str, Any] = OPEN | {
    "quorum": [2, 3, "at_least"],
    "tie": TieRule.WOMEN_THEN_CHAIR.value,  # NĐ 152/2025 Đ4.6
    "runs": 2,  # TT 01/2024/TT-TANDTC Đ29, by analogy
    "then": FinalSay.OFFICER.value,
    "repeats_missed": True,
}
"""Of an award council: two ballots at most, then the competent person."""

BY_BALLOT = AWARDS | {"secrecy": Secrecy.SECRET.value}
EIGHTY, NINETY = [4, 5, "at_least"], [9, 10, "at_least"]
FLAG = BY_BALLOT | {"threshold": EIGHTY, "then": FinalSay.CLUSTER_HEADS.value}

VOTE_RULES = (
    RuleKey("vote", _("Votes: general"), VOTE, OPEN, ASSOCIATIONS),
    RuleKey("vote.plan", _("Votes: annual plans"), VOTE, OPEN, ASSOCIATIONS),
    RuleKey("vote.amendment", _("Votes: ad-hoc activities"), VOTE, OPEN, ASSOCIATIONS),
    RuleKey("vote.personnel", _("Votes: personnel"), VOTE, PERSONS, PERSONNEL),
    RuleKey(
        "vote.personnel.BTV",
        _("Votes: personnel, Standing Committee"),
        VOTE,
        PERSONS,
        PERSONNEL,
    ),
    RuleKey("vote.personnel.DCT", _("Votes: personnel, Presidium"), VOTE, PERSONS, PERSONNEL),
    RuleKey("vote.award", _("Votes: other awards"), VOTE, AWARDS, HOUSE),
    RuleKey("vote.award.flag", _("Votes: emulation flags"), VOTE, FLAG, COUNCILS),
    RuleKey(
        "vote.award.fighter_grassroots",
        _("Votes: grassroots emulation fighters"),
        VOTE,
        BY_BALLOT | {"threshold": EIGHTY},
        COUNCILS,
    ),
    RuleKey(
        "vote.award.fighter",
        _("Votes: emulation fighters of the Union"),
        VOTE,
        BY_BALLOT | {"threshold": NINETY},
        COUNCILS,
    ),
    RuleKey(
        "vote.award.fighter_national",
        _("Votes: national emulation fighters"),
        VOTE,
        BY_BALLOT | {"threshold": NINETY},
        COUNCILS,
    ),
)
