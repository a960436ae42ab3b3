"""How values are spelt in the copies: days that move, identifiers that are new, JSON."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from random import getrandbits
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from workflow_app.lib.dates import decree30_date

from .tapes import Model

AS_STORED, AS_ISO, AS_DAY, IN_WORDS, IN_ITS_YEAR = range(5)
MERIT = ("counts_from", "counts_to")


@dataclass(frozen=True, slots=True)
class Days:
    """When a copy happens: how far from the recorded case, and in which year's name."""

    shift: dt.timedelta
    year: int


def kind_of_day(model: Model, name: str, value: dt.date) -> int:
    """Days of a plan's lines, or of merit, belong to a year, whatever the day they are written."""
    in_plan = not isinstance(value, dt.datetime) and model._meta.app_label == "plans"
    return IN_ITS_YEAR if in_plan or name in MERIT else AS_STORED


def moved(moment: dt.date, how: int, days: Days) -> Any:
    """Return a moment of the recorded case as it is on the days of a copy, spelt as it stands."""
    if how == IN_ITS_YEAR:
        return connection.ops.adapt_datefield_value(moment.replace(year=days.year))
    then = moment + days.shift
    if how == AS_DAY:
        return f"{then:%d/%m/%Y}"
    if how == IN_WORDS:
        return decree30_date(then)
    if isinstance(then, dt.datetime):
        return iso(then) if how == AS_ISO else connection.ops.adapt_datetimefield_value(then)
    return connection.ops.adapt_datefield_value(then)


def iso(moment: dt.datetime) -> str:
    """Return a moment as the log hashes it."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def new_identifiers(wanted: Iterable[Any]) -> list[Any]:
    """Make new identifiers; one that is written in two spellings stays one."""
    made: dict[UUID, UUID] = {}
    found: list[Any] = []
    for each in wanted:
        if isinstance(each, str):
            found.append(f"{getrandbits(4 * len(each)):0{len(each)}x}")
            continue
        old, spell = each
        new = made.setdefault(old, UUID(int=getrandbits(128)))
        found.append(str(new) if spell is str else spell(new, connection))
    return found


def as_json(value: Any) -> str:
    """Return a value as its column stores it."""
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
