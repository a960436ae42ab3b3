"""The same facts in as few statements as they take, without the ORM."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

LOCK = " FOR UPDATE" if connection.vendor == "postgresql" else ""


class WrongStateError(Exception):
    """Somebody was faster."""


@transaction.atomic
def submit(*, title: str, author: int, cluster: int) -> int:
    now = _now()
    (pk,) = _one(
        "INSERT INTO plain_request (title, text, state, author_id, cluster_id, answered, created, updated)"
        " VALUES (%s, '', 'signing', %s, %s, 0, %s, %s) RETURNING id",
        [title, author, cluster, now, now],
    )
    return int(pk)


@transaction.atomic
def sign(*, pk: int) -> None:
    _move(pk, "signing", "reviewing")
    _run(
        "INSERT INTO plain_review (request_id, reviewer_id, stance, text)"
        " SELECT r.id, g.user_id, '', '' FROM plain_request r"
        " JOIN accounts_user_groups g ON g.group_id = r.cluster_id WHERE r.id = %s",
        [pk],
    )


@transaction.atomic
def answer(*, pk: int, user: int, asked: int) -> None:
    """Count on the locked row, so that exactly one answer is the last."""
    (answered,) = _one(
        "UPDATE plain_request SET answered = answered + 1 WHERE id = %s AND state = 'reviewing'"
        " RETURNING answered",
        [pk],
    )
    _run(
        "UPDATE plain_review SET stance = 'agree', answered_at = %s"
        " WHERE request_id = %s AND reviewer_id = %s AND stance = ''",
        [_now(), pk, user],
    )
    if answered == asked:
        _run(
            "UPDATE plain_request SET state = 'endorsing', updated = %s WHERE id = %s", [_now(), pk]
        )


@transaction.atomic
def move(*, pk: int, before: str, after: str) -> None:
    _move(pk, before, after)


def _move(pk: int, before: str, after: str) -> None:
    (state,) = _one(f"SELECT state FROM plain_request WHERE id = %s{LOCK}", [pk])  # noqa: S608 -- a constant
    if state != before:
        raise WrongStateError
    _run("UPDATE plain_request SET state = %s, updated = %s WHERE id = %s", [after, _now(), pk])


def _one(sql: str, params: list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        raise WrongStateError
    return row


def _run(sql: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        if not cursor.rowcount:
            raise WrongStateError


def _now() -> dt.datetime | str:
    now = timezone.now()
    return now if connection.vendor == "postgresql" else str(now)
