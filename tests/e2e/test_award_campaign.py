"""A year of emulation in the browser: from the opening to the certificate, and to its revocation.

Tâm opens the campaign. Cluster 5 walks all its way in the browser (see `award_cluster`). In cluster 3
Quảng Trị declares a conflict of interest and three units stand for one flag: two of them level, so that
Minh, who presides, has the last word. Tâm returns the nomination of Huế for a missing paper; another
nominee of Đà Nẵng is objected to and falls. The Presidium votes on both flags at its voting sheets; they
are issued, printed and verified by somebody who is not signed in, and one is revoked.
"""

from typing import Any

import pytest
from django.utils import timezone

from awards.enums import PaperKind
from awards.models import Award, AwardCampaign, AwardDecision, Nomination, PeerSheet
from awards.services.nomination_papers import add_paper
from awards.services.nominations import open_nomination, save_nomination
from awards.services.publication import end_publications
from awards.services.reviews import let_all_go_on, open_reviews
from tests.awards.campaigns.meeting import Meeting
from tests.awards.house import House, build_house
from tests.awards.nominations.driver import FILLED, NominationDriver, a_pdf, outsider
from tests.awards.scores.scoring import Scoring
from tests.ballots.secret import hand
from tests.cast import build_cast
from tests.e2e import award_cluster
from tests.e2e.people import People, Person, Window, people_at, vi
from tests.e2e.sessions import choose_the_board, convene
from tests.e2e.test_sessions import close_the_vote, hand_in, open_the_vote
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.board import choose_board
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_unfinished
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene as convene_session
from workflow_app.ballots.services.urn import new_code
from workflow_app.ballots.services.voting import hand_in as hand_in_choices

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(transactional_db: None) -> House:
    cast = build_cast()
    award_cluster.complete_cluster_five(cast)
    return build_house(cast)


@pytest.fixture
def window(house: House, live_server: Any, page: Any) -> Window:
    return Window(page, live_server.url)


@pytest.fixture
def people(window: Window) -> People:
    return people_at(window, at_a_tablet={"vy", "khanh", "binh"})


def stage_of(nomination: Nomination) -> str:
    return Dossier.objects.get(pk=nomination.dossier_id).stage


def open_the_campaign(people: People, house: House) -> None:
    tam = people("tam")
    tam.open(house.campaign.get_absolute_url())
    tam.press("Open for all units")
    tam.sees("Đã mở")


def score_cluster_three(people: People, house: House) -> None:
    """Every unit has a score, every peer a sheet or a reason not to score."""
    scoring = Scoring(house)
    for unit in ("LH-DANANG", "LH-HUE", "LH-QUANGTRI"):
        scoring.submit(unit)
    _declare_a_conflict(people("quynh"), scoring.sheet("LH-HUE", "LH-QUANGTRI"))
    scoring.hand_in("LH-DANANG", "LH-HUE")
    scoring.hand_in("LH-DANANG", "LH-QUANGTRI")
    scoring.hand_in("LH-HUE", "LH-DANANG", p11="36")
    scoring.hand_in("LH-QUANGTRI", "LH-DANANG", p11="31")
    scoring.hand_in("LH-QUANGTRI", "LH-HUE", p12="17")


def _declare_a_conflict(quynh: Person, sheet: PeerSheet) -> None:
    quynh.open(f"/awards/scores/rounds/{sheet.round_id}/")
    quynh.page.get_by_text(vi("Our unit has a conflict of interest")).click()
    quynh.page.fill("details[open] [name=reason]", "Hai đơn vị vừa có tranh chấp")
    with quynh.going_on():
        quynh.press("Declare it and do not score")
    quynh.open(f"/awards/scores/rounds/{sheet.round_id}/")
    quynh.sees(vi("A conflict of interest was declared; your unit does not score here."))


