"""What was let pass against a check stays as it was said, and `manage.py verify` holds it to that."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from awards.models import CheckOverride
from awards.models.protection import OVERRIDES
from awards.verification_overrides import verify_overrides
from tests.awards.house import House
from workflow_app.organization.models import Holding

from .driver import nominated
from .test_story import let_pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def override(house: House) -> CheckOverride:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()
    let_pass(driver)
    return CheckOverride.objects.order_by("pk")[0]


def changed(**values: object) -> list[str]:
    """What verify says after somebody has changed the overrides behind the database's back."""
    OVERRIDES.remove(connection)
    CheckOverride.objects.update(**values)
    OVERRIDES.install(connection)
    return verify_overrides().details


def test_the_database_refuses_to_change_or_delete_an_override(override: CheckOverride) -> None:
    for attempt in (
        lambda: CheckOverride.objects.update(reason="Không rõ"),
        lambda: CheckOverride.objects.filter(pk=override.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    result = verify_overrides()
    assert (result.checked, result.details) == (CheckOverride.objects.count(), [])


def test_without_its_triggers_it_says_so(override: CheckOverride) -> None:
    OVERRIDES.remove(connection)
    try:
        assert verify_overrides().mismatches == 2
    finally:
        OVERRIDES.install(connection)


def test_another_reason_than_that_of_the_log_is_found(override: CheckOverride) -> None:
    [said, *__] = changed(reason="")
    assert "is not in the log" in said
    assert any("has no reason" in one for one in verify_overrides().details)


def test_another_name_than_that_of_the_log_is_found(house: House, override: CheckOverride) -> None:
    said = changed(by=house.tam)
    assert "is not in the log" in said[0]
    assert any("without authority" in one for one in said)


def test_who_was_no_head_on_that_day_is_found(house: House, override: CheckOverride) -> None:
    Holding.objects.filter(user=house.uyen).update(valid_to=dt.date(2020, 1, 1))
    assert verify_overrides().details == [
        f"{row.nomination.dossier.code}: override {row.pk} was given without authority"
        for row in CheckOverride.objects.order_by("pk")
    ]


def test_an_override_that_is_gone_is_missed(override: CheckOverride) -> None:
    number = CheckOverride.objects.count()
    OVERRIDES.remove(connection)
    CheckOverride.objects.all()._raw_delete("default")
    OVERRIDES.install(connection)
    assert verify_overrides().details == [f"{number} overrides of the log are gone"]
