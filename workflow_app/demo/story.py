"""The demo's people do their part, plan by plan, through the same services as the pages."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from plans.models import Plan
from plans.services.amendments import open_amendment
from plans.services.editing import save_activity
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Answer, Outcome, Stance
from workflow_app.approvals.models import Dossier, Opinion
from workflow_app.approvals.services.comments import answer_comment
from workflow_app.approvals.services.consultations import give_opinion
from workflow_app.approvals.services.decisions import decide
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.models import Option, Session
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Body

from .clock import Clock
from .people import slug

ABSTAINS_EVERY = 17


class Cast:
    """Accounts by name, read once."""

    def __init__(self) -> None:
        self._users = {user.username: user for user in User.objects.all()}

    def __call__(self, username: str) -> User:
        return self._users[username]

    def members(self) -> list[User]:
        """The Presidium, chair first."""
        return [self._users["chutich"]] + [
            user for name, user in sorted(self._users.items()) if name.startswith("uyvien")
        ]


class Story:
    """Lets people do their part, plan by plan."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self.cast = cast
        self.clock = clock

    def decide(
        self, dossier: Dossier, step: str, outcome: Outcome, who: str, reason: str = ""
    ) -> None:
        """One act of one person."""
        data = {
            "signer": str(self.cast("chutich")),
            "signer_title": "TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
        }
        decide(
            dossier=dossier,
            step=step,
            outcome=outcome,
            user=self.cast(who),
            reason=reason,
            data=data,
        )

    def submit(self, dossier: Dossier) -> None:
        """The drafter submits."""
        self.decide(dossier, "draft", Outcome.SUBMITTED, f"{slug(dossier.unit)}.soanthao")

    def sign(self, dossier: Dossier) -> None:
        """The head signs."""
        self.decide(dossier, "sign", Outcome.SIGNED, f"{slug(dossier.unit)}.truong")

    def opine(self, dossier: Dossier, *, leave_out: int = 0, object_one: bool = False) -> None:
        """The other units answer; some may be left out, one may object."""
        opinions = list(
            Opinion.objects.filter(round__dossier=dossier, round__state="open").select_related(
                "unit"
            )
        )
        for number, opinion in enumerate(opinions[: len(opinions) - leave_out]):
            stance, text = Stance.AGREE, ""
            if number == 0 and object_one:
                stance = Stance.OBJECT
                text = "Thời gian tổ chức trùng với hoạt động chung của Cụm, đề nghị điều chỉnh."
            elif number % 5 == 1:
                stance = Stance.AGREE_WITH_COMMENTS
                text = "Đề nghị mời các đơn vị trong Cụm cùng tham gia."
            give_opinion(
                opinion_id=opinion.pk,
                user=self.cast(f"{slug(opinion.unit)}.truong"),
                stance=stance,
                text=text,
            )

    def answer(self, dossier: Dossier) -> None:
        """The drafter answers every comment."""
        for comment in dossier.comments.filter(answer=""):
            answer_comment(
                comment_id=comment.pk,
                user=self.cast(f"{slug(dossier.unit)}.soanthao"),
                answer=Answer.ACCEPTED,
            )

    def endorse(self, dossier: Dossier) -> None:
        """The head of the cluster signs, or the deputy for the head's own plan."""
        cluster = dossier.cluster
        if cluster is None:
            return
        own = cluster.head_unit_id == dossier.unit_id
        unit = cluster.deputy_unit if own else cluster.head_unit
        if unit is not None:
            self.decide(dossier, "endorse", Outcome.ENDORSED, f"{slug(unit)}.truong")

    def appraise_content(self, dossier: Dossier) -> None:
        """The supervising department appraises."""
        department = dossier.unit.supervising_department
        if department is not None:
            self.decide(
                dossier, "appraise_content", Outcome.APPRAISED, f"{slug(department)}.thamdinh"
            )

    def appraise_form(self, dossier: Dossier) -> None:
        """The office appraises the form."""
        self.decide(dossier, "appraise_form", Outcome.APPRAISED, "vanphong.thethuc")

    def issue(self, dossier: Dossier) -> None:
        """The clerk numbers the decision."""
        self.decide(dossier, "issue", Outcome.ISSUED, "vanphong.vanthu")

    def send_back_and_resubmit(self, dossier: Dossier) -> None:
        """The head wants one more line; the drafter adds it and submits again."""
        unit = slug(dossier.unit)
        self.decide(
            dossier,
            "sign",
            Outcome.RETURNED,
            f"{unit}.truong",
            "Đề nghị bổ sung hội nghị sơ kết 6 tháng đầu năm.",
        )
        save_activity(
            plan=Plan.objects.select_related("dossier").get(dossier=dossier),
            values={
                "title": "Hội nghị sơ kết 6 tháng đầu năm",
                "kind": "meeting",
                "when_words": f"tháng 7/{dossier.year}",
                "first_day": dt.date(dossier.year, 7, 1),
                "last_day": dt.date(dossier.year, 7, 31),
                "lead": dossier.unit.short_name,
                "amount": 20_000_000,
                "funding_source": "Ngân sách nhà nước",
            },
            user=self.cast(f"{unit}.soanthao"),
        )
        self.submit(dossier)

    def add_ad_hoc(self, dossier: Dossier, reason: str, line: dict[str, Any]) -> Dossier:
        """The drafter asks for an activity that could not be planned, and submits it."""
        drafter = self.cast(f"{slug(dossier.unit)}.soanthao")
        plan = Plan.objects.select_related("dossier").get(dossier=dossier)
        amendment = open_amendment(plan=plan, reason=reason, is_urgent=True, user=drafter)
        save_activity(plan=plan, amendment=amendment, values=line, user=drafter)
        self.submit(amendment.dossier)
        return amendment.dossier

    def convene(self, title: str, held_on: dt.date, dossiers: Sequence[Dossier]) -> Session:
        """The secretary convenes the Presidium."""
        return convene(
            body=Body.objects.get(code="DCT"),
            title=title,
            held_on=held_on,
            mode=SessionMode.HYBRID,
            place="105A Quán Thánh, Ba Đình, Hà Nội",
            dossiers=dossiers,
            user=self.cast("thuky"),
        )

    def open_session(self, title: str, held_on: dt.date, dossiers: Sequence[Dossier]) -> Session:
        """The secretary convenes the Presidium, the chair opens the vote."""
        session = self.convene(title, held_on, dossiers)
        return open_vote(session=session, user=self.cast("chutich"))

    def vote(self, session: Session, voters: Sequence[User], against: set[int]) -> None:
        """These members hand in their sheets; dossiers named in `against` find no majority."""
        options = Option.objects.filter(ballot__round__session=session, ballot__round__closed=None)
        chosen = {
            pk: Choice.NO if dossier in against else Choice.YES
            for pk, dossier in options.values_list("pk", "ballot__dossier")
        }
        abstaining = dict.fromkeys(chosen, Choice.ABSTAIN)
        for number, voter in enumerate(voters):
            abstains = number % ABSTAINS_EVERY == 1
            hand_in(session=session, user=voter, choices=abstaining if abstains else chosen)

    def close(self, session: Session) -> None:
        """The chair closes; the decided plans go on."""
        close_vote(session=session, user=self.cast("chutich"))
        resume_session(session.pk)
