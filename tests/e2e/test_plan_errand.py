"""One plan's whole errand, each person doing their part in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from plans.models import Campaign, FocusArea
from plans.services.campaigns import open_campaign
from plans.services.importing import commit_import
from tests.ballots.agenda import convened
from tests.ballots.agenda import vote as cast_vote
from tests.cast import Cast, build_cast
from tests.driver import FlowDriver
from tests.e2e.people import People, Window, people_at, vi
from tests.plans.sheets import handed_in
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import Choice
from workflow_app.ballots.models import Session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.organization.models import Cluster, ClusterMembership
from workflow_app.organization.services.authority import refresh_authority

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SHEET = Path(__file__).parent.parent / "data" / "da_nang_2022.xlsx"
CODE = "KH-2022-LH-DANANG"
PAGE = f"/dossiers/{CODE}/"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, with cluster 3 as it was in 2022 and a campaign of that year."""
    cast = build_cast()
    cluster = Cluster.objects.create(
        number=3,
        name="Cụm Liên hiệp hữu nghị địa phương số 3",
        year=2022,
        head_unit=cast.unit("LH-DANANG"),
        deputy_unit=cast.unit("LH-HUE"),
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=cast.unit(code), year=2022)
        for code in ("LH-DANANG", "LH-HUE", "LH-QUANGTRI")
    )
    campaign = Campaign.objects.create(
        year=2022, title="Kế hoạch công tác năm 2022", body=cast.presidium
    )
    FocusArea.objects.create(
        campaign=campaign, order=1, code="FRIEND", name="Hòa bình, đoàn kết, hữu nghị"
    )
    refresh_authority()
    return cast


@pytest.fixture
def people(cast: Cast, live_server: Any, page: Any) -> People:
    """Thu signs in; members of the Presidium hold a tablet."""
    window = Window(page, live_server.url)
    window.sign_in("thu")
    return people_at(window, at_a_tablet={"an", "binh", "cuong", "dao"})


def dossier() -> Dossier:
    return Dossier.objects.select_related("paper", "revision", "sent_back").get(code=CODE)


def open_the_campaign(people: People) -> None:
    thu = people("thu")
    thu.open("/plans/2022/")
    with thu.going_on():
        thu.page.locator("form[action$='/plans/2022/open/'] button[type=submit]").first.click()
    assert Dossier.objects.filter(year=2022, kind="plan").count() == 7


def import_the_sheet(people: People) -> None:
    hoa = people("hoa")
    hoa.open(f"/plans/edit/{CODE}/import/")
    hoa.page.set_input_files("input[type=file]", str(SHEET))
    hoa.press("Read the file")
    hoa.press("That is right, show me the rows")
    hoa.sees("Vận động viện trợ phi chính phủ nước ngoài")
    assert dossier().plan.activities.count() == 0, "nothing changes before the commit"
    with hoa.going_on():
        hoa.page.locator("button[name=what][value=all]").click()
    assert dossier().plan.activities.count() == 6


def submit(people: People) -> None:
    hoa = people("hoa")
    hoa.open(PAGE)
    hoa.act("Submit for signature")
    assert dossier().stage == Stage.SIGNING


def sign(people: People) -> None:
    minh = people("minh")
    minh.open(PAGE)
    minh.act("Sign and send on")
    assert dossier().stage == Stage.CONSULTING


def review(people: People, *, comment: str = "") -> None:
    dung = people("dung")
    dung.open(f"{PAGE}opinion/")
    if comment:
        dung.page.locator("[name=stance][value=agree_with_comments]").check(force=True)
        dung.page.fill("[name=text]", comment)
    else:
        dung.page.locator("[name=stance][value=agree]").check(force=True)
    with dung.going_on():
        dung.press("Hand in the opinion")
    quynh = people("quynh")
    quynh.open(f"{PAGE}opinion/")
    quynh.page.locator("[name=stance][value=agree]").check(force=True)
    with quynh.going_on():
        quynh.press("Hand in the opinion")
    assert dossier().stage == Stage.ENDORSING


def answer(people: People) -> None:
    hoa = people("hoa")
    hoa.open(f"{PAGE}?tab=review")
    hoa.page.locator("[name$=answer]").first.select_option("accepted")
    with hoa.going_on():
        hoa.press("Save the answer")
    assert not dossier().comments.filter(answer="").exists()


def endorse_and_appraise(people: People) -> None:
    for username, label, stage in (
        ("dung", "Sign for the cluster", Stage.APPRAISING_CONTENT),
        ("tuan", "Appraise as ready and send on", Stage.APPRAISING_FORM),
        ("nga", "Appraise as ready and send on", Stage.DECIDING),
    ):
        person = people(username)
        person.open(PAGE)
        person.act(label)
        assert dossier().stage == stage