def choose_in_cluster_three(people: People, house: House) -> Nomination:
    """Three units for one flag, two of them level: who presides has the last word."""
    meeting = Meeting(house)
    meeting.nominate("flag", "LH-DANANG", "LH-HUE", "LH-QUANGTRI")
    house.campaign.refresh_from_db()
    open_reviews(campaign=house.campaign, cluster=house.cast.cluster, user=house.cast.minh)
    review = meeting.review("flag")
    meeting.do(review, "prepare", Outcome.SUBMITTED, "hoa")
    session = meeting.voted(
        review,
        yes={
            "minh": ("LH-HUE", "LH-QUANGTRI"),
            "dung": ("LH-QUANGTRI",),
            "quynh": ("LH-HUE",),
        },
    )
    ballot = meeting.ballot("flag")
    minh = people("minh")
    minh.open(f"/sessions/{session.pk}/agenda/{ballot.pk}/decide/")
    minh.page.get_by_label(house.cast.unit("LH-HUE").name).first.check(force=True)
    minh.page.fill("[name=reason]", "Dẫn đầu cụm về hoạt động đối ngoại")
    with minh.going_on():
        minh.page.locator("main form button[type=submit]").first.click()
    resume_unfinished()
    minh.open(review.get_absolute_url())
    minh.act("Sign for the cluster")
    let_all_go_on()
    flags = Nomination.objects.filter(dossier__cluster=house.cast.cluster)
    assert {one.dossier.unit.code: stage_of(one) for one in flags} == {
        "LH-HUE": Stage.APPRAISING_CONTENT,
        "LH-DANANG": Stage.REJECTED,
        "LH-QUANGTRI": Stage.REJECTED,
    }
    return flags.get(dossier__unit__code="LH-HUE")


def appraise(people: People, house: House, flag: Nomination, other: Nomination) -> None:
    """Tâm returns it for its missing papers; Huế adds them; the cluster's choice still stands.

    Then both clusters' flags are within the rules and pass together.
    """
    tam, cast = people("tam"), house.cast
    tam.open(flag.get_absolute_url())
    tam.act("Return for rework", reason="Thiếu tờ trình và báo cáo thành tích")
    assert stage_of(flag) == Stage.DRAFTING
    save_nomination(
        nomination=Nomination.objects.get(pk=flag.pk),
        values={**FILLED, "achievements": "Tổ chức 12 đoàn ra, 9 đoàn vào."},
        user=cast.hanh,
    )
    for kind in (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS):
        add_paper(
            nomination=Nomination.objects.get(pk=flag.pk), kind=kind, upload=a_pdf(), user=cast.hanh
        )
    for name, label in (("hanh", "Submit for signature"), ("dung", "Sign and send on")):
        person = people(name)
        person.open(flag.get_absolute_url())
        person.act(label)
    let_all_go_on()
    assert stage_of(flag) == Stage.APPRAISING_CONTENT
    tam.open("/awards/nominations/appraisal/")
    tam.sees("2 đúng quy định")
    tam.press("Pass the ticked ones")
    tam.sees(vi("No nomination waits for appraisal"))
    assert stage_of(flag) == stage_of(other) == Stage.PUBLISHED


def hear_an_objection(people: People, house: House) -> None:
    """Vy of another cluster knows something about a nominee; the secretariat finds her right."""
    dossier = open_nomination(
        campaign=AwardCampaign.objects.get(pk=house.campaign.pk),
        unit=house.cast.unit("LH-DANANG"),
        award_type=house.types["certificate_person"],
        recipient=outsider(),
        user=house.cast.hoa,
    )
    driver = NominationDriver(house, dossier)
    driver.fill()
    driver.add_papers()
    driver.hand_in()
    driver.do(house.tam, "appraise", Outcome.APPRAISED)
    vy, tam = people("vy"), people("tam")
    vy.open("/awards/nominations/published/")
    vy.sees(driver.nomination.recipient.name)
    vy.open(f"/awards/nominations/published/{driver.nomination.pk}/objection/")
    vy.page.fill("[name=text]", "Thành tích nêu trong báo cáo là của tập thể khác.")
    with vy.going_on():
        vy.press("Send the objection")
    driver.end_publication()
    assert driver.dossier.stage == Stage.OBJECTIONS
    tam.open(f"/awards/nominations/{driver.dossier.code}/hearing/")
    _find(tam, is_upheld=True)
    tam.open(driver.dossier.get_absolute_url())
    tam.act("Uphold and end the nomination", reason="Đã xác minh, phản ánh đúng")
    assert driver.dossier.stage == Stage.REJECTED


def _find(tam: Person, *, is_upheld: bool) -> None:
    field = tam.page.locator("select[name=is_upheld]")
    if field.count():
        field.select_option("yes" if is_upheld else "no")
    else:
        tam.page.locator(f"[name=is_upheld][value={'yes' if is_upheld else 'no'}]").check(
            force=True
        )
    tam.page.fill("[name=answer]", "Đã làm việc với tập thể có liên quan; phản ánh đúng.")
    with tam.going_on():
        tam.press("Record the finding")


