"""Matters and ratings: who writes them down, who reads them, what follows."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from awards.enums import MatterKind
from awards.models import Matter, Recipient, YearRating
from awards.services.standing import end_matter, record_matter, set_rating
from tests.awards.house import House
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.audit.models import AuditEntry


def today(less: int = 0) -> dt.date:
    return timezone.localdate() - dt.timedelta(less)


def complaint(house: House) -> Matter:
    return record_matter(
        recipient=house.recipient("LH-HUE"),
        kind=MatterKind.COMPLAINT,
        since=today(30),
        note="Đơn số 12",
        user=house.tam,
    )


def test_a_matter_is_ended_once_and_never_deleted(house: House) -> None:
    matter = complaint(house)
    ended = end_matter(matter=matter, ended=today(), is_cleared=True, user=house.uyen)
    assert (ended.ended, ended.is_cleared) == (today(), True)
    with pytest.raises(ConflictError):
        end_matter(matter=matter, ended=today(), is_cleared=False, user=house.tam)


def test_the_log_says_that_a_matter_was_written_down_and_not_which(house: House) -> None:
    complaint(house)
    entry = AuditEntry.objects.filter(action="award_matter.recorded").get()
    told = str(
        {name: getattr(entry, name) for name in ("object_label", "data") if hasattr(entry, name)}
    )
    assert "Đơn" not in told
    assert "complaint" not in told
    assert "Khiếu nại" not in told


def test_days_in_the_future_or_before_the_beginning_are_refused(house: House) -> None:
    with pytest.raises(ValidationError):
        record_matter(
            recipient=house.recipient("LH-HUE"),
            kind=MatterKind.PRESS,
            since=today(-1),
            user=house.tam,
        )
    with pytest.raises(ValidationError):
        end_matter(matter=complaint(house), ended=today(31), is_cleared=False, user=house.tam)


@pytest.mark.parametrize("name", ("quang", "kien", "hoa", "phuong"))
def test_only_the_secretariat_writes(house: House, name: str) -> None:
    with pytest.raises(NotAllowedError):
        set_rating(
            recipient=house.recipient("LH-HUE"),
            year=2026,
            completion="well",
            user=house.cast.users[name],
        )


def test_a_year_has_one_rating_and_the_log_keeps_what_stood_there(house: House) -> None:
    hue = house.recipient("LH-HUE")
    set_rating(recipient=hue, year=2026, completion="well", user=house.tam)
    set_rating(recipient=hue, year=2026, completion="excellent", titles=["flag"], user=house.tam)
    [row] = YearRating.objects.filter(recipient=hue)
    assert (row.completion, row.titles) == ("excellent", ["flag"])
    last = AuditEntry.objects.filter(action="award_rating.set").order_by("-pk")[0]
    assert last.data["before"] == "well"
    with pytest.raises(ValidationError):
        set_rating(recipient=hue, year=2026, completion="well", titles=["sao"], user=house.tam)


def test_the_secretariat_writes_and_the_inspection_reads_nobody_else(
    house: House, client: Client
) -> None:
    hue = house.recipient("LH-HUE")
    url = f"/awards/types/nominees/{hue.pk}/"
    matter = {"form": "matter", "matter-kind": "complaint", "matter-since": f"{today(5):%d/%m/%Y}"}
    for name in ("quang", "hoa", "dung", "phuong"):
        client.force_login(house.cast.users[name])
        assert client.get(url).status_code == 404
        assert client.post(url, matter).status_code == 404
    client.force_login(house.cast.users["kien"])
    assert client.get(url).status_code == 200
    assert client.post(url, matter).status_code == 404
    assert not Matter.objects.exists()
    client.force_login(house.tam)
    assert client.post(url, matter).status_code == 302
    row = Matter.objects.get()
    end = f"{url}matters/{row.pk}/end/"
    assert client.post(end, {"ended": f"{today():%d/%m/%Y}", "is_cleared": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.is_cleared
    rating = {
        "form": "rating",
        "rating-year": "2026",
        "rating-completion": "excellent",
        "rating-titles": ["flag"],
    }
    assert client.post(url, rating).status_code == 302
    assert YearRating.objects.get().titles == ["flag"]
    assert client.get(url).status_code == 200


def test_nobody_reads_what_stands_against_themselves(house: House, client: Client) -> None:
    own = Recipient.objects.create(
        kind="person", person=house.cast.people["tam"], name="Hà Minh Tâm"
    )
    client.force_login(house.tam)
    assert client.get(f"/awards/types/nominees/{own.pk}/").status_code == 404
