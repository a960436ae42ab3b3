"""A year of emulation on its way, and a medal that was given; everything in them is invented.

Cluster 4 has scored its units and prepares its meeting; the other units are still at their own
scores. Đà Nẵng and Hà Nội put people forward. Earlier in the year a friend from abroad got the
medal, so that the register holds a certificate that can be verified. The flags of 2021 come from the
press.
"""

import datetime as dt
import json
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awards.enums import CriterionKind, Occasion, PaperKind, Sex
from awards.models import AwardCampaign, AwardType, Criterion, Nomination, PeerSheet, SelfScore
from awards.services.campaigns import CriterionRow, QuotaRow, open_campaign, save_campaign
from awards.services.cells import Cell
from awards.services.editing import save_cells
from awards.services.handover import hand_over
from awards.services.history import import_awards
from awards.services.issuing import issue_decision
from awards.services.nomination_papers import add_paper
from awards.services.nominations import open_nomination, save_nomination
from awards.services.peers import hand_in
from awards.services.recipients import add_recipient, recipient_for
from awards.services.reviews import open_reviews
from awards.services.types import load_default_types
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Body, Cluster, Person, Seat, Unit
from workflow_app.organization.services.appointments import Appointment, appoint_many

from .archive import DATA
from .people import slug
from .personnel import OFFICER
from .story import Cast, Story