def vote(people: People, house: House, *flags: Nomination) -> None:
    """The council has met; four of the five of the Presidium vote at their sheets for both flags."""
    pending = Dossier.objects.filter(pk__in=[flag.dossier_id for flag in flags])
    pending.update(stage_due=timezone.now())
    end_publications()
    _the_council_votes(house, list(pending))
    session = convene(people, "hybrid", "Đoàn Chủ tịch xét tặng Cờ thi đua", house.cast.presidium)
    choose_the_board(people, session)
    open_the_vote(people, session)
    names = [flag.recipient.name for flag in flags]
    for name in ("phuong", "binh"):  # at a desk, and at a tablet
        hand_in(people, name, session, dict.fromkeys(names, "yes"))
    for member in (house.cast.an, house.cast.cuong):
        hand(session, member)
    assert {stage_of(flag) for flag in flags} == {Stage.DECIDING}
    close_the_vote(people, session)
    assert {stage_of(flag) for flag in flags} == {Stage.ISSUING}


def _the_council_votes(house: House, dossiers: list[Dossier]) -> Session:
    cast = house.cast
    session = convene_session(
        body=house.council,
        title="Phiên họp Hội đồng",
        held_on=timezone.localdate(),
        mode=SessionMode.IN_PERSON,
        place="105A Quán Thánh",
        dossiers=dossiers,
        user=house.tam,
    )
    head, *others = (cast.people[name] for name in ("kien", "xuan", "thu"))
    choose_board(session=session, head=head, others=others, user=house.tam)
    session = open_vote(session=session, user=cast.phuong)
    for entry in session.roll.select_related("user"):
        hand_in_choices(
            session=session,
            user=entry.user,
            choices={option.pk: Choice.YES for option in options_of(entry)},
            code=new_code(),
        )
    return close_vote(session=session, user=cast.phuong)


def issue(people: People, house: House, *flags: Nomination) -> Award:
    """Thu numbers one decision for both and prints their certificates."""
    thu = people("thu")
    thu.open(f"/awards/register/issuing/{house.campaign.pk}/")
    for flag in flags:
        thu.sees(flag.recipient.name)
    thu.page.locator("button[name=preview]").click()
    with thu.going_on():
        thu.page.locator("button[name=issue]").click()
    decision = AwardDecision.objects.get()
    assert decision.awards.count() == len(flags)
    print_file = thu.page.get_by_role("link", name=vi("All certificates (PDF)"))
    paper = thu.page.request.get(f"{thu.base}{print_file.get_attribute('href')}")
    assert paper.body().startswith(b"%PDF")
    return Award.objects.get(nomination=flags[0])


def revoke(people: People, house: House, award: Award) -> None:
    tam, uyen, thu = people("tam"), people("uyen"), people("thu")
    tam.open(f"/awards/register/awards/{award.pk}/revoke/")
    tam.page.locator("[name=ground][value=fraud]").check(force=True)
    tam.page.fill("[name=facts]", "Kết luận số 12/KL-BKT: báo cáo thành tích không đúng sự thật.")
    tam.page.fill("[name=concluded_on]", f"{timezone.localdate():%d/%m/%Y}")
    with tam.going_on():
        tam.press("Open the dossier")
    dossier = Dossier.objects.get(kind="revocation")
    for person, label in ((tam, "Submit for signature"), (uyen, "Sign and send on")):
        person.open(dossier.get_absolute_url())
        person.act(label)
    settle(dossier=dossier, step="presidium", outcome=Outcome.ADOPTED, reason="5/5")
    thu.open(dossier.get_absolute_url())
    thu.act("Number and issue")
    assert Dossier.objects.get(pk=dossier.pk).stage == Stage.RECOVERING


def test_from_the_opening_to_the_revocation(people: People, house: House, window: Window) -> None:
    open_the_campaign(people, house)
    score_cluster_three(people, house)
    award_cluster.score(people, house)
    flag = choose_in_cluster_three(people, house)
    lao = award_cluster.nominate(people, house)
    award_cluster.meet(people, house)
    appraise(people, house, flag, lao)
    hear_an_objection(people, house)
    vote(people, house, flag, lao)
    award = issue(people, house, flag, lao)
    assert award.amount == 20_240_000  # 8.0 × 2,530,000, the base salary of the day
    said = window.read_as_nobody(f"/verify/{award.code}/")
    assert award.name in said
    assert "valid" in said.lower()
    revoke(people, house, award)
    assert "revoked" in window.read_as_nobody(f"/verify/{award.code}/").lower()
