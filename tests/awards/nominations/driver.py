"""Nominations of LHHN Đà Nẵng: Hoa drafts, Minh signs; Tâm appraises, Uyên heads the secretariat."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from awards.enums import CampaignState, Completion, PaperKind, Sex, SubjectKind
from awards.models import Nomination, Objection, Recipient
from awards.report_forms import blank_report
from awards.services.nomination_papers import add_paper
from awards.services.nominations import open_nomination, save_nomination
from awards.services.publication import end_publications
from tests.awards.house import House
from tests.driver import FlowDriver
from tests.retold import retold
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FILLED: dict[str, Any] = {
    "citation": "Đã có thành tích xuất sắc trong công tác đối ngoại nhân dân năm 2027",
    "completion": Completion.EXCELLENT,
    "votes_for": 9,
    "votes_of": 10,
    "achievements": blank_report(SubjectKind.PERSON) + "\nTổ chức 12 đoàn ra, 9 đoàn vào.",
}
AN_OUTSIDER: dict[str, Any] = {
    "name": "Trần Hữu Bằng",
    "honorific": "Ông",
    "sex": Sex.MALE,
    "birth_date": dt.date(1961, 4, 30),
    "post": "Chủ nhiệm câu lạc bộ",
    "organisation": "Câu lạc bộ Hữu nghị Việt - Lào",
}


def open_house(house: House) -> House:
    """The campaign takes nominations."""
    house.campaign.state = CampaignState.OPEN
    house.campaign.save(update_fields=["state"])
    return house


def outsider(**values: Any) -> Recipient:
    return Recipient.objects.create(kind=SubjectKind.PERSON, **{**AN_OUTSIDER, **values})


def a_pdf(name: str = "bao-cao.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


class NominationDriver(FlowDriver):
    """Drives one nomination through its flow in the names of cast and house."""

    def __init__(self, house: House, dossier: Dossier) -> None:
        super().__init__(house.cast, dossier)
        self.house = house

    @property
    def nomination(self) -> Nomination:
        return Nomination.objects.select_related(
            "dossier__unit", "dossier__revision", "recipient", "award_type", "campaign", "rule"
        ).get(dossier=self.pk)

    def fill(self, **values: Any) -> None:
        save_nomination(nomination=self.nomination, values={**FILLED, **values}, user=self.cast.hoa)

    def add_papers(self, *kinds: PaperKind) -> None:
        for kind in kinds or (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS):
            add_paper(nomination=self.nomination, kind=kind, upload=a_pdf(), user=self.cast.hoa)

    def hand_in(self) -> None:
        self.do(self.cast.hoa, "draft", Outcome.SUBMITTED)
        self.do(self.cast.minh, "sign", Outcome.SIGNED)

    def to_appraisal(self) -> None:
        retold(("nomination at the secretariat", self.pk), self._to_appraisal, self.house)

    def _to_appraisal(self) -> None:
        self.fill()
        self.add_papers()
        self.hand_in()
        if self.trail[-1] == "cluster_choice":
            self.chosen()

    def chosen(self) -> None:
        """The cluster has chosen it, as its signed choice lets it go on (see `reviews`)."""
        Nomination.objects.filter(dossier=self.pk).update(cluster_result="nominated")
        settle(dossier=self.dossier, step="cluster_choice", outcome=Outcome.NOMINATED)

    def to_publication(self) -> None:
        self.to_appraisal()
        self.do(self.house.tam, "appraise", Outcome.APPRAISED)

    def end_publication(self) -> None:
        Dossier.objects.filter(pk=self.pk).update(
            stage_due=timezone.now() - dt.timedelta(minutes=1)
        )
        end_publications()

    def to_council(self) -> None:
        self.to_publication()
        self.end_publication()

    def voted(self, step: str, outcome: Outcome = Outcome.ADOPTED) -> None:
        """The body has voted and the dossier goes on, as a closed ballot lets it."""
        with transaction.atomic():
            settle(
                dossier=self.dossier,
                step=step,
                outcome=outcome,
                reason="Tán thành 2/5 tổng số thành viên; cần quá nửa.",
            )

    def objection(self) -> Objection:
        return Objection.objects.get(nomination__dossier=self.pk)


def nominated(
    house: House,
    award: str = "certificate_person",
    recipient: Recipient | None = None,
    unit: str = "LH-DANANG",
    user: User | None = None,
) -> NominationDriver:
    """A draft that names a nominee and nothing else yet."""
    open_house(house)
    if recipient is None:
        is_person = house.types[award].subject == SubjectKind.PERSON
        recipient = outsider() if is_person else house.recipient(unit)
    dossier = open_nomination(
        campaign=house.campaign,
        unit=house.cast.unit(unit),
        award_type=house.types[award],
        recipient=recipient,
        user=user or house.cast.hoa,
    )
    return NominationDriver(house, dossier)
