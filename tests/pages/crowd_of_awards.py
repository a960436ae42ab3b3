"""A year of emulation that grows on request: scores, peers, nominations, awards; and proposals."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from awards.enums import Kind
from awards.models import (
    Award,
    AwardDecision,
    Matter,
    Nomination,
    NominationPaper,
    Objection,
    PeerPoint,
    PeerSheet,
    Recipient,
    ScoringRound,
    SelfScore,
    SelfScoreLine,
    Upward,
)
from awards.models.issuing import new_code
from tests.access.beginnings import addresses_of_awards
from tests.awards.house import House
from tests.pages.rows import added, again
from tests.personnel.cast import ProposalDriver, Staff, co_opting
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.organization.models import Seat, Unit

Pages = dict[str, tuple[str, str]]


@dataclass
class CrowdOfAwards:
    """The awards of the access table, and as many more of each row as are asked for."""

    house: House
    staff: Staff
    addresses: dict[str, Any]
    proposal: ProposalDriver

    def grow(self, indexes: list[int], units: list[Unit]) -> None:
        """Add so many rows to every list."""
        for kind in ("drafting", "published", "appraising"):
            self._nominations(kind, _people(indexes))
        self._register(_people(indexes))
        self._scores(units)
        campaign = self.house.campaign
        added([again(campaign, year=campaign.year - index) for index in indexes])
        self._proposals(indexes)

    def _nominations(self, kind: str, people: list[Recipient]) -> None:
        """As many more of those who are drafted, published, or wait for their appraisal."""
        stage = Stage.DRAFTING if kind == "drafting" else Stage.PUBLISHED
        nomination = Nomination.objects.filter(dossier__stage=stage).order_by("pk")[0]
        dossiers = [
            again(
                nomination.dossier,
                code=f"{nomination.dossier.code}-{kind}-{person.pk}",
                stage=Stage.APPRAISING_CONTENT if kind == "appraising" else stage,
                process=None,
                revision=None,
            )
            for person in people
        ]
        new = [
            again(nomination, dossier=dossier, recipient=person)
            for dossier, person in zip(added(dossiers), people, strict=True)
        ]
        added(new)
        papers = NominationPaper.objects.filter(nomination__dossier__stage=Stage.PUBLISHED)
        added([again(paper, nomination=one) for one in new for paper in papers[:2]])
        if kind == "published":
            objection = Objection.objects.all()[0]
            added([again(objection, nomination=nomination) for __ in people])
        if kind == "appraising":
            item = WorkItem.objects.filter(kind="nomination.appraise").order_by("pk")[0]
            added(
                [
                    again(item, dossier=one, task=None, state="open", closed=None, closed_by=None)
                    for one in dossiers
                ]
            )

    def _register(self, people: list[Recipient]) -> None:
        """More awards of the same decision, more decisions, more that stands for or against."""
        award = Award.objects.order_by("pk")[0]
        last = Award.objects.filter(decision=award.decision_id).count()
        added(
            [
                again(
                    award,
                    ordinal=last + number,
                    code=new_code(),
                    nomination=None,
                    recipient=person,
                    name=person.name,
                    search_text=person.search_text,
                    state="valid",
                )
                for number, person in enumerate(people, start=1)
            ]
        )
        decision = AwardDecision.objects.order_by("pk")[0]
        added([again(decision, paper=None, number=f"{person.pk}/QĐ") for person in people])
        upward, matter = Upward.objects.all()[0], Matter.objects.all()[0]
        added([again(upward, recipient=person) for person in people])
        added([again(matter) for __ in people])

    def _scores(self, units: list[Unit]) -> None:
        """Each new unit is scored like Đà Nẵng, has scored it, and asks it."""
        scored = SelfScore.objects.get(dossier__unit__code="LH-DANANG")
        lines = list(SelfScoreLine.objects.filter(self_score=scored))
        round_ = ScoringRound.objects.get(dossier=scored.dossier_id)
        sheet = PeerSheet.objects.filter(round=round_).order_by("pk")[0]
        points = list(PeerPoint.objects.filter(sheet=sheet))
        asked = PeerSheet.objects.filter(
            round__dossier__unit__code="LH-HUE", unit__code="LH-DANANG"
        ).get()
        dossiers = added(
            [
                again(scored.dossier, unit=unit, code=f"TD-{unit.code}", process=None)
                for unit in units
            ]
        )
        scores = added([again(scored, dossier=dossier) for dossier in dossiers])
        added([again(line, self_score=score) for score in scores for line in lines])
        sheets = added([again(sheet, unit=unit, work_item=None) for unit in units])
        added([again(point, sheet=one) for one in sheets for point in points])
        rounds = added([again(asked.round, dossier=dossier) for dossier in dossiers])
        added([again(asked, round=one, work_item=None) for one in rounds])

    def _proposals(self, indexes: list[int]) -> None:
        """More proposals like the one that is drafted; more changes and seats in it."""
        proposal = self.proposal.proposal
        dossiers = added(
            [
                again(proposal.dossier, code=f"NS-{index}", process=None, revision=None)
                for index in indexes
            ]
        )
        added([again(proposal, dossier=dossier) for dossier in dossiers])
        added([Seat(term=proposal.term, number=200 + index) for index in indexes])


def _people(indexes: list[int]) -> list[Recipient]:
    people = [Recipient(kind="person", name=f"Lê Thị Sen {index}") for index in indexes]
    for person in people:
        person.refresh_keys()
    return added(people)


def crowd_of_awards(house: House, staff: Staff) -> CrowdOfAwards:
    """Tell the year of which the crowd is made."""
    return CrowdOfAwards(house, staff, addresses_of_awards(house), co_opting(staff))


PAGES = (
    # of awards: the route, who opens it, what its address is made of
    ("campaigns", "tam"),
    ("campaign", "tam", "pk"),
    ("types", "hoa"),
    ("scores", "tam"),
    ("score_columns", "tam", "code"),
    ("score_edit", "quynh", "code"),
    ("peer_sheet", "minh", "pk"),
    ("ranking", "tam", "campaign", "cluster"),
    ("nominations", "tam"),
    ("nomination_new", "hoa"),
    ("nomination_edit", "hoa", "code"),
    ("nomination_batch", "minh", "name"),
    ("appraisal", "tam"),
    ("published", "tam"),
    ("recipients", "tam"),
    ("recipient", "tam", "pk"),
    ("recipient_history", "hoa", "pk"),
    ("standing", "tam", "pk"),
    ("history", "tam"),
    ("register", "tam"),
    ("award", "tam", "pk"),
    ("decisions", "tam"),
    ("decision", "thu", "pk"),
    ("ledger", "thu", "pk"),
    ("money", "thu", "pk"),
    ("issuing", "thu"),
    ("upward", "tam"),
    ("recoveries", "tam"),
)


def pages_of_awards(crowd: CrowdOfAwards) -> Pages:
    """Return the pages of awards and personnel: name, who opens it, its address."""
    pages: Pages = {}
    given = crowd.addresses
    for name, who, *parts in PAGES:
        args = [given.get(f"awards:{name}:{part}", given.get(f"awards:{part}")) for part in parts]
        pages[f"awards, {name.replace('_', ' ')}"] = who, reverse(f"awards:{name}", args=args)
    scored = Dossier.objects.get(kind=Kind.SELF_SCORE, unit__code="LH-DANANG")
    code, change = crowd.proposal.dossier.code, crowd.proposal.changes[0].uid
    nhan = crowd.staff.person("nhan").pk
    return pages | {
        "awards, scores of a peer": ("minh", reverse("awards:scores")),
        "awards, nominations of a unit": ("hoa", reverse("awards:nominations")),
        "awards, register searched": ("hoa", reverse("awards:register") + "?q=sen"),
        "awards, worklist": ("tam", reverse("approvals:worklist")),
        "awards, search": ("tam", reverse("approvals:search") + "?q=sen"),
        "dossier of a nomination": (
            "tam",
            reverse("approvals:dossier", args=[given["awards:code"]]),
        ),
        "dossier of a score": ("tam", reverse("approvals:dossier", args=[scored.code])),
        "verification": ("hoa", reverse("verify:answer", args=[given["verify:code"]])),
        "personnel, bodies": ("ha", reverse("personnel:bodies")),
        "personnel, body": ("ha", reverse("personnel:body", args=["DCT"])),
        "personnel, people": ("ha", reverse("personnel:people")),
        "personnel, person": ("ha", reverse("personnel:person", args=[nhan])),
        "personnel, proposals": ("ha", reverse("personnel:proposals")),
        "personnel, proposal": ("hoa", reverse("approvals:dossier", args=[code])),
        "personnel, proposal, editing": ("hoa", reverse("personnel:proposal_edit", args=[code])),
        "personnel, change": ("hoa", reverse("personnel:change", args=[code, change])),
    }
