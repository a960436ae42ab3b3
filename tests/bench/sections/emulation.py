"""A year of emulation from its opening to the printed certificates, stage by stage."""

import random
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awards.certificates import certificates_pdf
from awards.enums import BatchState, Completion, PaperKind, SubjectKind
from awards.models import (
    AwardDecision,
    Nomination,
    NominationPaper,
    PeerSheet,
    Recipient,
    SelfScore,
    SelfScoreLine,
)
from awards.report_forms import blank_report
from awards.selectors.register import awards_of
from awards.services.batches import decide_in_background, start_batch
from awards.services.campaigns import open_campaign
from awards.services.cells import Cell
from awards.services.issuing import issue_decision
from awards.services.nominations import open_nomination, save_nomination
from awards.services.peers import hand_in as hand_in_sheet
from awards.services.publication import end_publications
from awards.services.ranking import freeze
from awards.views.register_decisions import PER_FILE
from tests.bench.emulation import Emulation, new_emulation, new_recipients
from tests.bench.options import Options
from tests.bench.stages import Stage, Stages
from tests.bench.tables import Report, Table, say, shown
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.enums import Stage as At
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.audit.verification import CheckResult, run_checks
from workflow_app.ballots.enums import Choice, Presence, SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.attendance import note_all_present
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Body, Unit
from workflow_app.papers.files import store_upload

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPERS = (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS)
COLUMNS = (
    "stage",
    "dossiers",
    "s",
    "CPU s",
    "statements per dossier",
    "peak MB",
    "typesetter MB",
)


def measure(options: Options) -> Report:
    """Walk the year; raises AssertionError where a stage does not come to its end."""
    year = Year(new_emulation(options.units, options.peers), options.nominations)
    year.walk()
    title = (
        f"A year of emulation: {len(year.units)} units, {year.sheets:,} peers' sheets,"
        f" {len(year.units) * options.nominations:,} nominations"
    )
    return Report([Table(title, COLUMNS, [_row(stage) for stage in year.stages.done])])


def _row(stage: Stage) -> list[object]:
    return [
        stage.name,
        stage.dossiers,
        stage.seconds,
        stage.processor,
        stage.statements / stage.dossiers,
        stage.megabytes,
        stage.child_megabytes or "",
    ]


