"""The cluster's review: answers that come with the last second, and with each other."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from tests.races.playing import Act, Case, Ending
from tests.races.race import (
    SIDE,
    Race,
    account,
    both_did,
    dossier_of,
    is_told,
    logged,
)
from tests.races.town import Town
from workflow_app.approvals.enums import OpinionState, Outcome, Stage, Stance
from workflow_app.approvals.models import Comment, ConsultationRound, Decision, Opinion
from workflow_app.approvals.services.comments import add_comment
from workflow_app.approvals.services.consultations import give_opinion
from workflow_app.approvals.services.decisions import decide
from workflow_app.approvals.sweeps import close_due_rounds


def opinion_of(case: Case, who: str) -> Opinion:
    return Opinion.objects.get(round__dossier=case["dossier"], unit=case[f"{who}_unit"])


def answering(case: Case, who: str, stance: Stance = Stance.AGREE, text: str = "") -> Act:
    opinion, user = opinion_of(case, who), account(case[who])
    return lambda: give_opinion(
        opinion_id=opinion.pk, user=user, stance=stance, text=text, revision_number=1
    )


def closed_once(case: Case) -> None:
    dossier = dossier_of(case)
    assert dossier.stage == Stage.ENDORSING
    assert Decision.objects.filter(dossier=dossier, outcome=Outcome.CONSULTED).count() == 1
    assert logged(dossier, "round.closed") == ["round.closed"]


class AnsweredAtTheDeadline(Race):
    """The calendar closes the review while a unit answers: counted, or told that it is too late."""

    name = "the deadline fires while a reviewer answers"
    acts = ("calendar", "reviewer")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return town.signed(town.clusters(rounds))

    def calendar(self, case: Case) -> Act:
        past = timezone.now() - dt.timedelta(minutes=1)
        ConsultationRound.objects.filter(dossier=case["dossier"]).update(due=past)
        return close_due_rounds

    def reviewer(self, case: Case) -> Act:
        return answering(case, "second", Stance.OBJECT, "Trùng thời gian")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        swept, answered = endings
        assert swept.is_done, swept.sentence
        closed_once(case)
        opinion = opinion_of(case, "second")
        if answered.is_done:
            assert opinion.state == OpinionState.GIVEN
            assert opinion.comments.count() == 1
            order = ["opinion.given", "round.closed"]
            assert logged(dossier_of(case), *order) == order  # it was counted
            return "reviewer"
        is_told(answered, "ConflictError")
        assert opinion.state == OpinionState.LAPSED
        return "calendar"


class LastTwoAnswers(Race):
    """The last two units answer at once, and the review closes exactly once."""

    name = "the last two reviewers answer at once"
    acts = ("second", "third")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return town.signed(town.clusters(rounds))

    def second(self, case: Case) -> Act:
        return answering(case, "second")

    def third(self, case: Case) -> Act:
        return answering(case, "third", Stance.AGREE_WITH_COMMENTS, "Nêu rõ kinh phí")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        closed_once(case)
        opinions = Opinion.objects.filter(round__dossier=case["dossier"])
        assert {opinion.state for opinion in opinions} == {OpinionState.GIVEN}
        first = min(opinions, key=lambda opinion: opinion.given_at or timezone.now())
        return "second" if first.unit_id == case["second_unit"] else "third"


class CommentedWhileEndorsed(Race):
    """A remark that came in the same second was neither answered nor stopped the signature."""

    name = "a comment at the moment of signing for the cluster"
    acts = ("comment", "signature")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return town.reviewed(town.clusters(rounds))

    def comment(self, case: Case) -> Act:
        dossier, user = dossier_of(case), account(case["third"])
        return lambda: add_comment(dossier=dossier, user=user, office="Hội", text="Nêu rõ kinh phí")

    def signature(self, case: Case) -> Act:
        dossier, user = dossier_of(case), account(case["second"])
        return lambda: decide(dossier=dossier, step="endorse", outcome=Outcome.ENDORSED, user=user)

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        commented, signed = endings
        assert commented.is_done, commented.sentence
        dossier = dossier_of(case)
        remark = Comment.objects.get(dossier=dossier)
        if signed.is_done:
            decision = Decision.objects.get(dossier=dossier, outcome=Outcome.ENDORSED)
            assert remark.created > decision.created
            return "signature"
        is_told(signed, "IncompleteError")
        assert dossier.stage == Stage.ENDORSING
        return "comment"


RACES = (AnsweredAtTheDeadline(), LastTwoAnswers(), CommentedWhileEndorsed())
