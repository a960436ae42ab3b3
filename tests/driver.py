"""People do things to a plan, then the test reads the trail.

`FlowDriver` speaks to the services as pages do; it adds no rule of its own. Long stretches are
carried out once per run and then told again (`tests.retold`).
"""

from typing import Any

from viewflow.workflow.models import Task

from plans.models import Campaign, Plan
from plans.services.campaigns import open_campaign
from plans.services.editing import save_activity
from tests.cast import YEAR, Cast
from tests.retold import retold
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stance
from workflow_app.approvals.models import Decision, Dossier, Opinion
from workflow_app.approvals.services.comments import answer_comment
from workflow_app.approvals.services.consultations import give_opinion
from workflow_app.approvals.services.decisions import decide, withdraw

A_LINE = {
    "title": "Gặp mặt hữu nghị kỷ niệm 60 năm quan hệ Việt Nam - Lào",
    "kind": "anniversary",
    "when_words": "tháng 9/2027",
    "lead": "LHHN Đà Nẵng",
    "amount": 80_000_000,
    "funding_source": "Ngân sách thành phố",
}


class FlowDriver:
    """Drives one dossier through its flow in the names of the cast."""

    def __init__(self, cast: Cast, dossier: Dossier) -> None:
        self.cast = cast
        self.pk = dossier.pk

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.select_related("revision", "unit", "cluster", "paper").get(
            pk=self.pk
        )

    @property
    def plan(self) -> Plan:
        return Plan.objects.get(dossier=self.pk)

    @property
    def trail(self) -> list[str]:
        """Names of the nodes the case went through, in order, the waiting one last."""
        tasks = Task.objects.filter(process=self.dossier.process).order_by("pk")
        return [task.flow_task.name for task in tasks]

    def add_line(self, user: User, **values: Any) -> None:
        save_activity(plan=self.plan, values={**A_LINE, **values}, user=user)

    def do(
        self, user: User, step: str, outcome: Outcome, reason: str = "", **data: Any
    ) -> Decision:
        return decide(
            dossier=self.dossier, step=step, outcome=outcome, user=user, reason=reason, data=data
        )

    def withdraw(self, user: User, reason: str = "Cần bổ sung kinh phí") -> Decision:
        return withdraw(dossier=self.dossier, user=user, reason=reason)

    def opine(
        self, user: User, unit: str, stance: Stance = Stance.AGREE, text: str = ""
    ) -> Opinion:
        opinion = Opinion.objects.get(
            round__dossier=self.pk, round__state="open", unit=self.cast.unit(unit)
        )
        return give_opinion(opinion_id=opinion.pk, user=user, stance=stance, text=text)

    def answer_all(self, user: User) -> None:
        for comment in self.dossier.comments.filter(answer=""):
            answer_comment(comment_id=comment.pk, user=user, answer="accepted")

    # Whole stretches of the way, for tests that begin later.

    def submit_and_sign(self) -> None:
        retold(("signed", self.pk), self._submit_and_sign, self.cast)

    def _submit_and_sign(self) -> None:
        if not self.plan.activities.exists():
            self.add_line(self.cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
        self.do(self.cast.hoa, "draft", Outcome.SUBMITTED)
        self.do(self.cast.minh, "sign", Outcome.SIGNED)

    def through_the_cluster(self) -> None:
        retold(("through the cluster", self.pk), self._through_the_cluster, self.cast)

    def _through_the_cluster(self) -> None:
        self.submit_and_sign()
        self.opine(self.cast.dung, "LH-HUE")
        self.opine(self.cast.quynh, "LH-QUANGTRI")
        self.do(self.cast.dung, "endorse", Outcome.ENDORSED)

    def to_the_presidium(self) -> None:
        retold(("at the Presidium", self.pk), self._to_the_presidium, self.cast)

    def _to_the_presidium(self) -> None:
        self.through_the_cluster()
        self.do(self.cast.tuan, "appraise_content", Outcome.APPRAISED)
        self.do(self.cast.nga, "appraise_form", Outcome.APPRAISED)


def opened_campaign(cast: Cast) -> Campaign:
    return retold("campaign", lambda: _opened_campaign(cast), cast)


def _opened_campaign(cast: Cast) -> Campaign:
    campaign = Campaign.objects.create(
        year=YEAR, title=f"Kế hoạch công tác năm {YEAR}", body=cast.presidium
    )
    open_campaign(campaign=campaign, user=cast.thu)
    return campaign


def plan_of(cast: Cast, unit: str = "LH-DANANG") -> FlowDriver:
    """A plan fresh from the campaign's opening."""
    if not Campaign.objects.filter(year=YEAR).exists():
        opened_campaign(cast)
    return FlowDriver(cast, Dossier.objects.get(kind="plan", unit=cast.unit(unit), year=YEAR))
