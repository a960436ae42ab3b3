"""Recording: what the services write while one case goes its way, as plain rows."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from viewflow.workflow import activation, base
from viewflow.workflow.nodes import end

from awards.models import ScoringRound
from workflow_app.audit.models import AuditHead
from workflow_app.ballots.models import Session
from workflow_app.demo.clock import Clock, simulated_clock

ROOMS = (
    "approvals",
    "audit",
    "awards",
    "ballots",
    "notifications",
    "papers",
    "personnel",
    "plans",
    "viewflow",
)
HOLD_THE_TIME = (activation, base, end)
"""Modules of the engine that took `now` for themselves."""

Model = type[models.Model]
Row = dict[str, Any]
Rows = dict[Model, list[Row]]
Keys = dict[tuple[Model, int], str]
SOURCES: dict[str, Model] = {"vote": Session, "selfscore.peer_sheet": ScoringRound}
"""What a duty without a dossier is about."""


@dataclass(frozen=True, slots=True)
class Tape:
    """One case: its rows by table, and the names under which it knows the world around it.

    `keys` names rows of other tables ("author.unit" for the unit whose case it is), `words` names
    texts ("author.short_name"). Whoever copies the case says what stands for each name.
    """

    rows: Rows
    keys: Keys
    words: dict[str, str]
    ended: dt.datetime
    outer: "Tape | None" = None

    def count(self, model: Model) -> int:
        """How many rows of a table one copy adds."""
        return len(self.rows.get(model, ()))


@dataclass(slots=True)
class Recorder:
    """Reads back what was written since it was started."""

    mark: dict[Model, Any] = field(default_factory=dict)

    def start(self) -> None:
        """Take everything that is there as given."""
        self.mark = {model: _last_key(model) for model in recorded_models()}

    def rows(self) -> Rows:
        """Return the rows written since, as they are now."""
        found = {}
        for model, mark in self.mark.items():
            if _last_key(model) == mark:  # most tables of most cases
                continue
            new = model._base_manager.filter(pk__gt=mark).order_by("pk")
            found[model] = [_plain(model, row) for row in new.values()]
        return found


def _last_key(model: Model) -> Any:
    """Return the largest key of a table, of none an empty one; asked too often for the ORM."""
    quote = connection.ops.quote_name
    column, table = quote(str(model._meta.pk.column)), quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({column}) FROM {table}")  # noqa: S608 -- names of our own tables
        last = cursor.fetchone()[0]
    return last or ("" if isinstance(model._meta.pk, models.CharField) else 0)


def recorded_models() -> list[Model]:
    """Return the tables that a case may write."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ROOMS
        and not model._meta.proxy
        and model is not AuditHead
        and not isinstance(_key_field(model), models.UUIDField)  # jobs, which belong to no case
    ]


def _key_field(model: Model) -> Any:
    """Return the field that makes up the key, through however many rows that lend theirs."""
    key: Any = model._meta.pk
    while key.remote_field:
        key = key.target_field
    return key


def _plain(model: Model, row: Row) -> Row:
    """Give up what the fields made of stored values, but for dates and JSON."""
    kept = (models.DateTimeField, models.JSONField, models.DateField)
    return {
        each.attname: row[each.attname]
        if isinstance(each, kept)
        else each.get_prep_value(row[each.attname])
        for each in model._meta.concrete_fields
    }


@contextmanager
def on_the_days_of(start: dt.date) -> Iterator[Clock]:
    """Let the house and the engine alike tell the time of the story."""
    with simulated_clock(start) as clock:
        real = [module.now for module in HOLD_THE_TIME]
        for module in HOLD_THE_TIME:
            module.now = timezone.now  # the story's, by now
        try:
            yield clock
        finally:
            for module, now in zip(HOLD_THE_TIME, real, strict=True):
                module.now = now
