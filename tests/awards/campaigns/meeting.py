"""A cluster that has scored its units, and its meeting."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from awards.enums import CampaignState, Kind
from awards.models import ClusterReview, Nomination
from awards.services.reviews import open_reviews
from tests.awards.house import House
from tests.awards.scores.scoring import DRAFTERS, HEADS, Scoring
from tests.retold import retold
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.models import Ballot, Session
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.board import choose_board
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.urn import new_code
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Body

UNITS = ("LH-DANANG", "LH-HUE", "LH-QUANGTRI")


class Meeting:
    """Drives the choices of cluster 3 in the names of the cast."""

    def __init__(self, house: House) -> None:
        self.house, self.cast = house, house.cast

    def scored(self) -> None:
        """Every sheet of the cluster is in: Đà Nẵng 92.5, Huế 89.5, Quảng Trị 88.5 by mean."""
        Scoring(self.house).all_scored()

    def nominate(self, award: str, *units: str) -> list[Dossier]:
        """The units put themselves forward; their nominations wait for the cluster."""
        with transaction.atomic():
            return [self._nominate(award, unit) for unit in units]

    def _nominate(self, award: str, unit: str) -> Dossier:
        campaign = self.house.campaign
        campaign.refresh_from_db()
        if not campaign.is_open:
            campaign.state = CampaignState.OPEN
            campaign.save()
        owner = self.cast.unit(unit)
        dossier = Dossier(
            kind=Kind.NOMINATION,
            code=f"KT-{campaign.year}-{unit}-{Nomination.objects.count() + 1:02d}",
            title=f"Đề nghị tặng {self.house.types[award].name}: {owner.name}",
            unit=owner,
            cluster=self.cast.cluster,
            year=campaign.year,
            stage_since=timezone.now(),
            created_by=self.cast.users[DRAFTERS[unit]],
        )
        dossier.save()
        Nomination.objects.create(
            dossier=dossier,
            campaign=campaign,
            award_type=self.house.types[award],
            recipient=self.house.recipient(unit),
            counts_from=campaign.counts_from,
            counts_to=campaign.counts_to,
        )
        engine.start(dossier)
        for outcome, name in (
            (Outcome.SUBMITTED, DRAFTERS[unit]),
            (Outcome.SIGNED, HEADS[unit]),
        ):
            self._advance(dossier, outcome, name)
        return dossier

    def _advance(self, dossier: Dossier, outcome: Outcome, name: str) -> None:
        """Move the case without the checks of the content, which have tests of their own."""
        waiting = engine.waiting(dossier)
        assert waiting is not None
        assert waiting.item is not None
        waiting.item.state, waiting.item.closed = "done", timezone.now()
        waiting.item.save()
        engine.advance(
            dossier=dossier, task=waiting.task, outcome=outcome, user=self.cast.users[name]
        )

    def prepared(self, award: str = "flag", nominees: tuple[str, ...] = UNITS) -> ClusterReview:
        """The choice of an award stands before the meeting."""
        key = ("meeting prepared", award, nominees)
        return retold(key, lambda: self._prepared(award, nominees), self.house, self.cast)

    def _prepared(self, award: str, nominees: tuple[str, ...]) -> ClusterReview:
        self.scored()
        self.nominate(award, *nominees)
        open_reviews(campaign=self.house.campaign, cluster=self.cast.cluster, user=self.cast.minh)
        review = self.review(award)
        self.do(review, "prepare", Outcome.SUBMITTED, "hoa")
        return review

    def review(self, what: str) -> ClusterReview:
        """The choice of an award, or of a post ("head", "deputy")."""
        found = ClusterReview.objects.select_related("dossier")
        if what in ("head", "deputy"):
            return found.get(purpose=what)
        return found.get(award_type__code=what)

    def do(
        self, review: ClusterReview, step: str, outcome: Outcome, name: str = "minh"
    ) -> Decision:
        dossier = Dossier.objects.get(pk=review.dossier_id)
        return decide(
            dossier=dossier,
            step=step,
            outcome=outcome,
            user=self.cast.users[name],
            reason="Xem lại" if outcome in Outcome.needs_reason else "",
        )

    @property
    def body(self) -> Body:
        return Body.objects.get(cluster=self.cast.cluster)

    def convened(self, *reviews: ClusterReview) -> Session:
        """Hoa prepares the session; Hạnh heads its counting board."""
        dossiers = Dossier.objects.filter(pk__in=[review.dossier_id for review in reviews])
        session = convene(
            body=self.body,
            title="Hội nghị bình xét của cụm",
            held_on=timezone.localdate(),
            mode=SessionMode.HYBRID,
            place="Đà Nẵng",
            dossiers=list(dossiers),
            user=self.cast.hoa,
        )
        choose_board(
            session=session,
            head=self.cast.people["hanh"],
            others=[self.cast.people["kien"], self.cast.people["xuan"]],
            user=self.cast.hoa,
        )
        return session

    def voted(self, *reviews: ClusterReview, yes: Mapping[str, tuple[str, ...]]) -> Session:
        """Hold the meeting; `yes` names for whom each head (minh, dung, quynh) is in favour."""
        session = self.open(*reviews)
        self.hand_in(session, yes)
        return close_vote(session=session, user=self.cast.minh)

    def open(self, *reviews: ClusterReview) -> Session:
        return open_vote(session=self.convened(*reviews), user=self.cast.minh)

    def hand_in(self, session: Session, yes: Mapping[str, tuple[str, ...]]) -> None:
        names = {unit: self.cast.unit(unit).name for unit in UNITS}
        for voter, favoured in yes.items():
            user = self.cast.users[voter]
            entry = session.roll.get(user=user, round__closed=None)
            wanted = {names[unit] for unit in favoured}
            hand_in(
                session=session,
                user=user,
                choices={
                    option.pk: Choice.YES if option.label in wanted else Choice.NO
                    for option in options_of(entry)
                },
                code=new_code(),
            )

    def chosen(self, what: str) -> set[str]:
        """Codes of the units that the meeting chose."""
        candidates = self.review(what).candidates.filter(is_chosen=True)
        return {
            candidate.unit.code if candidate.unit else candidate.nomination.dossier.unit.code
            for candidate in candidates
        }

    def ballot(self, what: str) -> Ballot:
        return Ballot.objects.filter(dossier=self.review(what).dossier_id).latest("pk")
