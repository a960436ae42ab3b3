"""A copied case is what the services wrote: the same rows, for whomever it is copied."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import models

from workflow_app.approvals.models import Dossier
from workflow_app.audit.models import AuditEntry
from workflow_app.demo.scaling.cases import NUMBERS, OPENS, SERIES, SYMBOL, YEAR, record_cases
from workflow_app.demo.scaling.copies import Days
from workflow_app.demo.scaling.federation import Directory, form_clusters, make_federation
from workflow_app.demo.scaling.tapes import Recorder, Rows, Tape
from workflow_app.demo.scaling.years import Errand, Years
from workflow_app.papers.models import NumberRegister

pytestmark = pytest.mark.django_db
UNITS, SEATS = 60, 9
NO_SHIFT = Days(dt.timedelta(0), YEAR)
ITS_OWN = {"sequence", "previous_hash", "hash", "mail"}
"""Places in the log; and mail, which has left when a year is over."""
IDENTIFIER = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b|[0-9a-f]{8}-[0-9a-f-]{27}")

NUMBER = re.compile(rf"\b({'|'.join(map(str, NUMBERS.values()))})\b")
SESSION = re.compile(r"/sessions/\d+/")
"""Three papers of one day: which of them is numbered first does not matter."""


@pytest.fixture
def years() -> Years:
    make_federation(UNITS, dt.date(2019, 1, 1), SEATS)
    clusters = form_clusters([YEAR])
    return Years(record_cases(), Directory(), clusters)


def recorded(years: Years) -> Rows:
    """Put together what the services wrote for all three plans and their session."""
    found: Rows = {}
    for tape in (years.library.session, *_issued(years)):
        for model, rows in tape.rows.items():
            found.setdefault(model, []).extend(rows)
    return found


def _issued(years: Years) -> list[Tape]:
    return [years.library.plans[sort, "issued"] for sort in NUMBERS]


def copied(years: Years) -> Rows:
    """Copy the three plans for the very units that wrote them, on the very days."""
    NumberRegister.objects.create(
        series=SERIES, year=YEAR, symbol=SYMBOL, last_number=NUMBERS["member"] - 1
    )
    campaign = years._campaign(YEAR, OPENS)
    recorder = Recorder()
    recorder.start()
    authors = {author.unit.pk: author for author in years.authors(YEAR)}
    units = [tape.rows[Dossier][0]["unit_id"] for tape in _issued(years)]
    orders = [row["order"] for tape in _issued(years) for row in _ballots(tape)]
    errands = [
        Errand(authors[unit], "issued", NO_SHIFT, order)
        for unit, order in zip(units, orders, strict=True)
    ]
    years._session(campaign, sorted(errands, key=lambda errand: errand.position), "told")
    years.close()
    return recorder.rows()


def _ballots(tape: Tape) -> list[dict[str, Any]]:
    return next(rows for model, rows in tape.rows.items() if model.__name__ == "Ballot")


def comparable(rows: Rows) -> dict[str, list[str]]:
    """Return the rows with places instead of keys, and without what no two cases share."""
    keys = {
        (model, row[model._meta.pk.attname]): f"{model.__name__} {_mark(model, row)}"
        for model, all_rows in rows.items()
        for row in all_rows
    }
    return {
        model._meta.label: sorted(
            json.dumps(_comparable(model, row, keys), default=str, sort_keys=True)
            for row in all_rows
        )
        for model, all_rows in rows.items()
    }


def _mark(model: Any, row: dict[str, Any]) -> str:
    """Tell a row from its like by what it says."""
    words = [value for value in row.values() if isinstance(value, str | dt.date)]
    return IDENTIFIER.sub("*", " ".join(map(str, words)))[:200]


def _comparable(model: Any, row: dict[str, Any], keys: dict[Any, str]) -> dict[str, Any]:
    kept = {}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.primary_key or field.name in ITS_OWN:
            continue
        if isinstance(field, models.ForeignKey):
            kept[field.name] = keys.get((field.remote_field.model, value), value)
        elif model is AuditEntry and field.name == "object_id":
            kept[field.name] = bool(value)
        elif field.name == "data":
            kept[field.name] = {**value, "decision": bool(value.get("decision"))}
        else:
            kept[field.name] = value
    text = IDENTIFIER.sub("*", json.dumps(kept, default=str))
    return json.loads(SESSION.sub("/sessions/0/", NUMBER.sub("0", text)))


def _in_any_year(rows: list[str]) -> list[str]:
    """The recorded campaign was taken back; the copy stands in another one of the same year."""
    return sorted(re.sub(r'"(campaign|register|focus_area)": \d+', r'"\1": 1', row) for row in rows)


def test_a_case_copied_for_its_own_unit_is_the_case_that_the_services_wrote(years: Years) -> None:
    original, copy = recorded(years), copied(years)
    assert {model.__name__: len(rows) for model, rows in copy.items()} == {
        model.__name__: len(rows) for model, rows in original.items()
    }
    first, second = comparable(original), comparable(copy)
    for label, rows in first.items():
        assert _in_any_year(second[label]) == _in_any_year(rows), label
