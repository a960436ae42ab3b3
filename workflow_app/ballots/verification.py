"""Recount: what is stored of a closed vote must follow from its votes, roll and rule."""

from collections import Counter

from workflow_app.audit.verification import CheckResult

from .counting import Hands, hands_from, judge_item
from .enums import Result, Secrecy
from .models import Ballot, CountedVote, Option, RollEntry, Vote
from .rules import DecisionRule
from .selectors.interests import recused_from


def verify_ballots() -> CheckResult:
    """Recount every ballot of a closed round and compare results and figures.

    What somebody with the final say decided stands for itself: it is compared with the count only
    in that the count left it open.
    """
    check = CheckResult()
    ballots = Ballot.objects.filter(round__closed__isnull=False).exclude(result__in=Result.dropped)
    for ballot in ballots.select_related("dossier", "round").iterator(chunk_size=500):
        check.checked += 1
        for difference in differences_of(ballot):
            check.mismatch(f"ballot {ballot.pk} on {ballot.dossier.code}: {difference}")
    return check


def differences_of(ballot: Ballot) -> list[str]:
    """Return what of a counted ballot does not follow from its stored votes, roll and rule."""
    stored = list(ballot.options.all())
    recounted = [_blank(option) for option in stored]
    again = Ballot(method=ballot.method, seats=ballot.seats, run=ballot.run)
    judge_item(
        again,
        recounted,
        hands_of(ballot, stored),
        DecisionRule.from_data(ballot.rule or {}, ballot.legal_basis),
    )
    found = []
    for old, new in zip(stored, recounted, strict=True):
        if old.figures != new.figures:
            found.append(f"the figures of {old.key or 'the whole'} do not recount")
        decided = ballot.decided_by_id is not None and new.result == Result.TIED
        if old.result != new.result and not decided:
            found.append(f"the result of {old.key or 'the whole'} does not recount")
    if ballot.decided_by_id is None and ballot.result != again.result:
        found.append("the result does not recount")
    return found


def hands_of(ballot: Ballot, options: list[Option]) -> dict[int, Hands]:
    """Return the numbers of each option, from what is stored alone."""
    roll = list(RollEntry.objects.filter(round=ballot.round_id))
    recused = recused_from([ballot])
    hands: dict[int, Counter[str]] = {option.pk: Counter() for option in options}
    table = CountedVote if ballot.secrecy == Secrecy.SECRET else Vote
    for option, choice in table._default_manager.filter(option__in=options).values_list(
        "option", "choice"
    ):
        hands[option][choice] += 1
    return {option.pk: hands_from(roll, recused.of(option), hands[option.pk]) for option in options}


def _blank(option: Option) -> Option:
    return Option(
        pk=option.pk, ballot_id=option.ballot_id, key=option.key, is_favoured=option.is_favoured
    )
