"""The cases of a year of emulation that are copied: self-scores with their sheets, nominations."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from awards.enums import Completion, CriterionKind, PaperKind, SubjectKind
from awards.models import (
    AwardCampaign,
    AwardType,
    Criterion,
    Nomination,
    NominationPaper,
    PeerSheet,
    Recipient,
    SelfScore,
)
from awards.services.cells import Cell
from awards.services.editing import save_cells
from awards.services.handover import hand_over
from awards.services.issuing import issue_decision
from awards.services.nominations import open_nomination, save_nomination
from awards.services.office import save_office_cells
from awards.services.peers import hand_in
from awards.services.publication import end_publications
from awards.services.scores import open_scores
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.demo.awards import SHEET
from workflow_app.demo.clock import Clock
from workflow_app.demo.people import slug
from workflow_app.demo.story import Cast, Story
from workflow_app.lib.canonical import canonical_json
from workflow_app.lib.text import fold, search_text
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Body, Cluster, Unit
from workflow_app.papers.models import IssuedPaper, NumberRegister, StoredFile

from .bodies import COUNCIL, OFFICER
from .campaigns import draw_campaign
from .copies import DISTINCT
from .federation import Directory, Names, form_clusters, names_of
from .owners import Owner, rows_by_owner
from .tapes import Keys, Recorder, Row, Rows, Tape, on_the_days_of

YEAR = 2024
"""The year of merit; scored, voted on and awarded early in the next."""
OPENS = dt.date(2025, 1, 6)
NUMBER = 776
SERIES, SYMBOL = "QD-KT", "QĐ-KT"
VARIANTS = {"strong": 0, "weak": 1}
MAIN = [row for row in SHEET if row[3] == CriterionKind.MAIN]
NOMINEE = "Quàng Thị Mẫu Đơn"
PEOPLE = "{:02d} cá nhân"
POST = "Phó Chủ nhiệm câu lạc bộ hữu nghị"
CITATION = "Có thành tích xuất sắc trong công tác đối ngoại nhân dân năm"


@dataclass(slots=True)
class AwardLibrary:
    """The tapes by name.

    A score of a "strong" or a "weak" unit of a cluster, or of one "outside", waits
    "drafting", "scoring", "appraising" or is "concluded". A nomination waits "drafting",
    "signing", "appraising", "published", "council" or is "adopted"; what many nominations share (the two
    sessions, the decision) is recorded apart.
    """

    scores: dict[tuple[str, str], Tape] = field(default_factory=dict)
    nominations: dict[str, Tape] = field(default_factory=dict)
    decision: Tape = field(init=False)


def record_award_cases(file: StoredFile) -> AwardLibrary:
    """Let the services walk every case once, read what they wrote, and take it all back."""
    with transaction.atomic(), override("vi"), on_the_days_of(OPENS) as clock:
        recording = _Recording(clock, file)
        recording.walk_scores()
        recording.walk_nomination()
        transaction.set_rollback(True)
    return recording.library


class _Recording:
    """A year of emulation in one cluster and beside it."""

    def __init__(self, clock: Clock, file: StoredFile) -> None:
        self.clock, self.file = clock, file
        self._on(0)
        formed = list(Cluster.objects.filter(year=YEAR).order_by("pk"))
        self.cluster = (formed or form_clusters([YEAR])[YEAR])[-1]
        self.directory = Directory()
        self.story = Story(Cast(), clock)
        self.library = AwardLibrary()
        self.members = list(
            Unit.objects.filter(memberships__cluster=self.cluster)
            .select_related("supervising_department")
            .order_by("memberships__pk")
        )
        self.outside = (
            Unit.objects.exclude(memberships__year=YEAR)
            .exclude(supervising_department=None)
            .order_by("-pk")[0]
        )
        self.campaign = draw_campaign(YEAR, OPENS, first_key=DISTINCT)
        self.criteria = list(Criterion.objects.filter(group__campaign=self.campaign))
        self.recorder = Recorder()

    def _on(self, days: int, time: dt.time = dt.time(9, 0)) -> None:
        self.clock.set(OPENS + dt.timedelta(days=days), time)

    # --- Scores -----------------------------------------------------------------------------

    def walk_scores(self) -> None:
        """A strong unit and a weak one are scored by their peers, one outside the clusters is not."""
        story, authors = self.story, [*self.members[2 : 2 + len(VARIANTS)], self.outside]
        self.recorder.start()
        dossiers = open_scores(
            campaign=self.campaign, units=authors, user=story.cast("vanphong.vanthu")
        )
        sorts = dict(zip([*VARIANTS, "outside"], dossiers, strict=True))
        self._keep_scores("drafting", sorts)
        self._on(10)
        for sort, dossier in sorts.items():
            self._fill(dossier, lost=VARIANTS.get(sort, 1))
            story.submit(dossier)
            self._on(11)
            story.sign(dossier)
        outside = {"outside": sorts.pop("outside")}
        self._keep_scores("scoring", sorts)
        self._on(20)
        for sort, dossier in sorts.items():
            self._score(dossier, lost=3 * VARIANTS[sort])
        self._keep_scores("appraising", sorts | outside)
        self._on(30)
        for dossier in (*sorts.values(), *outside.values()):
            self._appraise(dossier)
        self._keep_scores("concluded", sorts | outside)

    def _fill(self, dossier: Dossier, *, lost: int) -> None:
        cells = []
        for place, criterion in enumerate(self._main()):
            points = int(criterion.most) - (lost + place) % 3
            cells += [
                Cell(str(criterion.pk), "points", str(points)),
                Cell(str(criterion.pk), "claim", f"Hoàn thành: {criterion.text.lower()}."),
            ]
        drafter = self.story.cast(f"{slug(dossier.unit)}.soanthao")
        score = SelfScore.objects.select_related("dossier__unit", "campaign").get(dossier=dossier)
        save_cells(score=score, cells=cells, user=drafter)

    def _score(self, dossier: Dossier, *, lost: int) -> None:
        sheets = PeerSheet.objects.filter(round__dossier=dossier).select_related("unit")
        for number, sheet in enumerate(sheets.order_by("pk")):
            hand_in(
                sheet_id=sheet.pk,
                user=self.story.cast(f"{slug(sheet.unit)}.truong"),
                cells=[
                    Cell(str(one.pk), "points", str(int(one.most) - (lost + number + place) % 5))
                    for place, one in enumerate(self._main())
                ],
            )

    def _appraise(self, dossier: Dossier) -> None:
        dossier = Dossier.objects.get(pk=dossier.pk)
        cells = []
        for one in self.criteria:
            points = int(one.most) - 2 if one.kind == CriterionKind.MAIN else 0
            cells += [
                Cell(str(one.pk), "points", str(points)),
                Cell(str(one.pk), "sentence", "Căn cứ hồ sơ và báo cáo năm."),
            ]
        officer = self.story.cast(OFFICER)
        save_office_cells(dossier=dossier, cells=cells, user=officer)
        self.story.decide(dossier, "appraise", Outcome.APPRAISED, OFFICER)

    def _main(self) -> Iterable[Criterion]:
        return [one for one in self.criteria if one.kind == CriterionKind.MAIN]

    def _keep_scores(self, stop: str, sorts: dict[str, Dossier]) -> None:
        rows = self._rows(sorts.values())
        for sort, dossier in sorts.items():
            author = dossier.unit
            cluster = None if sort == "outside" else self.cluster
            names, keys = names_of(self.directory, author, self.members, cluster)
            self.library.scores[sort, stop] = self._tape(rows[dossier.pk], names, keys)

    # --- A nomination -----------------------------------------------------------------------

    def walk_nomination(self) -> None:
        """One person is put forward, published, voted on twice, awarded."""
        self._on(20)
        author, story = self.members[2], self.story
        nominee = Recipient(
            pk=DISTINCT + 100, kind=SubjectKind.PERSON, name=NOMINEE, post=POST, sex="female"
        )
        nominee.organisation = author.name
        nominee.save()
        self.register = NumberRegister.objects.create(
            series=SERIES, year=OPENS.year, symbol=SYMBOL, last_number=NUMBER - 1
        )
        self.recorder.start()
        drafter = story.cast(f"{slug(author)}.soanthao")
        self.dossier = open_nomination(
            campaign=self.campaign,
            unit=author,
            award_type=AwardType.objects.get(code="certificate_person"),
            recipient=nominee,
            user=drafter,
        )
        self._describe(Nomination.objects.get(dossier=self.dossier))
        self._keep("drafting")
        story.submit(self.dossier)
        self._keep("signing")
        self._on(21)
        story.sign(self.dossier)
        self._keep("appraising")
        self._on(36)
        story.decide(self.dossier, "appraise", Outcome.APPRAISED, OFFICER)
        self._keep("published")
        self._on(58)
        end_publications()
        self._keep("council")
        self._on(60)
        self._council()
        self._on(70)
        self._presidium()
        self._on(72)
        self._issue()
        self._keep("adopted")

    def _describe(self, nomination: Nomination) -> None:
        save_nomination(
            nomination=nomination,
            values={
                "citation": f"{CITATION} {YEAR}",
                "completion": Completion.EXCELLENT,
                "achievements": nomination.achievements + "\nTổ chức tốt các hoạt động hữu nghị.",
                "votes_for": 9,
                "votes_of": 9,
            },
            user=nomination.dossier.created_by,
        )
        kinds = (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS, PaperKind.MINUTES)
        NominationPaper.objects.bulk_create(
            NominationPaper(
                pk=DISTINCT + 200 + number,
                nomination=nomination,
                kind=kind,
                file=self.file,
                issued_on=timezone.localdate(),
                added_by=nomination.dossier.created_by,
            )
            for number, kind in enumerate(kinds)
        )

    def _council(self) -> None:
        cast = self.story.cast
        session = convene(
            body=Body.objects.get(code=COUNCIL),
            title="Phiên họp Hội đồng Thi đua - Khen thưởng",
            held_on=timezone.localdate(),
            mode=SessionMode.IN_PERSON,
            place="105A Quán Thánh, Ba Đình, Hà Nội",
            dossiers=[Dossier.objects.get(pk=self.dossier.pk)],
            user=cast(OFFICER),
        )
        self._vote(open_vote(session=session, user=cast("chutich")))

    def _presidium(self) -> None:
        dossiers = [Dossier.objects.get(pk=self.dossier.pk)]
        title = "Đoàn Chủ tịch cho ý kiến về khen thưởng"
        self._vote(self.story.open_session(title, timezone.localdate(), dossiers))

    def _vote(self, session: Session) -> None:
        voters = [entry.user for entry in session.roll.select_related("user") if entry.user]
        self.story.vote(session, voters, against=set())
        self.story.close(session)

    def _issue(self) -> None:
        cast = self.story.cast
        clerk = cast("vanphong.vanthu")
        decision = issue_decision(
            dossiers=[Dossier.objects.get(pk=self.dossier.pk)],
            signer=str(cast("chutich")),
            signer_title="TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
            issued_on=timezone.localdate(),
            user=clerk,
        )
        self._on(80)
        hand_over(
            awards=list(decision.awards.all()),
            handed_over_on=timezone.localdate(),
            received_by="",
            user=clerk,
        )

    def _keep(self, stop: str) -> None:
        rows = self._rows([self.dossier])
        own, shared = rows[self.dossier.pk], rows.get(None, {})
        papers = shared.get(IssuedPaper)
        names, keys = names_of(self.directory, self.members[2], self.members, self.cluster)
        keys |= {(NumberRegister, self.register.pk): "case.register"}
        words = {
            "case.code": self.dossier.code,
            "case.worded.code": search_text(self.dossier.code),
            "nominee.name": NOMINEE,
            "nominee.worded.name": fold(NOMINEE),
        }
        outer = None
        if papers:
            shared_words = _of_paper(papers[0]) | _of_agenda(self.dossier.code)
            outer = self.library.decision = self._tape(shared, {}, dict(keys), shared_words)
        keys |= {(Recipient, DISTINCT + 100): "nominee.recipient"}
        self.library.nominations[stop] = self._tape(own, names | words, keys, outer=outer)

    # --- Both -------------------------------------------------------------------------------

    def _rows(self, dossiers: Iterable[Dossier]) -> dict[Owner, Rows]:
        rows = self.recorder.rows()
        rows.pop(Notification, None)  # nobody looks at those of long ago
        return rows_by_owner(rows, dossiers)

    def _tape(
        self,
        rows: Rows,
        names: Names,
        keys: Keys,
        more: dict[str, str] | None = None,
        outer: Tape | None = None,
    ) -> Tape:
        known: Keys = {(AwardCampaign, self.campaign.pk): "case.campaign"}
        known |= {
            (Criterion, one.pk): f"case.criterion{number}"
            for number, one in enumerate(self.criteria, start=1)
        }
        words = {name: text for name, text in names.items() if isinstance(text, str)}
        words |= {"case.year": str(YEAR), "case.year_after": str(YEAR + 1)} | (more or {})
        return Tape(rows=rows, keys=keys | known, words=words, ended=self.clock.moment, outer=outer)


def _of_paper(paper: Row) -> dict[str, str]:
    """Return what a decision says of its one award, as JSON is stored and as it is hashed."""
    content = paper["content"]
    row = content["page"]["annexes"][0]["blocks"]
    listed = next(block for block in row if block["type"] == "table")["rows"][0]
    found = {}
    for name, value in (("listed", listed), ("facts", content["awards"][0])):
        found[f"case.{name}"] = json.dumps(value, ensure_ascii=False)
        found[f"case.{name}_tight"] = canonical_json(value)
    return found | {
        "case.number_json": f'"number":{NUMBER}',
        "case.notation": f"{NUMBER}/{SYMBOL}",
        "case.people": PEOPLE.format(1),
        "case.awards": '"awards": 1',
        "case.awards_tight": '"awards":1',
    }


def _of_agenda(code: str) -> dict[str, str]:
    """Return how the log lists what came on an agenda, as JSON is stored and as it is hashed."""
    return {
        f"case.{name}{spelt}": f'"{name}":{space}["{code}"]'
        for name in ("added", "items")
        for spelt, space in (("", " "), ("_tight", ""))
    }
