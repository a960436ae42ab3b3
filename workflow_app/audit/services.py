"""Appending to the log. An act's entries commit or vanish together with the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.utils import timezone

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
    """Append an act's entries with one lock, one insert and one move of the head."""
    if not entries:
        return
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Audit entries are written inside the transaction of the act they tell about."
        )
    context = current_context()
    rows = [_row(entry, context) for entry in entries]
    head = _locked_head()
    now = timezone.now()  # after the lock: time never runs backwards along the chain
    for row in rows:
        head.sequence += 1
        row.sequence = head.sequence
        row.at = now
        row.previous_hash = head.hash
        row.hash = head.hash = hash_of(row)
    AuditEntry.objects.bulk_create(rows)
    AuditHead.objects.filter(pk=head.pk).update(sequence=head.sequence, hash=head.hash)


def _locked_head() -> AuditHead:
    """Lock the chain's end; SQLite needs no row lock, its transactions are IMMEDIATE."""
    heads = AuditHead.objects.select_for_update()
    head = heads.filter(pk=AuditHead.ROW).first()
    if head is None:  # the very first entry of this database
        AuditHead.objects.bulk_create([AuditHead(pk=AuditHead.ROW)], ignore_conflicts=True)
        head = heads.get(pk=AuditHead.ROW)
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
