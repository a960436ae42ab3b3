"""A year of emulation in the browser: from the opening to the certificate, and to its revocation.

Tâm opens the campaign. Huế scores Đà Nẵng at the browser, Quảng Trị declares a conflict of interest. The
three units of cluster 3 stand for one flag: two of them level, so that Minh, who presides, has the last
word. Tâm returns the nomination of Huế for a missing paper; a nominee of cluster 5 is objected to and
falls; the flag is voted, issued, printed and verified by somebody who is not signed in, and revoked.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from awards.enums import PaperKind, SheetState
from awards.models import Award, AwardCampaign, Nomination, PeerSheet
from awards.services.nomination_papers import add_paper
from awards.services.nominations import open_nomination, save_nomination
from awards.services.publication import end_publications
from awards.services.reviews import let_all_go_on
from tests.awards.campaigns.meeting import Meeting
from tests.awards.house import House, build_house
from tests.awards.nominations.driver import FILLED, NominationDriver, a_pdf, outsider
from tests.awards.scores.scoring import OWN, Scoring
from tests.cast import build_cast
from tests.e2e.people import Person, vi
from tests.e2e.sessions import People
from tests.e2e.test_sessions import DESK, TABLET
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle
from workflow_app.ballots.services.resumption import resume_unfinished

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(transactional_db: None) -> House:
    return build_house(build_cast())


@pytest.fixture
def people(house: House, live_server: Any, new_context: Callable[..., Any]) -> People:
    windows: dict[str, Person] = {}

    def person(username: str) -> Person:
        if username not in windows:
            page = new_context(viewport=TABLET if username == "dung" else DESK).new_page()
            page.set_default_timeout(20_000)
            windows[username] = Person(page, live_server.url, username)
        return windows[username]

    return person


def stage_of(nomination: Nomination) -> str:
    return Dossier.objects.get(pk=nomination.dossier_id).stage


def open_and_score(people: People, house: House) -> Scoring:
    """Tâm opens the campaign; every unit has a score, every peer a sheet."""
    tam = people("tam")
    tam.open(house.campaign.get_absolute_url())
    tam.press("Open for all units")
    tam.sees("Đã mở")
    scoring = Scoring(house)
    for unit in ("LH-DANANG", "LH-HUE", "LH-QUANGTRI"):
        scoring.submit(unit)
    _score_at_the_browser(people("dung"), scoring.sheet("LH-DANANG", "LH-HUE"), house)
    _declare_a_conflict(people("quynh"), scoring.sheet("LH-HUE", "LH-QUANGTRI"))
    scoring.hand_in("LH-DANANG", "LH-QUANGTRI")
    scoring.hand_in("LH-HUE", "LH-DANANG", p11="36")
    scoring.hand_in("LH-QUANGTRI", "LH-DANANG", p11="31")
    scoring.hand_in("LH-QUANGTRI", "LH-HUE", p12="17")
    return scoring


def _score_at_the_browser(dung: Person, sheet: PeerSheet, house: House) -> None:
    dung.open(f"/awards/scores/rounds/{sheet.round_id}/")
    for code, points in OWN.items():
        dung.page.fill(f"[name='cell:{house.criterion(code).pk}:points']", points)
    dung.press("Hand in for the unit…")
    dung.page.locator("dialog[open] [name=hand_in]").click()
    dung.page.wait_for_load_state("networkidle")
    assert PeerSheet.objects.get(pk=sheet.pk).state == SheetState.HANDED_IN


def _declare_a_conflict(quynh: Person, sheet: PeerSheet) -> None:
    quynh.open(f"/awards/scores/rounds/{sheet.round_id}/")
    quynh.page.get_by_text(vi("Our unit has a conflict of interest")).click()
    quynh.page.fill("details[open] [name=reason]", "Hai đơn vị vừa có tranh chấp")
    quynh.press("Declare it and do not score")
    quynh.page.wait_for_load_state("networkidle")
    quynh.open(f"/awards/scores/rounds/{sheet.round_id}/")
    quynh.sees(vi("A conflict of interest was declared; your unit does not score here."))


def choose_in_the_cluster(people: People, house: House) -> Nomination:
    """Three units for one flag, two of them level: who presides has the last word."""
    meeting = Meeting(house)
    meeting.nominate("flag", "LH-DANANG", "LH-HUE", "LH-QUANGTRI")
    minh, hoa = people("minh"), people("hoa")
    minh.open(house.campaign.get_absolute_url())
    minh.press("Prepare the meeting")
    review = meeting.review("flag")
    hoa.open(review.get_absolute_url())
    hoa.sees("3 ứng viên cho 1 chỉ tiêu")
    hoa.act("Submit for signature")
    session = meeting.voted(
        review,
        yes={
            "minh": ("LH-HUE", "LH-QUANGTRI"),
            "dung": ("LH-QUANGTRI",),
            "quynh": ("LH-HUE",),
        },
    )
    ballot = meeting.ballot("flag")
    minh.open(f"/sessions/{session.pk}/agenda/{ballot.pk}/decide/")
    minh.page.get_by_label(house.cast.unit("LH-HUE").name).first.check(force=True)
    minh.page.fill("[name=reason]", "Dẫn đầu cụm về hoạt động đối ngoại")
    minh.page.locator("main form button[type=submit]").first.click()
    minh.page.wait_for_load_state("networkidle")
    resume_unfinished()
    minh.open(review.get_absolute_url())
    minh.act("Sign for the cluster")
    let_all_go_on()
    flags = Nomination.objects.filter(award_type__code="flag")
    assert {one.dossier.unit.code: stage_of(one) for one in flags} == {
        "LH-HUE": Stage.APPRAISING_CONTENT,
        "LH-DANANG": Stage.REJECTED,
        "LH-QUANGTRI": Stage.REJECTED,
    }
    return flags.get(dossier__unit__code="LH-HUE")


def appraise(people: People, house: House, flag: Nomination) -> None:
    """Tâm returns it for its missing papers; Huế adds them; the cluster's choice still stands."""
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
    tam.open(flag.get_absolute_url())
    tam.act("Appraise as ready and send on")
    assert stage_of(flag) == Stage.PUBLISHED


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
    vy.press("Send the objection")
    vy.page.wait_for_load_state("networkidle")
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
    tam.press("Record the finding")
    tam.page.wait_for_load_state("networkidle")


