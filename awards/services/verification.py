"""The public answer to "is this certificate genuine, and does it still stand?"."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from awards.enums import AwardState
from awards.models import Award, Verification
from awards.selectors.register import with_paper

VALID, REVOKED, UNKNOWN = "valid", "revoked", "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a code, and the award whose certificate bears it."""

    code: str
    state: str
    award: Award | None


def normalised(text: str) -> str:
    """Return a code as it is stored: people type small letters, spaces and dashes."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:16]


@transaction.atomic
def verify(code: str) -> Answer:
    """Look a code up and count that somebody did; who it was is kept nowhere.

    A code that is none costs the same statements as one that is.
    """
    wanted = normalised(code)
    award = with_paper(
        # what was written down from earlier years has a code as well, but no paper that bears it
        Award.objects.filter(code=wanted, decision__paper__isnull=False)
    ).first()
    today = timezone.localdate()
    counted = Verification.objects.filter(award=award, day=today)
    if not counted.update(times=F("times") + 1):
        Verification.objects.create(award=award, day=today)
    if award is None:
        return Answer(wanted, UNKNOWN, None)
    return Answer(wanted, REVOKED if award.state == AwardState.REVOKED else VALID, award)
