"""The state of the house as plain values that two runs of the same step have in common.

Left out is what differs from run to run without meaning anything: the clock, random identifiers
and the hashes over them. A row, a number, a stage, a reference too many or too few is seen.
"""

import email
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models

State = dict[str, list[str]]
Plain = Callable[[Any], str]

# The queue's and the scheduler's own bookkeeping, and what no step of a plan writes.
LEFT_OUT = {
    "background_heartbeat",
    "background_scheduledjob",
    "auth_permission",
    "django_content_type",
    "django_session",
}
RANDOM = re.compile(
    r"<[^<>@\s]+@[^<>\s]+>|[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.+:Z]*|\b(?=[0-9a-f]*[a-f\d])[0-9a-f]{12}\b"
)
NUMBER = re.compile(r"\d+")
OF_A_TRY = {"worker_ids", "run_after", "traceback", "exception_class_path"}


def state() -> State:
    """Return every table's rows.

    On PostgreSQL without their keys, of which a transaction that was rolled back skips some.
    """
    loose = connection.vendor == "postgresql"
    found: State = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in LEFT_OUT or model._meta.proxy or not model._meta.managed:
            continue
        fields = [field for field in model._meta.local_fields if field.name not in OF_A_TRY]
        columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- names of our own models
            rows = cursor.fetchall()
        if rows:
            plain = [(field.name, _plain(field, loose=loose)) for field in fields]
            found[table] = sorted([_row(plain, row) for row in rows])
    return found


def exact() -> str:
    """Return a fingerprint of every value of every table: nothing at all has changed, or something."""
    total = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in LEFT_OUT or not model._meta.managed:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- names of our own models
            rows = sorted(map(repr, cursor.fetchall()))
            total.update(repr((table, rows)).encode())
    return total.hexdigest()


def _row(fields: list[tuple[str, Plain]], row: tuple[Any, ...]) -> str:
    return "; ".join(
        [
            f"{name}={'-' if value is None else plain(value)}"
            for (name, plain), value in zip(fields, row, strict=True)
        ]
    )


@cache
def _plain(field: models.Field[Any, Any], *, loose: bool) -> Plain:
    """Return what makes a plain word of a value of the field."""
    target = field
    while target.remote_field is not None and isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.DateTimeField | models.UUIDField | models.FileField):
        return lambda _value: "some"
    is_key = target.primary_key or field.name in {"object_id", "source_id"}
    if loose and is_key:
        return lambda _value: "some"
    plain = _json if isinstance(field, models.JSONField) else _text
    if loose and (isinstance(field, models.JSONField) or field.name == "cause"):
        return lambda value: NUMBER.sub("0", plain(value))
    return plain


def _text(value: Any) -> str:
    return str(value) if isinstance(value, int) else RANDOM.sub("#", str(value))


def _json(value: Any) -> str:
    """SQLite gives text, PostgreSQL gives text too or the value itself."""
    loaded = json.loads(value) if isinstance(value, str) else value
    return json.dumps(_masked(loaded), ensure_ascii=False)


def _masked(value: Any) -> Any:
    """Take random names out of keys and values; what they ordered falls into another order."""
    if isinstance(value, dict):
        return sorted([RANDOM.sub("#", key), _masked(one)] for key, one in value.items())
    if isinstance(value, list):
        return [_masked(one) for one in value]
    return RANDOM.sub("#", value) if isinstance(value, str) else value


def differences(wanted: State, found: State) -> list[str]:
    """Return which rows are missing (-) and which are too many (+)."""
    lines = []
    for table in sorted(wanted.keys() | found.keys()):
        one, other = Counter(wanted.get(table, ())), Counter(found.get(table, ()))
        lines += [f"- {table}: {row}" for row in (one - other).elements()]
        lines += [f"+ {table}: {row}" for row in (other - one).elements()]
    return lines


def mails(folder: Path) -> tuple[list[str], int]:
    """Return the different mails that left, and how many of them left more than once.

    A mail that is sent again bears the same Message-ID, by which mail systems know it.
    """
    seen: dict[str, str] = {}
    copies = 0
    for path in sorted(folder.glob("*.log")):
        for raw in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if not raw.strip():
                continue
            mail = email.message_from_bytes(raw.lstrip(), policy=default)
            name = str(mail["Message-ID"])
            copies += name in seen
            seen[name] = f"{mail['To']}: {mail['Subject']}"
    return sorted(seen.values()), copies
