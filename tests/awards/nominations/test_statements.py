"""What looking at nominations and deciding on them asks of the database.

A change that asks more turns these red; how often people and the worker do it is in docs/performance.md.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.enums import MatterKind
from awards.models import Nomination
from awards.selectors.appraisal import Appraiser
from awards.selectors.nominations import nomination_of
from awards.services.appraisal import decide_many
from awards.services.standing import record_matter
from tests.awards.house import House
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.audit.context import act

from .driver import NominationDriver, nominated, outsider

OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
FACTS = 14  # of the checks: rules, salaries, history, matters, ratings, papers, others …
SHARED = 6  # of a list: campaigns, awards, units, clusters, once for all of its nominations
PAGES = 2  # the keys of all that wait, and the campaigns they come from


def statements(act_of: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        act_of()
    return [
        row["sql"] for row in caught.captured_queries if not row["sql"].startswith(OF_TRANSACTIONS)
    ]


def at_the_secretariat(house: House, number: int) -> list[NominationDriver]:
    drivers = [
        nominated(house, recipient=outsider(name=f"Lê Thị Sen {place}", birth_date=None))
        for place in range(number)
    ]
    for driver in drivers:
        driver.to_appraisal()
    return drivers


def get(user: User, url: str) -> list[str]:
    """Return what the page asks, the second time somebody looks."""
    client = Client()
    client.force_login(user)
    assert client.get(url).status_code == 200
    return statements(lambda: client.get(url))


def deciding(house: House, drivers: list[NominationDriver]) -> int:
    dossiers: list[tuple[Dossier, int | None]] = [(one.dossier, 1) for one in drivers]
    given: dict[str, Any] = {
        "step": "appraise",
        "outcome": Outcome.APPRAISED,
        "user": house.tam,
    }
    asked = statements(lambda: decide_many(dossiers=dossiers, **given))
    assert {driver.dossier.stage for driver in drivers} == {Stage.PUBLISHED}
    return len(asked)


def test_the_worklist_asks_the_same_however_many_wait(house: House) -> None:
    url = reverse("awards:appraisal")
    at_the_secretariat(house, 2)
    two = get(house.tam, url)
    at_the_secretariat(house, 6)
    assert len(get(house.tam, url)) == len(two) <= FACTS + 5 + SHARED + PAGES


def test_a_page_checks_once_and_reads_the_nomination_once(house: House) -> None:
    (driver,) = at_the_secretariat(house, 1)
    url = driver.dossier.get_absolute_url()
    asked = get(house.tam, url)
    assert len(asked) <= 32
    own = f'WHERE "awards_nomination"."dossier_id" = {driver.pk}'
    assert len([sql for sql in asked if own in sql and "awards_objection" not in sql]) == 1
    assert len([sql for sql in asked if 'FROM "awards_matter"' in sql]) == 1
    assert len(get(house.cast.hoa, url)) <= 15  # its unit reads no checks while it is appraised


def test_the_editor_checks_once(house: House) -> None:
    driver = nominated(house)
    asked = get(house.cast.hoa, reverse("awards:nomination_edit", args=[driver.dossier.code]))
    assert len([sql for sql in asked if 'FROM "awards_matter"' in sql]) == 1
    assert len(asked) <= 23


def test_submitting_and_signing_check_no_rule(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    dossier = driver.dossier

    def submit() -> None:
        decide(dossier=dossier, step="draft", outcome=Outcome.SUBMITTED, user=house.cast.hoa)

    def sign() -> None:
        decide(dossier=dossier, step="sign", outcome=Outcome.SIGNED, user=house.cast.minh)

    for step, most in ((submit, 17), (sign, 18)):
        asked = statements(step)
        assert not [sql for sql in asked if 'FROM "awards_matter"' in sql]
        assert len(asked) <= most


def test_one_decision_reads_the_nomination_once(house: House) -> None:
    (driver,) = at_the_secretariat(house, 1)
    dossier = driver.dossier
    asked = statements(
        lambda: decide(dossier=dossier, step="appraise", outcome=Outcome.APPRAISED, user=house.tam)
    )
    assert len(asked) <= 27
    read = [sql for sql in asked if f'WHERE "awards_nomination"."dossier_id" = {driver.pk}' in sql]
    assert len(read) == 1


def test_deciding_many_reads_the_facts_once_for_all(house: House) -> None:
    drivers = at_the_secretariat(house, 8)
    of_two = deciding(house, drivers[:2])
    of_six = deciding(house, drivers[2:])
    each = (of_six - of_two) / 4
    assert each <= 15
    assert of_six <= FACTS + 3 + SHARED + 6 * each


def test_what_was_read_for_many_holds_until_somebody_else_acts(house: House) -> None:
    first, second = at_the_secretariat(house, 2)
    appraise = Appraiser([first.pk, second.pk])
    nominations = [nomination_of(one.dossier) for one in (first, second)]
    with act():
        assert len(statements(lambda: appraise(nominations[0]))) > FACTS
        first.do(house.tam, "appraise", Outcome.APPRAISED)  # an act of its own
        assert len(statements(lambda: appraise(nominations[1]))) == 1
    assert not appraise(nominations[1]).open
    with act():
        record_matter(
            recipient=nominations[1].recipient,
            kind=MatterKind.DISCIPLINE,
            since=dt.date(2026, 1, 5),
            user=house.tam,
        )
    with act():
        assert appraise(nominations[1]).open


def test_what_an_act_reads_is_not_what_stood_there_before_its_lock(house: House) -> None:
    (driver,) = at_the_secretariat(house, 1)
    stale = driver.dossier
    assert nomination_of(stale) is nomination_of(stale)
    Nomination.objects.filter(dossier=driver.pk).update(citation="Đã sửa sau khi đọc")
    decide(dossier=stale, step="appraise", outcome=Outcome.APPRAISED, user=house.tam)
    assert driver.nomination.citation == "Đã sửa sau khi đọc"
    assert driver.nomination.published_on is not None
    assert nomination_of(driver.dossier).citation == "Đã sửa sau khi đọc"