def vote_and_issue(people: People, house: House, flag: Nomination) -> Award:
    """Council and Presidium are in favour; Thu numbers the decision with its list."""
    Dossier.objects.filter(pk=flag.dossier_id).update(stage_due=timezone.now())
    end_publications()
    for step in ("council", "presidium"):
        settle(
            dossier=Dossier.objects.get(pk=flag.dossier_id),
            step=step,
            outcome=Outcome.ADOPTED,
            reason="Tán thành 5/5 tổng số thành viên; cần ít nhất 80 %.",
        )
    thu = people("thu")
    thu.open(f"/awards/register/issuing/{house.campaign.pk}/")
    thu.sees(flag.recipient.name)
    thu.page.locator("button[name=preview]").click()
    thu.page.locator("button[name=issue]").click()
    thu.page.wait_for_load_state("networkidle")
    return Award.objects.get(nomination=flag)


def verified(page: Any, base: str, award: Award) -> str:
    """What somebody reads who scans the code of the certificate, without an account."""
    page.goto(f"{base}/verify/{award.code}/")
    return str(page.locator("main").inner_text())


def revoke(people: People, house: House, award: Award) -> None:
    tam, uyen, thu = people("tam"), people("uyen"), people("thu")
    tam.open(f"/awards/register/awards/{award.pk}/revoke/")
    tam.page.locator("[name=ground][value=fraud]").check(force=True)
    tam.page.fill("[name=facts]", "Kết luận số 12/KL-BKT: báo cáo thành tích không đúng sự thật.")
    tam.page.fill("[name=concluded_on]", f"{timezone.localdate():%d/%m/%Y}")
    tam.press("Open the dossier")
    tam.page.wait_for_load_state("networkidle")
    dossier = Dossier.objects.get(kind="revocation")
    for person, label in ((tam, "Submit for signature"), (uyen, "Sign and send on")):
        person.open(dossier.get_absolute_url())
        person.act(label)
    settle(dossier=dossier, step="presidium", outcome=Outcome.ADOPTED, reason="5/5")
    thu.open(dossier.get_absolute_url())
    thu.act("Number and issue")
    assert Dossier.objects.get(pk=dossier.pk).stage == Stage.RECOVERING


def test_from_the_opening_to_the_revocation(people: People, house: House, page: Any) -> None:
    open_and_score(people, house)
    flag = choose_in_the_cluster(people, house)
    appraise(people, house, flag)
    hear_an_objection(people, house)
    award = vote_and_issue(people, house, flag)
    thu = people("thu")
    paper = thu.page.request.get(f"{thu.base}/awards/register/awards/{award.pk}/certificate/")
    assert paper.body().startswith(b"%PDF")
    assert award.amount == 20_240_000  # 8.0 × 2,530,000, the base salary of the day
    assert award.name in verified(page, thu.base, award)
    assert "valid" in verified(page, thu.base, award).lower()
    revoke(people, house, award)
    assert "revoked" in verified(page, thu.base, award).lower()
