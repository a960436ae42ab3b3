"""Who received what and when; printing again."""

import pytest
from django.utils import timezone

from awards.models import Award
from awards.services.handover import hand_over, reissue
from tests.awards.house import House
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import WorkItem

from .told import granted, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(house: House) -> list[Award]:
    return granted(
        house,
        ("flag", house.recipient("LH-DANANG")),
        ("certificate_person", person("Lê An", sex="male")),
    )


def test_many_are_noted_at_once_and_their_dossiers_end(house: House, two: list[Award]) -> None:
    today = timezone.localdate()
    assert hand_over(awards=two, handed_over_on=today, received_by="", user=house.cast.thu) == 2
    flag, certificate = Award.objects.order_by("ordinal")
    assert certificate.handed_over_to == "Ông Lê An"
    assert flag.nomination is not None
    assert flag.nomination.dossier.stage == Stage.ADOPTED
    assert not WorkItem.objects.filter(kind="nomination.hand_over", state="open").exists()


def test_what_was_noted_is_not_noted_again(house: House, two: list[Award]) -> None:
    today, thu = timezone.localdate(), house.cast.thu
    hand_over(awards=two[:1], handed_over_on=today, received_by="Trần Văn Minh", user=thu)
    with pytest.raises(ConflictError):
        hand_over(awards=two, handed_over_on=today, received_by="", user=thu)
    assert Award.objects.get(pk=two[1].pk).handed_over_on is None


def test_only_the_office_notes_it_and_never_ahead(house: House, two: list[Award]) -> None:
    today = timezone.localdate()
    with pytest.raises(NotAllowedError):
        hand_over(awards=two, handed_over_on=today, received_by="", user=house.cast.hoa)
    with pytest.raises(IncompleteError):
        hand_over(
            awards=two,
            handed_over_on=today + timezone.timedelta(days=1),
            received_by="",
            user=house.cast.thu,
        )
    with pytest.raises(IncompleteError):
        hand_over(awards=[], handed_over_on=today, received_by="", user=house.cast.thu)


def test_printing_again_needs_a_reason_and_keeps_number_and_code(
    house: House, two: list[Award]
) -> None:
    with pytest.raises(IncompleteError):
        reissue(award=two[0], reason=" ", old_returned=False, user=house.tam)
    row = reissue(award=two[0], reason="In sai tên", old_returned=True, user=house.tam)
    after = Award.objects.get(pk=two[0].pk)
    assert (row.by, after.code, after.ordinal) == (house.tam, two[0].code, two[0].ordinal)
    with pytest.raises(NotAllowedError):
        reissue(award=two[0], reason="Mất", old_returned=False, user=house.cast.hoa)
