"""When something breaks while a file is open: no page, report or mail shows what stands in it."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import InterfaceError, connection
from django.test import Client
from django.views.debug import ExceptionReporter

from personnel.models import PersonFile
from tests.personnel.house import SENSITIVE, House, file_for
from workflow_app.vault.keys import keep_keys, new_key

TYPED = {name: f"{value} mới" for name, value in SENSITIVE.items()} | {
    "sex": "female",
    "birth_date": "30/04/1980",
    "note": "theo giấy tờ mới",
    "is_secret": "",
}


@pytest.fixture
def reports() -> Iterator[list[str]]:
    """What an error report of each broken request says, as text and as a page."""
    made: list[str] = []

    def report(request: Any, **_rest: object) -> None:
        reporter = ExceptionReporter(request, *sys.exc_info())
        made.extend((reporter.get_traceback_text(), reporter.get_traceback_html()))

    got_request_exception.connect(report)
    yield made
    got_request_exception.disconnect(report)


@pytest.fixture
def file(house: House, settings, tmp_path) -> PersonFile:
    settings.DATA_DIR = tmp_path
    return file_for(house.person("minh"))


def addresses(file: PersonFile) -> dict[str, str]:
    base = f"/personnel/people/{file.person_id}/"
    return {"edit": f"{base}edit/", "details": f"{base}details/", "mine": "/personnel/mine/edit/"}


@pytest.mark.parametrize("debug", (False, True))
@pytest.mark.parametrize("name", ("edit", "details", "mine"))
def test_a_crash_shows_nothing(
    file: PersonFile, house: House, reports: list[str], settings, name: str, *, debug: bool
) -> None:
    """The crash: the key of the vault was lost, with the page's form on its way in."""
    settings.DEBUG = debug
    keep_keys([new_key()])
    client = Client(raise_request_exception=False)
    client.force_login(house.cast.minh if name == "mine" else house.nhung)
    address = addresses(file)[name]
    answers = [client.get(address)]
    if name != "details":
        answers.append(client.post(address, TYPED))
    assert {answer.status_code for answer in answers} == {500}
    assert len(reports) == 2 * len(answers)
    told = "".join(reports) + "".join(answer.content.decode() for answer in answers)
    assert "VaultError" in told, "the report is about this"
    for value in (*SENSITIVE.values(), *TYPED.values()):
        assert not value or value == "female" or value not in told


def test_the_page_of_an_outage_hands_nothing_back(file: PersonFile, house: House) -> None:
    """Elsewhere it offers what was typed to be sent again: not here."""

    def away(execute: Any, sql: str, *rest: Any) -> Any:
        if "personnel_personfile" in sql.lower():
            raise InterfaceError("the database is away")
        return execute(sql, *rest)

    client = Client(raise_request_exception=False)
    client.force_login(house.nhung)
    with connection.execute_wrapper(away):
        answer = client.post(addresses(file)["edit"], TYPED)
    assert answer.status_code == 503
    for value in TYPED.values():
        assert not value or value not in answer.content.decode()
