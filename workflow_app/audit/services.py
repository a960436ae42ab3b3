"""Appending to the log. An act's entries commit or vanish together with the act."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.utils import timezone

from workflow_app.db.prepared import Insert, Select

from .actions import require_registered
from .context import AuditContext, current_context
from .hashing import hash_of, plain_data
from .models import AuditEntry, AuditHead

Actor = AbstractBaseUser | AnonymousUser | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one line of the log says.

    `object` is a model instance or (kind, id, label). `dossier_code` is taken from the object's
    attribute of that name when it is not given.
    """

    action: str
    actor: Actor
    object: models.Model | tuple[str, object, str] | None = None
    data: dict[str, Any] | None = None
    authority: str = ""
    dossier_code: str = ""


def record(
    *,
    action: str,
    actor: Actor,
    object: models.Model | tuple[str, object, str] | None = None,  # noqa: A002 -- the log's own word
    data: dict[str, Any] | None = None,
    authority: str = "",
    dossier_code: str = "",
) -> None:
    """Append one entry inside the caller's transaction."""
    record_many(
        [
            Entry(
                action=action,
                actor=actor,
                object=object,
                data=data,
                authority=authority,
                dossier_code=dossier_code,
            )
        ]
    )


def record_many(entries: Sequence[Entry]) -> None:
    """Append an act's entries with one lock and one insert; the database moves the head."""
    if not entries:
        return
    _require_transaction()
    context = current_context()
    rows = [_row(entry, context) for entry in entries]
    gathering = _gathered.get()
    if gathering is None:
        _append(rows)
    else:
        gathering.extend(rows)


@contextmanager
def gathered() -> Iterator[None]:
    """Append what is recorded inside together, at the end: the log's head is taken last.

    Also a decorator, below `transaction.atomic`. Inside another one it adds to that one; what was
    recorded before an error is forgotten with the rest of the act.
    """
    _require_transaction()
    outer = _gathered.get()
    rows: list[AuditEntry] = []
    token = _gathered.set(rows)
    try:
        yield
    finally:
        _gathered.reset(token)
    if outer is not None:
        outer.extend(rows)
    elif rows:
        _append(rows)


_gathered: ContextVar[list[AuditEntry] | None] = ContextVar("gathered_audit_entries", default=None)


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Audit entries are written inside the transaction of the act they tell about."
        )


def _append(rows: list[AuditEntry]) -> None:
    head = _locked_head()
    now = timezone.now()  # after the lock: time never runs backwards along the chain
    sequence, previous_hash = head.sequence, head.hash
    for row in rows:
        sequence += 1
        row.sequence = sequence
        row.at = now
        row.previous_hash = previous_hash
        row.hash = previous_hash = hash_of(row)
    if len(rows) <= MOST_ENTRIES_OF_AN_ACT:
        _insert_entries.many(rows)
    else:
        AuditEntry.objects.bulk_create(rows)


MOST_ENTRIES_OF_AN_ACT = 20
"""More come from what is done in bulk, where building the statement is no matter."""

_insert_entries = Insert(AuditEntry)
_head = Select(
    lambda pk: AuditHead.objects.select_for_update().filter(pk=pk), pk=models.BigAutoField()
)


def _locked_head() -> AuditHead:
    """Lock the chain's end; SQLite needs no row lock, its transactions are IMMEDIATE."""
    head = _head.first(pk=AuditHead.ROW)
    if head is None:  # the very first entry of this database
        AuditHead.objects.bulk_create([AuditHead(pk=AuditHead.ROW)], ignore_conflicts=True)
        head = _head(pk=AuditHead.ROW)[0]
    return head


def _row(entry: Entry, context: AuditContext) -> AuditEntry:
    require_registered(entry.action)
    kind, identity, label = _described(entry.object)
    actor = entry.actor if entry.actor is not None and entry.actor.pk else None
    return AuditEntry(
        actor_id=actor.pk if actor else None,
        authority=entry.authority,
        action=entry.action,
        object_kind=kind,
        object_id=identity,
        object_label=label[:250],
        dossier_code=entry.dossier_code or getattr(entry.object, "dossier_code", "") or "",
        data=plain_data(entry.data),
        request_id=context.request_id,
    )


def _described(subject: models.Model | tuple[str, object, str] | None) -> tuple[str, str, str]:
    if subject is None:
        return "", "", ""
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, str(subject.pk), str(subject)
    kind, identity, label = subject
    return kind, str(identity), str(label)
