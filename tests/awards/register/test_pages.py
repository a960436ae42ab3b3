"""The clerk's pages, the register for everybody, nominations to the State."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.models import Award, AwardDecision, Upward
from awards.services.upward import remind_of_upward
from tests.awards.house import House
from workflow_app.approvals.work_links import known_kinds, link_of
from workflow_app.notifications.models import Notification

from .told import granted, person, waiting

pytestmark = pytest.mark.django_db
REGISTER = "/awards/register/"


def test_the_clerk_looks_first_and_then_issues(house: House, client: Client) -> None:
    dossiers = waiting(
        house,
        [
            ("certificate_person", person("Lê Thị Ánh")),
            ("flag", house.recipient("LH-DANANG")),
            ("certificate_person", person("Trần Văn Bảo")),
        ],
    )
    client.force_login(house.cast.thu)
    assert house.campaign.title in client.get(f"{REGISTER}issuing/").content.decode()
    address = f"{REGISTER}issuing/{house.campaign.pk}/"
    sent = {
        "dossier": [dossiers[1].pk, dossiers[2].pk],
        f"place-{dossiers[2].pk}": "1",
        f"place-{dossiers[1].pk}": "2",
        "signer": "Phạm Thị Phương",
        "signer_title": "TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
        "issued_on": f"{timezone.localdate():%d/%m/%Y}",
    }
    form = client.get(address).context["form"]
    sent["signer"] = form.fields["signer"].choices[0][0]
    preview = client.post(address, {**sent, "preview": "1"})
    assert preview.status_code == 200, preview.context["form"].errors
    assert "DANH SÁCH" in preview.content.decode()
    assert "(Kèm theo Quyết định số …… ngày " in preview.content.decode()
    assert "{number}" not in preview.content.decode()
    assert not AwardDecision.objects.exists()
    answer = client.post(address, {**sent, "issue": "1"})
    decision = AwardDecision.objects.get()
    assert answer["Location"] == f"{REGISTER}decisions/{decision.pk}/"
    assert list(decision.awards.order_by("ordinal").values_list("name", flat=True)) == [
        "Trần Văn Bảo",
        "Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng",
    ]
    assert "Lê Thị Ánh" in client.get(address).content.decode()


def test_a_duty_leads_to_the_list_of_its_campaign(house: House, client: Client) -> None:
    [dossier] = waiting(house, [("flag", house.recipient("LH-DANANG"))])
    client.force_login(house.cast.thu)
    answer = client.get(f"{REGISTER}issuing/?dossier={dossier.code}")
    assert answer["Location"] == f"{REGISTER}issuing/{house.campaign.pk}/"
    assert {"nomination.issue", "nomination.hand_over"} <= set(known_kinds())
    assert link_of("nomination.issue") is not None


def test_others_do_not_find_the_clerks_pages(house: House, client: Client) -> None:
    waiting(house, [("flag", house.recipient("LH-DANANG"))])
    [award] = granted(house, ("certificate_person", person("Lê An")))
    pages = [
        "issuing/",
        f"issuing/{house.campaign.pk}/",
        f"awards/{award.pk}/certificate/",
        f"decisions/{award.decision_id}/ledger/",
        f"decisions/{award.decision_id}/certificates/",
        "recoveries/",
        "upward/",
    ]
    client.force_login(house.cast.hoa)
    assert {client.get(REGISTER + page).status_code for page in pages} == {404}
    client.force_login(house.cast.xuan)
    readable = ["", "export/", "decisions/", f"awards/{award.pk}/"]
    assert {client.get(REGISTER + page).status_code for page in readable} == {404}


def test_the_register_is_searched_with_and_without_marks(house: House, client: Client) -> None:
    granted(
        house,
        ("certificate_person", person("Lê Thị Ánh")),
        ("certificate_person", person("Trần Văn Bảo")),
    )
    client.force_login(house.cast.hoa)
    for asked in ("Ánh", "anh le thi", "01/qd-kt anh"):
        page = client.get(REGISTER, {"q": asked}).content.decode()
        assert "Lê Thị Ánh" in page
        assert "Trần Văn Bảo" not in page
    page = client.get(REGISTER, {"year": house.campaign.year, "state": "revoked"}).content.decode()
    assert "Lê Thị Ánh" not in page


def test_the_register_leaves_as_a_workbook(house: House, client: Client) -> None:
    granted(house, ("certificate_person", person("Lê Thị Ánh", sex="female")))
    client.force_login(house.cast.hoa)
    answer = client.get(f"{REGISTER}export/", {"q": "anh"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "Bà Lê Thị Ánh" in cells
    assert "01/QĐ-KT" in cells


def test_decisions_come_page_by_page_each_with_its_numbers(house: House, client: Client) -> None:
    award, other = granted(
        house,
        ("certificate_person", person("Lê Thị Ánh", sex="female")),
        ("certificate_person", person("Trần Văn Bảo")),
    )
    assert award.decision == other.decision
    AwardDecision.objects.bulk_create(
        AwardDecision(number=f"{number}/QĐ-KT", year=1990) for number in range(25)
    )
    client.force_login(house.cast.thu)
    first = client.get(f"{REGISTER}decisions/")
    [newest, *older] = first.context["page"].rows
    assert (newest.pk, newest.size, newest.handed, newest.revoked) == (award.decision_id, 2, 0, 0)
    assert newest.money == sum(one.amount for one in (award, other))
    assert (len(older), {(one.size, one.money) for one in older}) == (24, {(0, None)})
    rest = client.get(f"{REGISTER}decisions/", {"after": first.context["page"].more})
    assert [one.number for one in rest.context["page"].rows] == ["0/QĐ-KT"]


def test_every_page_of_an_award_is_drawn(house: House, client: Client) -> None:
    [award] = granted(house, ("flag", house.recipient("LH-DANANG")))
    client.force_login(house.cast.thu)
    pages = [
        f"awards/{award.pk}/",
        f"awards/{award.pk}/reissue/",
        f"decisions/{award.decision_id}/",
        f"decisions/{award.decision_id}/ledger/",
        f"decisions/{award.decision_id}/ledger/?print=1",
        "decisions/",
        "issuing/",
    ]
    assert {client.get(REGISTER + page).status_code for page in pages} == {200}
    ledger = f"{REGISTER}decisions/{award.decision_id}/ledger/"
    day = f"{timezone.localdate():%d/%m/%Y}"
    answer = client.post(
        ledger, {"award": [award.pk], "handed_over_on": day, "received_by": "Trần Văn Minh"}
    )
    assert answer.status_code == 302
    assert Award.objects.get().handed_over_to == "Trần Văn Minh"


@pytest.mark.parametrize("address", (f"{REGISTER}decisions/", f"{REGISTER}issuing/", "/sent/"))
def test_a_list_does_not_read_the_lists_on_the_papers(
    house: House, client: Client, address: str
) -> None:
    """The paper of a decision on a thousand awards is a megabyte, and each of them refers to it."""
    [award] = granted(house, ("flag", house.recipient("LH-DANANG")))
    client.force_login(house.cast.hoa if address == "/sent/" else house.cast.thu)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address).content.decode()
    assert award.nomination is not None
    assert award.decision.number in page or award.nomination.dossier.code in page
    assert not [one for one in seen if '"papers_issuedpaper"."content"' in one["sql"]]


def test_the_house_reads_the_decision_itself(house: House, client: Client) -> None:
    [award] = granted(house, ("flag", house.recipient("LH-DANANG")))
    assert award.decision.paper is not None
    client.force_login(house.cast.hanh)
    assert client.get(award.decision.paper.get_absolute_url()).status_code == 200
    client.force_login(house.cast.xuan)
    assert client.get(award.decision.paper.get_absolute_url()).status_code == 404


def test_a_nomination_to_the_state_has_its_day_and_its_reminder(
    house: House, client: Client
) -> None:
    unit = house.recipient("LH-DANANG")
    client.force_login(house.tam)
    year = timezone.localdate().year - 1
    answer = client.post(
        f"{REGISTER}upward/new/",
        {"recipient": unit.name, "award": "Cờ thi đua của Chính phủ", "year": str(year)},
    )
    assert answer.status_code == 302
    row = Upward.objects.get()
    assert (row.due.day, row.due.month, row.due.year) == (30, 6, year + 1)
    assert "98/2023" in row.legal_basis
    row.due = timezone.localdate() + timezone.timedelta(days=5)
    row.save()
    remind_of_upward()
    remind_of_upward()
    assert Notification.objects.filter(event="upward.due", user=house.tam).count() == 1
    for page in ("upward/", f"upward/{row.pk}/", f"upward/{row.pk}/send/", "upward/?xlsx=1"):
        assert client.get(REGISTER + page).status_code == 200
    day = f"{timezone.localdate():%d/%m/%Y}"
    client.post(f"{REGISTER}upward/{row.pk}/send/", {"sent_number": "12/TTr", "sent_on": day})
    client.post(
        f"{REGISTER}upward/{row.pk}/answer/",
        {"is_granted": "yes", "answer_number": "99/QĐ-TTg", "answered_on": day},
    )
    row.refresh_from_db()
    assert (row.state, row.answer_number) == ("granted", "99/QĐ-TTg")
