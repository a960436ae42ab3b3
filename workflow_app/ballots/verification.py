"""Recount: what is stored of a closed vote must follow from its votes, roll and rule."""

from collections import Counter

from workflow_app.audit.verification import CheckResult

from .enums import Choice, Result, SessionState
from .models import Ballot, Vote
from .rules import Count, judge
from .services.voting import rule_of


def verify_ballots() -> CheckResult:
    """Recount every closed ballot and compare result and figures."""
    check = CheckResult()
    ballots = Ballot.objects.filter(
        session__state=SessionState.CLOSED, result__in=Result.counted
    ).select_related("dossier", "session")
    for ballot in ballots.prefetch_related("recusals", "session__roll").iterator(chunk_size=500):
        check.checked += 1
        votes = Counter(Vote.objects.filter(ballot=ballot).values_list("choice", flat=True))
        verdict = judge(
            Count(
                members=len(ballot.session.roll.all()),
                recused=len(ballot.recusals.all()),
                taking_part=sum(votes.values()),
                yes=votes[Choice.YES],
                no=votes[Choice.NO],
                abstain=votes[Choice.ABSTAIN],
            ),
            rule_of(ballot),
        )
        if verdict.result != ballot.result or verdict.figures != ballot.figures:
            check.mismatch(f"ballot {ballot.pk} on {ballot.dossier.code} does not recount")
    return check
