"""Limits per address."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.cache import cache

from workflow_app.lib import rate
from workflow_app.lib.rate import wait_for


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rate.time, "time", lambda: 1_800_000_010.0)
    cache.clear()
    yield
    cache.clear()


def asked(address: str, times: int, scope: str = "") -> list[int]:
    scope = scope or uuid4().hex
    return [wait_for(scope, address, most=2, seconds=60) for __ in range(times)]


def test_who_asks_too_often_is_told_how_long_to_wait() -> None:
    assert asked("203.0.113.9", 4) == [0, 0, 50, 50]


def test_another_address_and_another_question_have_their_own_count() -> None:
    asked("203.0.113.9", 3, "verify")
    assert asked("203.0.113.10", 1, "verify") == [0]
    assert asked("203.0.113.9", 1, "other") == [0]


def test_the_next_minute_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked("203.0.113.9", 3, "verify")
    monkeypatch.setattr(rate.time, "time", lambda: 1_800_000_061.0)
    assert asked("203.0.113.9", 1, "verify") == [0]


def test_all_addresses_of_one_network_count_together() -> None:
    asked("2001:db8::1", 2, "verify")
    assert asked("2001:db8::ffff:2", 1, "verify") == [50]
    assert asked("2001:db8:0:1::1", 1, "verify") == [0]


def test_an_address_that_is_none_is_counted_as_it_is() -> None:
    assert asked("", 3) == [0, 0, 50]