def convene(people: People) -> str:
    """Return the address of the session, whose vote is open."""
    son = people("son")
    son.open("/sessions/convene/")
    son.page.fill("[name=title]", "Hội nghị Đoàn Chủ tịch")
    son.page.fill("[name=held_on]", f"{timezone.localdate():%d/%m/%Y}")
    box = son.page.locator("input[type=checkbox][name=dossiers]").first
    box.check(force=True)
    son.press("Convene the session")
    son.page.wait_for_url("**/sessions/*/")
    session = son.page.url.removeprefix(son.base)
    phuong = people("phuong")
    phuong.open(session)
    phuong.press("Open the vote")
    with phuong.going_on():
        phuong.page.locator("dialog[open] button[type=submit]").click()
    return session


def vote(people: People, session: str, choices: dict[str, str]) -> None:
    for username, choice in choices.items():
        member = people(username)
        member.open(f"{session}sheet/")
        for radio in member.page.locator(f"input[type=radio][value={choice}]").all():
            radio.check(force=True)
        member.press("Read again before handing in")
        member.press("Hand in the sheet")
        expect(member.page.locator("[data-forget]")).to_be_visible()
    close(people, session)


def close(people: People, session: str) -> None:
    phuong = people("phuong")
    phuong.open(session)
    phuong.press("Close the vote")
    with phuong.going_on():
        phuong.page.locator("dialog[open] button[type=submit]").click()


def test_a_plan_goes_from_the_units_sheet_to_a_numbered_decision(people: People) -> None:
    open_the_campaign(people)
    import_the_sheet(people)
    submit(people)
    sign(people)
    review(people, comment="Đề nghị mời Huế cùng tham gia")
    answer(people)
    endorse_and_appraise(people)
    session = convene(people)
    vote(people, session, {"phuong": "yes", "an": "yes", "binh": "yes", "cuong": "no"})
    assert dossier().stage == Stage.ISSUING
    phuong = people("phuong")
    phuong.sees("3")

    thu = people("thu")
    thu.open(PAGE)
    thu.act("Number and issue")
    issued = dossier()
    assert issued.stage == Stage.ADOPTED
    assert issued.paper.notation.startswith("01/")
    thu.open(PAGE)
    thu.sees(issued.paper.notation)
    call_command("verify")


def rework(people: People, reason: str) -> None:
    hoa = people("hoa")
    hoa.open("/")
    hoa.sees(CODE)
    hoa.open(PAGE)
    hoa.sees(reason)
    uid = dossier().plan.activities.get(kind="conference").uid
    hoa.open(f"/plans/edit/{CODE}/lines/{uid}/")
    hoa.page.fill("[name=expected_result]", "Bản ghi nhớ hợp tác giữa ba thành phố")
    with hoa.going_on():
        hoa.page.locator("main form button[type=submit]").first.click()


def endorsed_by_services(cast: Cast) -> FlowDriver:
    """Do what the other story does at the browser, from the campaign to the cluster's endorsement."""
    open_campaign(campaign=Campaign.objects.get(year=2022), user=cast.thu)
    driver = FlowDriver(cast, dossier())
    commit_import(session=handed_in(SHEET.read_bytes(), driver.plan, cast.hoa), user=cast.hoa)
    driver.through_the_cluster()
    return driver


def put_to_the_vote_by_services(cast: Cast, driver: FlowDriver) -> Session:
    """Bring the second version before the Presidium, where all but Cường vote against it."""
    driver.opine(cast.dung, "LH-HUE")
    driver.opine(cast.quynh, "LH-QUANGTRI")
    driver.do(cast.dung, "endorse", Outcome.ENDORSED)
    driver.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
    driver.do(cast.nga, "appraise_form", Outcome.APPRAISED)
    session = open_vote(session=convened(cast, [driver.dossier]), user=cast.phuong)
    for member in (cast.phuong, cast.an, cast.binh):
        cast_vote(session, member, Choice.NO, "Chưa rõ kết quả")
    cast_vote(session, cast.cuong)
    return session


def test_a_plan_is_returned_reworked_and_in_the_end_rejected(cast: Cast, people: People) -> None:
    driver = endorsed_by_services(cast)
    assert dossier().stage == Stage.APPRAISING_CONTENT
    reason = "Chưa nêu kết quả dự kiến của hội thảo quốc tế"
    tuan = people("tuan")
    tuan.open(PAGE)
    tuan.act("Return for rework", reason=reason)
    assert dossier().is_returned

    rework(people, reason)
    submit(people)
    sign(people)
    assert dossier().revision.number == 2

    quynh = people("quynh")
    quynh.open(f"{PAGE}compare/?from=1&to=2")
    quynh.sees("Bản ghi nhớ hợp tác giữa ba thành phố")
    close(people, put_to_the_vote_by_services(cast, driver).get_absolute_url())
    assert dossier().stage == Stage.REJECTED
    hoa = people("hoa")
    hoa.open(PAGE)
    hoa.sees(vi("Rejected"))
    call_command("verify")
