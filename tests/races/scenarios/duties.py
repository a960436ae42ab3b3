"""Duties that two people want to do, or one does while the other takes the work away."""

from collections.abc import Sequence

from tests.races.playing import Act, Case, Ending
from tests.races.race import (
    SIDE,
    Race,
    account,
    both_did,
    dossier_of,
    is_told,
    one_did,
)
from tests.races.town import Town
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Decision, WorkItem
from workflow_app.approvals.services.decisions import decide, withdraw
from workflow_app.approvals.services.work import claim, release


def open_duty(case: Case) -> WorkItem:
    return WorkItem.objects.get(dossier=case["dossier"], state="open")


def signing(case: Case, who: str, outcome: Outcome = Outcome.SIGNED, reason: str = "") -> Act:
    dossier, user = dossier_of(case), account(case[who])
    return lambda: decide(
        dossier=dossier, step="sign", outcome=outcome, user=user, reason=reason, revision_number=1
    )


class SameDuty(Race):
    """Head and deputy finish the same work item; every other deputy wants to send it back."""

    name = "two finish one duty"
    acts = ("head", "deputy")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.submitted(town.clusters(rounds))
        for number, case in enumerate(cases):
            case["outcome"] = Outcome.RETURNED if number % 2 else Outcome.SIGNED
        return cases

    def head(self, case: Case) -> Act:
        return signing(case, "head")

    def deputy(self, case: Case) -> Act:
        return signing(case, "deputy", Outcome(case["outcome"]), "Cần bổ sung kinh phí")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        winner, slower = one_did(endings)
        faster = account(case[self.acts[winner]])
        is_told(slower, "ConflictError", faster)
        outcome = Outcome(case["outcome"]) if winner else Outcome.SIGNED
        dossier = dossier_of(case)
        (decision,) = dossier.decisions.exclude(outcome=Outcome.SUBMITTED)
        assert (decision.actor, decision.outcome) == (faster, outcome)
        sent_back = outcome == Outcome.RETURNED
        assert dossier.stage == (Stage.DRAFTING if sent_back else Stage.CONSULTING)
        assert dossier.rounds.count() == (0 if sent_back else 1)
        done = WorkItem.objects.get(dossier=dossier, kind="plan.sign")
        assert (done.state, done.closed_by) == ("done", faster)
        return self.acts[winner]


class SameClaim(Race):
    name = "two claim one duty"
    acts = ("head", "deputy")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return town.submitted(town.lone_units(rounds))

    def head(self, case: Case) -> Act:
        return self._claim(case, "head")

    def deputy(self, case: Case) -> Act:
        return self._claim(case, "deputy")

    def _claim(self, case: Case, who: str) -> Act:
        item, user = open_duty(case), account(case[who])
        return lambda: claim(item_id=item.pk, user=user)

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        winner, slower = one_did(endings)
        faster = account(case[self.acts[winner]])
        is_told(slower, "ConflictError", faster)
        assert open_duty(case).claimed_by == faster
        return self.acts[winner]


class ClaimWhileSigning(Race):
    """A claim held the duty and waited for the log; the signature held the log and waited for
    the duty: PostgreSQL ended one of them with an error page."""

    name = "a duty is taken while it is done"
    acts = ("deputy", "head")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return town.submitted(town.lone_units(rounds))

    def deputy(self, case: Case) -> Act:
        item, user = open_duty(case), account(case["deputy"])

        def take_and_give_back() -> None:
            for __ in range(2):
                claim(item_id=item.pk, user=user)
                release(item_id=item.pk, user=user)

        return take_and_give_back

    def head(self, case: Case) -> Act:
        return signing(case, "head")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        taken, signed = endings
        assert signed.is_done, signed.sentence
        assert dossier_of(case).stage == Stage.APPRAISING_CONTENT
        if taken.is_done:
            return "deputy"
        is_told(taken, "ConflictError")
        return "head"


class WithdrawnWhileEndorsed(Race):
    """Either the cluster has signed and nothing is withdrawn, or the plan is a draft again."""

    name = "the author withdraws while the cluster signs"
    acts = ("author", "cluster")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return town.reviewed(town.clusters(rounds))

    def author(self, case: Case) -> Act:
        dossier, user = dossier_of(case), account(case["drafter"])
        return lambda: withdraw(dossier=dossier, user=user, reason="Cần bổ sung kinh phí")

    def cluster(self, case: Case) -> Act:
        dossier, user = dossier_of(case), account(case["second"])
        return lambda: decide(
            dossier=dossier, step="endorse", outcome=Outcome.ENDORSED, user=user, revision_number=1
        )

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        winner, slower = one_did(endings)
        is_told(slower, "ConflictError", account(case["second" if winner else "drafter"]))
        dossier = dossier_of(case)
        assert dossier.stage == (Stage.APPRAISING_CONTENT if winner else Stage.DRAFTING)
        last = dossier.decisions.order_by("-pk")[0]
        assert last.outcome == (Outcome.ENDORSED if winner else Outcome.WITHDRAWN)
        return self.acts[winner]


class WithdrawnWhileSubmitted(Race):
    """The withdrawal waited for the submission and then recorded that it judged no revision."""

    name = "the author withdraws at the moment of submitting"
    acts = ("withdrawal", "submission")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return town.drafts(town.lone_units(rounds))

    def withdrawal(self, case: Case) -> Act:
        dossier, user = dossier_of(case), account(case["head"])
        return lambda: withdraw(dossier=dossier, user=user, reason="Cần bổ sung kinh phí")

    def submission(self, case: Case) -> Act:
        dossier, user = dossier_of(case), account(case["drafter"])
        return lambda: decide(dossier=dossier, step="draft", outcome=Outcome.SUBMITTED, user=user)

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        withdrawn, submitted = endings
        assert submitted.is_done, submitted.sentence
        dossier = dossier_of(case)
        if not withdrawn.is_done:
            is_told(withdrawn, "ConflictError")
            assert dossier.stage == Stage.SIGNING
            return "withdrawal"  # it came before there was anything to take back
        both_did(endings)
        assert dossier.stage == Stage.DRAFTING
        taken_back = Decision.objects.get(dossier=dossier, outcome=Outcome.WITHDRAWN)
        assert taken_back.revision == dossier.revision is not None
        return "submission"


RACES = (
    SameDuty(),
    SameClaim(),
    ClaimWhileSigning(),
    WithdrawnWhileEndorsed(),
    WithdrawnWhileSubmitted(),
)
