"""The Presidium: sheets that come with the closing, agendas that want the same plan."""

from collections.abc import Sequence

from django.utils import timezone

from tests.ballots.agenda import convened, vote
from tests.races.playing import Act, Case, Ending
from tests.races.race import SIDE, Race, account, both_did, dossier_of, is_told, logged, one_did
from tests.races.town import Town
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.comments import add_comment
from workflow_app.ballots.enums import Choice, SessionMode, SessionState
from workflow_app.ballots.models import Ballot, Option, Session
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Body


class VotedAtTheClosing(Race):
    """A sheet at the moment of closing is counted, or its member is told that it was not."""

    name = "the chair closes while a member votes"
    acts = ("chair", "member")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cast = town.cast
        cases = town.before_the_body(town.lone_units(rounds))
        for case, dossier in zip(cases, _dossiers(cases), strict=True):
            session = open_vote(session=convened(cast, [dossier]), user=cast.phuong)
            for member in (cast.phuong, cast.an, cast.binh):
                vote(session, member)
            case |= {"session": session.pk, "chair": cast.phuong.pk, "member": cast.dao.pk}
        return cases

    def chair(self, case: Case) -> Act:
        session, user = Session.objects.get(pk=case["session"]), account(case["chair"])
        return lambda: close_vote(session=session, user=user)

    def member(self, case: Case) -> Act:
        session, user = Session.objects.get(pk=case["session"]), account(case["member"])
        choices = {
            option.pk: Choice.NO for option in Option.objects.filter(ballot__session=session)
        }
        return lambda: hand_in(session=session, user=user, choices=choices)

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        closed, voted = endings
        assert closed.is_done, closed.sentence
        session = Session.objects.get(pk=case["session"])
        assert session.state == SessionState.CLOSED
        (ballot,) = session.ballots.all()
        counted = 4 if voted.is_done else 3
        assert session.roll.exclude(handed_in=None).count() == counted
        (option,) = ballot.options.all()
        assert option.votes.count() == counted
        assert option.figures["taking_part"] == counted
        assert dossier_of(case).stage == Stage.ISSUING
        if voted.is_done:
            return "member"
        is_told(voted, "ConflictError", account(case["chair"]))
        return "chair"


class TwoAgendas(Race):
    """The slower of two secretaries read the database's error instead of a sentence."""

    name = "two secretaries put one plan on two agendas"
    acts = ("one", "other")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cast = town.cast
        ids = {"body": cast.presidium.pk, "secretary": cast.son.pk, "chair": cast.phuong.pk}
        return [case | ids for case in town.before_the_body(town.lone_units(rounds))]

    def one(self, case: Case) -> Act:
        return convening(case, "secretary")

    def other(self, case: Case) -> Act:
        return convening(case, "chair")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        winner, slower = one_did(endings)
        dossier = dossier_of(case)
        is_told(slower, "ConflictError", dossier.code)
        ballot = Ballot.objects.get(dossier=dossier)
        faster = "chair" if winner else "secretary"
        assert ballot.session.created_by_id == case[faster]
        return self.acts[winner]


class ConvenedWhileCommented(Race):
    """Convening wrote to the log and then pointed at the dossier; a comment held the dossier and
    waited for the log."""

    name = "a session is convened while a comment comes in"
    acts = ("secretary", "member")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cast = town.cast
        ids = {"body": cast.presidium.pk, "secretary": cast.son.pk, "member": cast.an.pk}
        return [case | ids for case in town.before_the_body(town.lone_units(rounds))]

    def secretary(self, case: Case) -> Act:
        return convening(case, "secretary")

    def member(self, case: Case) -> Act:
        dossier, user = dossier_of(case), account(case["member"])
        return lambda: add_comment(
            dossier=dossier, user=user, office="Đoàn Chủ tịch", text="Cần nêu rõ"
        )

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        dossier = dossier_of(case)
        ballot = Ballot.objects.get(dossier=dossier)
        assert logged(dossier, "comment.added") == ["comment.added"]
        return "secretary" if ballot.session.created < dossier.comments.get().created else "member"


def convening(case: Case, who: str) -> Act:
    body, dossier, user = Body.objects.get(pk=case["body"]), dossier_of(case), account(case[who])
    return lambda: convene(
        body=body,
        title="Phiên họp",
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="",
        dossiers=[dossier],
        user=user,
    )


def _dossiers(cases: list[Case]) -> list[Dossier]:
    by_pk = Dossier.objects.in_bulk([case["dossier"] for case in cases])
    return [by_pk[case["dossier"]] for case in cases]


RACES = (VotedAtTheClosing(), TwoAgendas(), ConvenedWhileCommented())
