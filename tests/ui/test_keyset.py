"""Turning the pages of a list that grows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from workflow_app.notifications.models import Notification
from workflow_app.notifications.selectors import NEWEST_FIRST, notices_of
from workflow_app.ui.keyset import keyset_page

SIZE = 3


@pytest.fixture
def told(cast: Cast) -> list[int]:
    """Ten notices, some of the same moment; newest first."""
    notices = Notification.objects.bulk_create(
        Notification(user=cast.xuan, event="work.due", subject=str(index)) for index in range(10)
    )
    now = timezone.now()
    for index, notice in enumerate(notices):
        notice.created = now - dt.timedelta(days=index // 4)
    Notification.objects.bulk_update(notices, ["created"])
    return list(notices_of(cast.xuan.pk).values_list("pk", flat=True))


def test_every_row_comes_once_and_in_order(cast: Cast, told: list[int]) -> None:
    seen: list[int] = []
    after, pages = "", 0
    while True:
        page = keyset_page(notices_of(cast.xuan.pk), NEWEST_FIRST, after, SIZE)
        assert page.is_first is (pages == 0)
        seen += [row.pk for row in page.rows]
        pages += 1
        if not page.more:
            break
        after = page.more
    assert (seen, pages) == (told, 4)


def test_rows_that_come_meanwhile_shift_nothing(cast: Cast, told: list[int]) -> None:
    page = keyset_page(notices_of(cast.xuan.pk), NEWEST_FIRST, "", SIZE)
    Notification.objects.create(user=cast.xuan, event="work.due", subject="Mới")
    following = keyset_page(notices_of(cast.xuan.pk), NEWEST_FIRST, page.more, SIZE)
    assert [row.pk for row in following.rows] == told[SIZE : 2 * SIZE]


@pytest.mark.parametrize(
    "place", ("x", "bnVsbA", "WzEsIDJd", "WyJ4IiwgMV0", "W1sxXSwgMV0", "%00", "{}", "ă")
)
def test_a_place_that_is_none_shows_the_beginning(cast: Cast, told: list[int], place: str) -> None:
    page = keyset_page(notices_of(cast.xuan.pk), NEWEST_FIRST, place, SIZE)
    assert [row.pk for row in page.rows] == told[:SIZE]
    assert page.is_first


def test_nothing_is_counted_and_no_row_is_skipped_over(cast: Cast, told: list[int]) -> None:
    place = keyset_page(notices_of(cast.xuan.pk), NEWEST_FIRST, "", SIZE).more
    with CaptureQueriesContext(connection) as seen:
        keyset_page(notices_of(cast.xuan.pk), NEWEST_FIRST, place, SIZE)
    (query,) = seen.captured_queries
    assert "OFFSET" not in query["sql"]
    assert "COUNT" not in query["sql"]