class Year:
    """One campaign with everybody in it; each method is a stage that ends before the next."""

    def __init__(self, house: Emulation, nominations: int) -> None:
        self.house = house
        self.units = house.units
        self.number = nominations
        self.random = random.Random(2027)  # noqa: S311 -- the same points in every run
        self.stages = Stages(_tell)
        self.sheets = 0
        self.checks: dict[str, CheckResult] = {}
        self.certificates: list[bytes] = []

    def walk(self) -> None:
        """Go through all stages."""
        self._walk_scores()
        self._walk_nominations()
        self._vote(self.house.campaign.council, At.DECIDING, "council")
        self._vote(self.house.campaign.presidium, At.ISSUING, "Presidium")
        self._walk_office()

    def _walk_scores(self) -> None:
        house, units = self.house, len(self.units)
        with self.stages.stage("open the campaign", units):
            open_campaign(campaign=house.campaign, user=house.user("secretariat"))
        house.campaign.refresh_from_db()
        self._fill_scores()
        with self.stages.stage("submit and sign the scores", units):
            self._sign_scores()
        self.sheets = PeerSheet.objects.count()
        with self.stages.stage("peers hand their sheets in", units):
            self._score()
        with self.stages.stage("rank and freeze", units):
            self._rank()

    def _walk_nominations(self) -> None:
        all_of_it = len(self.units) * self.number
        people = self._new_people()
        with self.stages.stage("open and fill the nominations", all_of_it):
            self._nominate(people)
        self._add_papers()
        with self.stages.stage("submit and sign the nominations", all_of_it):
            self._sign_nominations()
        with self.stages.stage("appraise in bulk", all_of_it):
            self._appraise()
        with self.stages.stage("end the publication", all_of_it):
            self._end_publication()

    def _walk_office(self) -> None:
        all_of_it = len(self.units) * self.number
        with self.stages.stage("issue one decision", all_of_it):
            decision = self._issue()
        with self.stages.stage("print the certificates", all_of_it):
            self._print(decision)
        with self.stages.stage("verify", all_of_it):
            self._verify()

    # --- scores ---

    def _fill_scores(self) -> None:
        """Type the scores, in bulk: not measured."""
        SelfScoreLine.objects.bulk_create(
            SelfScoreLine(
                self_score=score, criterion=criterion, points=points, claim="Đã hoàn thành"
            )
            for score in SelfScore.objects.filter(dossier__unit__in=self.units)
            for criterion, points in zip(self.house.criteria, self._points(), strict=True)
        )

    def _points(self) -> Iterator[int]:
        for criterion in self.house.criteria:
            most = int(criterion.most)
            yield self.random.randint(most * 7 // 10, most)

    def _sign_scores(self) -> None:
        for dossier in self._dossiers("selfscore", units=self.units):
            self._decide(dossier, "draft", Outcome.SUBMITTED, self._drafter(dossier.unit))
            self._decide(dossier, "sign", Outcome.SIGNED, self._head(dossier.unit))

    def _score(self) -> None:
        """Every unit hands its sheets in; the service writes the points that come with them."""
        for sheet, unit in list(PeerSheet.objects.values_list("pk", "unit__code").order_by("pk")):
            hand_in_sheet(
                sheet_id=sheet,
                user=self.house.user(f"head-{unit}"),
                cells=[
                    Cell(str(criterion.pk), "points", str(points))
                    for criterion, points in zip(self.house.criteria, self._points(), strict=True)
                ],
            )
        self._all_at(At.APPRAISING_CONTENT, "selfscore", len(self.units))

    def _rank(self) -> None:
        for cluster, __ in self.house.federation.clusters:
            freeze(
                campaign=self.house.campaign,
                cluster=cluster,
                user=self.house.user("secretariat"),
            )

    # --- nominations ---

    def _new_people(self) -> dict[int, list[Recipient]]:
        people = {unit.pk: new_recipients(unit, self.number) for unit in self.units}
        Recipient.objects.bulk_create(one for some in people.values() for one in some)
        return people

    def _nominate(self, people: dict[int, list[Recipient]]) -> None:
        values = {
            "citation": "Đã có thành tích xuất sắc trong công tác đối ngoại nhân dân năm 2027",
            "completion": Completion.EXCELLENT,
            "votes_for": 9,
            "votes_of": 10,
            "achievements": f"{blank_report(SubjectKind.PERSON)}\nTổ chức 12 đoàn ra.",
        }
        for unit in self.units:
            drafter = self._drafter(unit)
            for place, recipient in enumerate(people[unit.pk]):
                dossier = open_nomination(
                    campaign=self.house.campaign,
                    unit=unit,
                    award_type=self.house.awards[place % len(self.house.awards)],
                    recipient=recipient,
                    user=drafter,
                )
                save_nomination(nomination=dossier.nomination, values=values, user=drafter)

    def _add_papers(self) -> None:
        """Add the papers of the checklist, in bulk and all with one file: not measured."""
        user = self.house.user("secretariat")
        upload = SimpleUploadedFile("bao-cao.pdf", PDF, content_type="application/pdf")
        file = store_upload(upload=upload, user=user)
        NominationPaper.objects.bulk_create(
            NominationPaper(nomination=nomination, kind=kind, file=file, added_by=user)
            for nomination in Nomination.objects.all()
            for kind in PAPERS
        )

    def _sign_nominations(self) -> None:
        for dossier in self._dossiers("nomination"):
            self._decide(dossier, "draft", Outcome.SUBMITTED, self._drafter(dossier.unit))
            self._decide(dossier, "sign", Outcome.SIGNED, self._head(dossier.unit))

    def _appraise(self) -> None:
        """Leave all of them to the worker, as the page does, and do the worker's task."""
        batch = start_batch(
            dossiers=[(one, 1) for one in self._dossiers("nomination")],
            step="appraise",
            outcome=Outcome.APPRAISED,
            user=self.house.user("secretariat"),
        )
        decide_in_background.func(job_id=str(batch.pk))
        refused = list(batch.items.exclude(state=BatchState.DONE).values_list("why", flat=True)[:3])
        assert not refused, refused
        self._all_at(At.PUBLISHED, "nomination", len(self.units) * self.number)

    def _end_publication(self) -> None:
        """The days of the publication have passed; the calendar ends it."""
        Dossier.objects.filter(stage=At.PUBLISHED).update(stage_due=timezone.now())
        ended = end_publications()
        self._all_at(At.COUNCIL, "nomination", ended)

    # --- bodies ---

    def _vote(self, body: Body, after: At, name: str) -> None:
        """One session on everything: agenda, sheets, count, and every dossier goes on."""
        dossiers = self._dossiers("nomination")
        keeper, chair = self.house.user("keeper"), self.house.user("member-1")
        with self.stages.stage(f"{name}: agenda and opening", len(dossiers)):
            session = convene(
                body=body,
                title=f"Họp {body.name}",
                held_on=timezone.localdate(),
                mode=SessionMode.HYBRID,
                place="105A Quán Thánh",
                dossiers=dossiers,
                user=keeper,
            )
            note_all_present(session=session, presence=Presence.IN_ROOM, user=keeper)
            session = open_vote(session=session, user=chair)
        with self.stages.stage(f"{name}: sheets handed in", len(dossiers)):
            self._hand_in(session)
        with self.stages.stage(f"{name}: count", len(dossiers)):
            close_vote(session=session, user=chair)
        with self.stages.stage(f"{name}: dossiers go on", len(dossiers)):
            resume_session(session.pk)
        self._all_at(after, "nomination", len(dossiers))

    def _hand_in(self, session: Session) -> None:
        for entry in session.roll.select_related("user"):
            assert entry.user is not None
            hand_in(
                session=session,
                user=entry.user,
                choices=dict.fromkeys((one.pk for one in options_of(entry)), Choice.YES),
            )

    # --- office ---

    def _issue(self) -> AwardDecision:
        decision = issue_decision(
            dossiers=self._dossiers("nomination"),
            signer="Phạm Thị Phương",
            signer_title="TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
            issued_on=timezone.localdate(),
            user=self.house.user("clerk"),
        )
        self._all_at(At.HANDING_OVER, "nomination", len(self.units) * self.number)
        return decision

    def _print(self, decision: AwardDecision) -> None:
        """Set the print files as the page of the decision offers them."""
        awards = awards_of(decision)
        self.certificates = [
            certificates_pdf(awards[start : start + PER_FILE])
            for start in range(0, len(awards), PER_FILE)
        ]

    def _verify(self) -> None:
        self.checks = run_checks()
        found = {name: check.details for name, check in self.checks.items() if not check.ok}
        assert not found, found

    # --- small things ---

    def _dossiers(self, kind: str, units: list[Unit] | None = None) -> list[Dossier]:
        rows = Dossier.objects.filter(kind=kind).select_related("unit", "revision").order_by("pk")
        return list(rows if units is None else rows.filter(unit__in=units))

    def _decide(self, dossier: Dossier, step: str, outcome: Outcome, user: User) -> None:
        decide(dossier=dossier, step=step, outcome=outcome, user=user)

    def _drafter(self, unit: Unit) -> User:
        return self.house.federation.drafter_of(unit)

    def _head(self, unit: Unit) -> User:
        return self.house.federation.head_of(unit)

    def _all_at(self, stage: At, kind: str, wanted: int) -> None:
        """Make sure that a stage has come to its end for every dossier."""
        there = Dossier.objects.filter(kind=kind, stage=stage).count()
        assert there == wanted > 0, f"{there} of {wanted} {kind} dossiers are at {stage}"


def _tell(stage: Stage) -> None:
    say(" | ".join(shown(value) for value in _row(stage)))
