"""Who received what and when; printing again."""

from typing import Any

import pytest
from django.utils import timezone

from awards.models import Award, Recipient
from awards.services.handover import hand_over, reissue
from tests.awards.house import House
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.notifications.models import Notification

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


def notices(event: str) -> dict[str, list[Notification]]:
    found: dict[str, list[Notification]] = {}
    for row in Notification.objects.filter(event=event).select_related("user").order_by("pk"):
        found.setdefault(row.user.username, []).append(row)
    return found


def of_two_units(house: House) -> list[Award]:
    """Four awards: three that Đà Nẵng nominated, one of Huế."""
    return granted(
        house,
        ("flag", house.recipient("LH-DANANG")),
        ("flag", house.recipient("LH-HUE")),
        ("certificate_person", person("Lê An")),
        ("certificate_person", person("Trần Bảo")),
    )


def test_a_unit_is_told_once_of_all_its_awards_that_were_handed_over(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    awards = of_two_units(house)
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(
            awards=awards,
            handed_over_on=timezone.localdate(),
            received_by="",
            user=house.cast.thu,
        )
    told = notices("award.handed_over")
    assert {name: len(rows) for name, rows in told.items()} == {
        "hoa": 1,
        "minh": 1,
        "hanh": 1,
        "dung": 1,
        "lan": 1,
    }
    [notice] = told["hoa"]
    for award in awards:
        assert (award.name in notice.body) == (award.recipient.unit != house.cast.unit("LH-HUE"))
    assert "Lê An" not in notice.subject  # only the subject leaves by mail
    assert "3" in notice.subject
    assert notice.path == f"/awards/register/decisions/{awards[0].decision_id}/"
    assert not Notification.objects.filter(event="dossier.finished").exists()


def test_the_clerk_and_each_unit_are_told_once_of_a_decision(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        awards = of_two_units(house)
    waiting = Notification.objects.filter(
        event="work.arrived", user=house.cast.thu, path__contains="ledger"
    )
    assert waiting.get().path == f"/awards/register/decisions/{awards[0].decision_id}/ledger/"
    told = notices("award.granted")
    assert [len(rows) for rows in told.values()] == [1] * len(told)
    assert "Trần Bảo" in told["minh"][0].body
    assert "Trần Bảo" not in told["dung"][0].body


def test_who_is_named_in_a_dossier_is_not_told_of_it(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    hoa = Recipient.objects.create(
        kind="person", name="Hoa", person=house.cast.people["hoa"], sex="female"
    )
    awards = granted(house, ("certificate_person", hoa), ("certificate_person", person("Trần Bảo")))
    Dossier.objects.update(is_confidential=True)
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(
            awards=awards,
            handed_over_on=timezone.localdate(),
            received_by="",
            user=house.cast.thu,
        )
    told = notices("award.handed_over")
    assert awards[0].name not in told["hoa"][0].body
    assert awards[0].name in told["minh"][0].body
