"""An award is taken back: grounds, vote, decision, and what comes back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from awards.models import Award, Revocation
from awards.services.handover import hand_over
from awards.services.revocations import Recovery, note_recovery, open_revocation
from tests.awards.house import House
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide, settle
from workflow_app.ballots.questions import question_of, rule_kind
from workflow_app.papers.documents import page_of
from workflow_app.papers.lint import lint_paper

from .told import TITLE, granted, person

pytestmark = pytest.mark.django_db
FACTS = "Kết luận số 12/KL-BKT ngày 01/3/2028: báo cáo thành tích không đúng sự thật."


@pytest.fixture
def award(house: House) -> Award:
    [found] = granted(house, ("flag", house.recipient("LH-DANANG")))
    return found


def opened(house: House, award: Award) -> Dossier:
    return open_revocation(
        award=award, ground="fraud", facts=FACTS, concluded_on=timezone.localdate(), user=house.tam
    )


def to_the_office(house: House, dossier: Dossier) -> Dossier:
    for step, outcome, user in (
        ("draft", Outcome.SUBMITTED, house.tam),
        ("sign", Outcome.SIGNED, house.uyen),
    ):
        decide(dossier=dossier, step=step, outcome=outcome, user=user)
    settle(dossier=dossier, step="presidium", outcome=Outcome.ADOPTED)
    return Dossier.objects.get(pk=dossier.pk)


def issue(house: House, dossier: Dossier) -> None:
    data = {"signer": "Phạm Thị Phương", "signer_title": TITLE, "issued_on": timezone.localdate()}
    decide(dossier=dossier, step="issue", outcome=Outcome.ISSUED, user=house.cast.thu, data=data)


def recovery(**values: object) -> Recovery:
    known: dict[str, object] = {
        "object_back_on": None,
        "money_back": 0,
        "money_back_on": None,
        "note": "",
    }
    return Recovery(**{**known, **values})  # type: ignore[arg-type]


def test_the_secretariat_opens_it_once(house: House, award: Award) -> None:
    dossier = opened(house, award)
    assert dossier.code == f"TH-{timezone.localdate().year}-01"
    assert award.name not in dossier.title
    with pytest.raises(ConflictError):
        opened(house, award)
    with pytest.raises(NotAllowedError):
        open_revocation(award=award, ground="fraud", user=house.cast.thu)


def test_it_is_not_submitted_without_facts_and_day(house: House, award: Award) -> None:
    dossier = open_revocation(award=award, ground="unlawful", user=house.tam)
    with pytest.raises(IncompleteError) as refused:
        decide(dossier=dossier, step="draft", outcome=Outcome.SUBMITTED, user=house.tam)
    assert len(refused.value.details) == 2


def test_it_is_voted_on_by_the_rule_of_the_award(house: House, award: Award) -> None:
    dossier = opened(house, award)
    [proposition] = question_of("revocation").propositions(dossier, "presidium")
    assert award.name in proposition.label
    assert rule_kind(dossier, "presidium") == "award.flag"


def test_the_award_falls_the_moment_the_decision_is_issued(house: House, award: Award) -> None:
    hand_over(
        awards=[award], handed_over_on=timezone.localdate(), received_by="", user=house.cast.thu
    )
    dossier = to_the_office(house, opened(house, award))
    assert dossier.body == house.campaign.presidium
    assert Award.objects.get(pk=award.pk).state == "valid"
    assert "verdict-valid" in Client().get(f"/verify/{award.code}/").content.decode()
    issue(house, dossier)
    assert Award.objects.get(pk=award.pk).state == "revoked"
    assert "verdict-revoked" in Client().get(f"/verify/{award.code}/").content.decode()
    paper = Dossier.objects.get(pk=dossier.pk).paper
    assert paper is not None
    assert paper.notation == "02/QĐ-KT"
    assert lint_paper(page_of(paper)) == []
    assert "kê khai gian dối" in page_of(paper).texts[0].words


def test_a_certificate_still_in_the_office_is_not_handed_over(house: House, award: Award) -> None:
    issue(house, to_the_office(house, opened(house, award)))
    nomination = Award.objects.get(pk=award.pk).nomination
    assert nomination is not None
    assert nomination.dossier.stage == Stage.REJECTED
    with pytest.raises(ConflictError):
        hand_over(
            awards=[award], handed_over_on=timezone.localdate(), received_by="", user=house.cast.thu
        )


def test_what_comes_back_is_noted_in_parts_and_closed(house: House, award: Award) -> None:
    today = timezone.localdate()
    hand_over(awards=[award], handed_over_on=today, received_by="", user=house.cast.thu)
    dossier = to_the_office(house, opened(house, award))
    issue(house, dossier)
    revocation = Revocation.objects.get()
    assert revocation.money_due == award.amount
    note_recovery(revocation=revocation, recovery=recovery(object_back_on=today), user=house.tam)
    with pytest.raises(IncompleteError):
        note_recovery(
            revocation=revocation,
            recovery=recovery(money_back=award.amount + 1, money_back_on=today),
            user=house.tam,
        )
    part = {"object_back_on": today, "money_back": 1_000_000, "money_back_on": today}
    with pytest.raises(IncompleteError, match=r"\S"):
        close(house, dossier, **part)
    close(house, dossier, **part, note="Được miễn phần còn lại")
    assert Dossier.objects.get(pk=dossier.pk).stage == Stage.CONCLUDED
    assert Revocation.objects.get().money_back == 1_000_000


def close(house: House, dossier: Dossier, **data: object) -> None:
    decide(dossier=dossier, step="recover", outcome=Outcome.RECOVERED, user=house.tam, data=data)


def test_who_may_know_of_it_and_when(house: House, award: Award) -> None:
    cast = house.cast

    def knows() -> set[str]:
        everybody = ("tam", "uyen", "hoa", "minh", "thu", "phuong", "kien", "hanh", "quang")
        return {
            name
            for name in everybody
            if Dossier.objects.visible_to(cast.users[name]).filter(kind="revocation").exists()
        }

    dossier = opened(house, award)
    assert knows() == {"tam", "uyen", "kien"}
    decide(dossier=dossier, step="draft", outcome=Outcome.SUBMITTED, user=house.tam)
    decide(dossier=dossier, step="sign", outcome=Outcome.SIGNED, user=house.uyen)
    assert knows() == {"tam", "uyen", "kien", "phuong"}
    settle(dossier=dossier, step="presidium", outcome=Outcome.ADOPTED)
    assert knows() == {"tam", "uyen", "kien", "phuong", "thu"}
    issue(house, Dossier.objects.get(pk=dossier.pk))
    assert knows() == {"tam", "uyen", "kien", "phuong", "thu", "hoa", "minh"}


def test_the_one_it_is_about_sees_nothing_before_it_is_issued(house: House) -> None:
    cast = house.cast
    [award] = granted(
        house, ("certificate_person", person("Hà Minh Tâm", person=cast.people["uyen"]))
    )
    opened(house, award)
    assert not Dossier.objects.visible_to(house.uyen).filter(kind="revocation").exists()


def test_the_pages_lead_from_the_award_to_the_recovery(house: House, award: Award) -> None:
    client = Client()
    client.force_login(house.tam)
    address = f"/awards/register/awards/{award.pk}/revoke/"
    assert client.get(address).status_code == 200
    day = timezone.localdate()
    answer = client.post(
        address, {"ground": "fraud", "facts": FACTS, "concluded_on": f"{day:%d/%m/%Y}"}
    )
    dossier = Dossier.objects.get(kind="revocation")
    assert answer["Location"] == dossier.get_absolute_url()
    assert FACTS in client.get(dossier.get_absolute_url()).content.decode()
    assert client.get(f"/awards/register/revocations/{dossier.code}/edit/").status_code == 200
    issue(house, to_the_office(house, dossier))
    assert award.name in client.get("/awards/register/recoveries/").content.decode()
    page = f"/awards/register/revocations/{dossier.code}/recovery/"
    answer = client.post(
        page, {"money_back": "1000000", "money_back_on": f"{day:%d/%m/%Y}", "note": ""}
    )
    assert answer.status_code == 302
    assert Revocation.objects.get().money_back == 1_000_000
    client.force_login(house.cast.hoa)
    assert client.get(address).status_code == client.get(page).status_code == 404
    assert isinstance(day, dt.date)
