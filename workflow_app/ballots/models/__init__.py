"""Sessions of bodies, rounds of voting, and what is voted on."""

from .ballots import Ballot, CountedVote, Interest, Option, Vote
from .last_words import LastWord
from .rounds import CountedCode, RollEntry, Round, Urn
from .sessions import Attendance, BoardMember, ChairChange, Session

__all__ = [
    "Attendance",
    "Ballot",
    "BoardMember",
    "ChairChange",
    "CountedCode",
    "CountedVote",
    "Interest",
    "LastWord",
    "Option",
    "RollEntry",
    "Round",
    "Session",
    "Urn",
    "Vote",
]