BASIS = "Dữ liệu minh họa"
COUNCIL_SIZE = 9
APPRAISER = "tccb.thamdinh"
SCORED_CLUSTER = 4
SHEET = (
    ("Nhiệm vụ đối ngoại nhân dân", "1.1", "Thực hiện kế hoạch công tác năm", "main", 30),
    ("Nhiệm vụ đối ngoại nhân dân", "1.2", "Đoàn ra, đoàn vào, gặp mặt hữu nghị", "main", 20),
    ("Nhiệm vụ đối ngoại nhân dân", "1.3", "Công tác phi chính phủ nước ngoài", "main", 10),
    ("Xây dựng tổ chức", "2.1", "Tổ chức, cán bộ, phát triển hội viên", "main", 15),
    ("Xây dựng tổ chức", "2.2", "Thông tin, báo cáo đúng hạn", "main", 15),
    ("Phong trào thi đua", "3.1", "Tham gia hoạt động của Cụm", "main", 10),
    ("Điểm thưởng, điểm trừ", "4.1", "Sáng kiến, mô hình mới được công nhận", "bonus", 5),
    ("Điểm thưởng, điểm trừ", "4.2", "Nộp báo cáo chậm, vắng họp không lý do", "penalty", 10),
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def medal_story(story: Story, today: dt.date) -> None:
    """Tell what came before this autumn: the flags of 2021, the council, a medal for a friend."""
    types = load_default_types()
    import_awards(data=json.loads((DATA / "organisation.json").read_text(encoding="utf-8")))
    story.clock.set(today - dt.timedelta(days=90))
    _appoint_council(story.cast, today)
    _medal(story, types, today)


def awards_story(story: Story, today: dt.date) -> None:
    """Tell the year of emulation up to today."""
    types = {one.code: one for one in AwardType.objects.all()}
    campaign = _campaign(story.cast, types, today)
    _scores(story, campaign)
    _meeting(story, campaign)
    _people(story, campaign, types)


def _appoint_council(cast: Cast, today: dt.date) -> None:
    council = Body.objects.get(code="HDTDKT")
    seats = Seat.objects.filter(term__body=council).order_by("number")[:COUNCIL_SIZE]
    names = ["chutich", *(f"uyvien{number:03d}" for number in range(20, 19 + COUNCIL_SIZE))]
    places: list[tuple[str, Role, Body | Seat]] = [
        *((name, Role.BODY_MEMBER, seat) for name, seat in zip(names, seats, strict=False)),
        ("chutich", Role.BODY_CHAIR, council),
        (OFFICER, Role.BODY_SECRETARY, council),
    ]
    appoint_many(
        appointments=[
            Appointment(
                person=cast(name).person,
                role=role,
                place=place,
                valid_from=today - dt.timedelta(days=365),
                basis=BASIS,
            )
            for name, role, place in places
        ],
        by=None,
    )


# --- The year --------------------------------------------------------------------------------


def _campaign(cast: Cast, types: dict[str, AwardType], today: dt.date) -> AwardCampaign:
    campaign = save_campaign(
        campaign=None,
        values={
            "year": today.year,
            "occasion": Occasion.ANNUAL,
            "title": f"Thi đua, khen thưởng năm {today.year}",
            "guidance": "Các đơn vị tự chấm điểm kèm minh chứng, chấm chéo trong cụm, sau đó họp "
            "cụm bình xét và gửi hồ sơ đề nghị khen thưởng đúng hạn (dữ liệu minh họa).",
            "council": Body.objects.get(code="HDTDKT"),
            "presidium": Body.objects.get(code="DCT"),
            "gap_limit": 5,
            "counts_from": dt.date(today.year, 1, 1),
            "counts_to": dt.date(today.year, 12, 31),
            "scores_due": today + dt.timedelta(days=3),
            "peers_due": today + dt.timedelta(days=10),
            "nominations_due": today + dt.timedelta(days=20),
        },
        criteria=[
            CriterionRow(
                group=group,
                code=code,
                text=text,
                kind=CriterionKind(kind),
                most=Decimal(most),
                needs_evidence=kind == "main",
            )
            for group, code, text, kind, most in SHEET
        ],
        quotas=[QuotaRow(types["flag"], 1), QuotaRow(types["certificate_collective"], 3)],
        user=cast("vanphong.vanthu"),
    )
    open_campaign(campaign=campaign, user=cast("vanphong.vanthu"))
    campaign.refresh_from_db()
    return campaign


def _scores(story: Story, campaign: AwardCampaign) -> None:
    """The units of one cluster score themselves and each other; Đà Nẵng has just begun."""
    criteria = list(Criterion.objects.filter(group__campaign=campaign).order_by("code"))
    scores = SelfScore.objects.filter(campaign=campaign).select_related("dossier__unit", "campaign")
    of_cluster = list(scores.filter(dossier__cluster__number=SCORED_CLUSTER))
    for place, score in enumerate(of_cluster):
        _fill(story, score, criteria, lost=place % 4)
        story.submit(score.dossier)
        story.sign(score.dossier)
    _fill(story, scores.get(dossier__unit__code="LH-DANANG"), criteria[:3], lost=1)
    sheets = PeerSheet.objects.filter(
        round__dossier__in=[score.dossier_id for score in of_cluster]
    ).select_related("unit", "round__dossier")
    for number, sheet in enumerate(sheets.order_by("pk")):
        hand_in(
            sheet_id=sheet.pk,
            user=story.cast(f"{slug(sheet.unit)}.truong"),
            cells=[
                Cell(str(one.pk), "points", f"{int(one.most) - (number + place) % 4}")
                for place, one in enumerate(criteria)
                if one.kind == CriterionKind.MAIN
            ],
        )


def _fill(story: Story, score: SelfScore, criteria: list[Criterion], *, lost: int) -> None:
    cells = []
    for place, criterion in enumerate(criteria):
        if criterion.kind != CriterionKind.MAIN:
            continue
        points = int(criterion.most) - (lost + place) % 3
        cells.append(Cell(str(criterion.pk), "points", str(points)))
        cells.append(
            Cell(str(criterion.pk), "claim", f"Hoàn thành: {criterion.text.lower()} (minh họa).")
        )
    save_cells(score=score, cells=cells, user=story.cast(f"{slug(score.dossier.unit)}.soanthao"))


def _meeting(story: Story, campaign: AwardCampaign) -> None:
    """Three units of the scored cluster stand for its flag; its head has opened the meeting."""
    cluster = Cluster.objects.select_related("head_unit").get(
        year=campaign.year, number=SCORED_CLUSTER
    )
    flag = AwardType.objects.get(code="flag")
    members = Unit.objects.filter(memberships__cluster=cluster).order_by("sort_key")[:3]
    for unit in members:
        nomination = _open(
            story,
            campaign,
            unit,
            flag,
            f"u{unit.pk}",
            citation=f"Dẫn đầu phong trào thi đua của Cụm năm {campaign.year}",
        )
        story.submit(nomination.dossier)
        story.sign(nomination.dossier)
    if cluster.head_unit is not None:
        open_reviews(
            campaign=campaign,
            cluster=cluster,
            user=story.cast(f"{slug(cluster.head_unit)}.truong"),
        )


def _people(story: Story, campaign: AwardCampaign, types: dict[str, AwardType]) -> None:
    """Persons put forward: one still a draft, one with the secretariat."""
    for code, is_sent in (("LH-DANANG", False), ("LH-HANOI", True)):
        unit = Unit.objects.get(code=code)
        person = Person.objects.get(user__username=f"{slug(unit)}.pho")
        nomination = _open(
            story,
            campaign,
            unit,
            types["certificate_person"],
            f"p{person.pk}",
            citation=f"Có thành tích xuất sắc trong công tác đối ngoại nhân dân năm {campaign.year}",
        )
        if is_sent:
            story.submit(nomination.dossier)
            story.sign(nomination.dossier)


def _open(
    story: Story,
    campaign: AwardCampaign,
    unit: Unit,
    award_type: AwardType,
    key: str,
    *,
    citation: str,
    foreign: str = "",
) -> Nomination:
    drafter = story.cast(f"{slug(unit)}.soanthao")
    dossier = open_nomination(
        campaign=campaign,
        unit=unit,
        award_type=award_type,
        recipient=recipient_for(key=key),
        user=drafter,
    )
    nomination = Nomination.objects.get(dossier=dossier)
    save_nomination(
        nomination=nomination,
        values={
            "citation": citation,
            "citation_foreign": foreign,
            "completion": "excellent",
            "achievements": nomination.achievements
            + "\nĐã tham mưu, tổ chức có hiệu quả các hoạt động đối ngoại nhân dân (minh họa).",
            "votes_for": 9,
            "votes_of": 9,
        },
        user=drafter,
    )
    for kind in (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS, PaperKind.MINUTES):
        add_paper(
            nomination=nomination,
            kind=kind,
            upload=SimpleUploadedFile(f"{kind}.pdf", PDF, "application/pdf"),
            user=drafter,
            issued_on=timezone.localdate(),
        )
    return nomination


# --- The medal -------------------------------------------------------------------------------


def _medal(story: Story, types: dict[str, AwardType], today: dt.date) -> None:
    """A friend of Viet Nam was given the medal on an occasion of its own."""
    cast = story.cast
    begins = timezone.localdate()
    campaign = save_campaign(
        campaign=None,
        values={
            "year": today.year,
            "occasion": Occasion.FOREIGN,
            "title": f"Khen thưởng đối ngoại năm {today.year}",
            "guidance": "",
            "council": Body.objects.get(code="HDTDKT"),
            "presidium": Body.objects.get(code="DCT"),
            "gap_limit": 5,
            "counts_from": dt.date(today.year - 10, 1, 1),
            "counts_to": begins,
            "scores_due": begins,
            "peers_due": begins,
            "nominations_due": begins + dt.timedelta(days=30),
        },
        criteria=[],
        quotas=[],
        user=cast("vanphong.vanthu"),
    )
    open_campaign(campaign=campaign, user=cast("vanphong.vanthu"))
    campaign.refresh_from_db()
    friend = add_recipient(
        kind="person",
        values={
            "name": "Marie Example Dupont",
            "honorific": "Bà",
            "sex": Sex.FEMALE,
            "nationality": "Pháp",
            "organisation": "Hội hữu nghị Pháp - Việt (minh họa)",
            "post": "Chủ tịch",
            "language": "en",
        },
        user=cast("hanoi.soanthao"),
    )
    nomination = _open(
        story,
        campaign,
        Unit.objects.get(code="LH-HANOI"),
        types["medal"],
        f"r{friend.pk}",
        citation="Vì những đóng góp cho hòa bình, hữu nghị giữa các dân tộc",
        foreign="For contributions to peace and friendship among nations",
    )
    story.submit(nomination.dossier)
    story.sign(nomination.dossier)
    _later(story, 3)
    story.decide(nomination.dossier, "appraise", Outcome.APPRAISED, APPRAISER)
    _vote_and_issue(story, nomination.dossier)


def _later(story: Story, days: int) -> dt.date:
    """Let so many days pass, and return the day on which people then act."""
    story.clock.set(timezone.localdate() + dt.timedelta(days=days))
    return timezone.localdate()


def _vote_and_issue(story: Story, dossier: Dossier) -> None:
    cast = story.cast
    _council_votes(story, dossier, _later(story, 5))
    decides = _later(story, 3)
    session = story.open_session(
        "Đoàn Chủ tịch cho ý kiến về khen thưởng đối ngoại", decides, [dossier]
    )
    story.vote(session, cast.members(), against=set())
    story.close(session)
    signed = _later(story, 2)
    decision = issue_decision(
        dossiers=[Dossier.objects.get(pk=dossier.pk)],
        signer=str(cast("chutich")),
        signer_title="TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
        issued_on=signed,
        user=cast("vanphong.vanthu"),
    )
    given = _later(story, 4)
    hand_over(
        awards=list(decision.awards.all()),
        handed_over_on=given,
        received_by="",
        user=cast("vanphong.vanthu"),
    )


def _council_votes(story: Story, dossier: Dossier, held_on: dt.date) -> None:
    cast = story.cast
    council = Body.objects.get(code="HDTDKT")
    session = convene(
        body=council,
        title="Phiên họp Hội đồng Thi đua - Khen thưởng",
        held_on=held_on,
        mode=SessionMode.IN_PERSON,
        place="105A Quán Thánh, Ba Đình, Hà Nội",
        dossiers=[dossier],
        user=cast(OFFICER),
    )
    session = open_vote(session=session, user=cast("chutich"))
    members = [entry.user for entry in session.roll.select_related("user") if entry.user]
    story.vote(session, members, against=set())
    story.close(session)
