"""One decision for many: numbers, ordinals, money, all of it or nothing."""

import pytest
from django.utils import timezone

from awards.models import Award, AwardDecision
from awards.selectors.issuing import waiting as waiting_of
from awards.selectors.register import awards_of
from awards.verification_register import verify_register
from tests.awards.house import House
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.papers.documents import page_of, paper_docx, paper_pdf
from workflow_app.papers.lint import lint_paper
from workflow_app.papers.models import IssuedPaper, NumberRegister

from .told import issued, person, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(house: House) -> list[Dossier]:
    return waiting(
        house,
        [
            ("certificate_person", person("Nguyễn Thị Hoa", sex="female", post="Chuyên viên")),
            ("flag", house.recipient("LH-DANANG")),
            ("certificate_collective", house.recipient("LH-HUE")),
        ],
    )


def test_one_paper_numbers_all_and_freezes_their_places(house: House, three: list[Dossier]) -> None:
    in_order = [nomination.dossier for nomination in waiting_of(house.campaign)]
    decision = issued(house, in_order)
    assert decision.number == "01/QĐ-KT"
    assert [(award.ordinal, award.name) for award in decision.awards.order_by("ordinal")] == [
        (1, "Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng"),
        (2, "Liên hiệp các tổ chức hữu nghị tỉnh Thừa Thiên - Huế"),
        (3, "Bà Nguyễn Thị Hoa"),
    ]
    assert {d.stage for d in Dossier.objects.filter(kind="nomination")} == {Stage.HANDING_OVER}
    assert Decision.objects.filter(outcome=Outcome.ISSUED, actor=house.cast.thu).count() == 3


def test_the_paper_keeps_the_form_of_the_decree(house: House, three: list[Dossier]) -> None:
    paper = issued(house, three).paper
    assert paper is not None
    page = page_of(paper)
    assert lint_paper(page) == []
    assert page.annexes[0].note.startswith("(Kèm theo Quyết định số 01/QĐ-KT ngày ")
    assert paper_docx(paper).startswith(b"PK")
    assert paper_pdf(paper).startswith(b"%PDF")


def test_one_that_cannot_go_on_stops_all_of_them(house: House, three: list[Dossier]) -> None:
    elsewhere = waiting(house, [("medal", person("John Smith"))], step="hand_over")
    with pytest.raises(ConflictError, match=elsewhere[0].code):
        issued(house, [*three, *elsewhere])
    assert not Award.objects.exists()
    assert not IssuedPaper.objects.exists()
    assert not NumberRegister.objects.filter(last_number__gt=0).exists()


def test_only_the_clerk_issues(house: House, three: list[Dossier]) -> None:
    with pytest.raises(NotAllowedError):
        issued(house, three, user=house.tam)
    assert not AwardDecision.objects.exists()


def test_it_is_not_dated_ahead_nor_before_the_vote(house: House, three: list[Dossier]) -> None:
    today = timezone.localdate()
    for day in (today + timezone.timedelta(days=1), today - timezone.timedelta(days=1)):
        with pytest.raises(IncompleteError):
            issued(house, three, issued_on=day)


def test_a_nomination_is_never_issued_without_its_decision(
    house: House, three: list[Dossier]
) -> None:
    with pytest.raises(IncompleteError):
        decide(dossier=three[0], step="issue", outcome=Outcome.ISSUED, user=house.cast.thu)


def test_numbers_go_on_without_gaps(house: House, three: list[Dossier]) -> None:
    first, second = issued(house, three[:1]), issued(house, three[1:])
    assert (first.number, second.number) == ("01/QĐ-KT", "02/QĐ-KT")
    assert [award.ordinal for award in second.awards.order_by("ordinal")] == [1, 2]


def test_the_register_is_held_against_its_papers(house: House, three: list[Dossier]) -> None:
    issued(house, three)
    assert (verify_register().checked, verify_register().mismatches) == (3, 0)
    Award.objects.filter(ordinal=2).update(name="Người khác")
    Award.objects.filter(ordinal=3).update(amount=1)
    Award.objects.filter(ordinal=1).update(state="revoked")
    assert verify_register().mismatches == 3


def test_names_stay_as_they_were_on_the_day(house: House, three: list[Dossier]) -> None:
    issued(house, three)
    unit = house.cast.unit("LH-HUE")
    unit.name = "Liên hiệp các tổ chức hữu nghị thành phố Huế"
    unit.save()
    assert Award.objects.get(recipient__unit=unit).name.endswith("Thừa Thiên - Huế")
    assert verify_register().ok


def test_the_paper_of_a_decision_is_read_once_for_all_its_awards(house: House) -> None:
    """It holds the whole list: joined to each award, a thousand of them took seven gigabytes."""
    nominees = [("certificate_person", person(f"Người thứ {number}")) for number in range(1, 4)]
    decision = issued(house, waiting(house, nominees))
    rows = awards_of(AwardDecision.objects.get(pk=decision.pk))
    assert len({id(row.decision.paper) for row in rows}) == 1
    assert [row.ordinal for row in rows] == [1, 2, 3]
