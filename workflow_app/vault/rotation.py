"""Putting everything under the first key, a few rows at a time."""

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction

from .errors import VaultError
from .fields import Sealed
from .keyring import is_current, reseal, unseal
from .registry import Column, columns, stores

AT_A_TIME = 200


def rotate() -> Iterator[tuple[str, int]]:
    """Re-seal what is not under the first key; say for each place how many values were.

    A value is replaced only if it is still what was read, so people may work meanwhile; broken off
    and started again it goes on where it was, because what is under the first key is left alone.
    """
    for column in columns():
        yield str(column), sum(_rotate_some(column, keys) for keys in _batches(column))
    for name, store in stores().items():
        yield name, sum(store.replace(key, reseal) for key in store.names())


def everything() -> Iterator[tuple[str, Any, bytes]]:
    """Return every seal with its place and what names it there."""
    for column in columns():
        for key, token in _tokens(column):
            yield str(column), key, token
    for name, store in stores().items():
        for key in store.names():
            yield name, key, store.read(key)


def opens(token: bytes) -> bool:
    """Tell whether any key opens the seal."""
    try:
        unseal(token)
    except VaultError:
        return False
    return True


def under_old_keys() -> int:
    """Return how many values the first key does not open."""
    return sum(not is_current(token) for _place, _key, token in everything())


def _rows(column: Column) -> models.QuerySet[Any]:
    return column.model._base_manager.order_by("pk")


def _batches(column: Column) -> Iterator[list[Any]]:
    last: Any = None
    while True:
        rows = _rows(column) if last is None else _rows(column).filter(pk__gt=last)
        keys = list(rows.values_list("pk", flat=True)[:AT_A_TIME])
        if not keys:
            return
        yield keys
        last = keys[-1]


def _tokens(column: Column) -> Iterator[tuple[Any, bytes]]:
    for keys in _batches(column):
        yield from _read(column, _rows(column).filter(pk__in=keys))


def _read(column: Column, rows: models.QuerySet[Any]) -> Iterator[tuple[Any, bytes]]:
    for key, value in rows.values_list("pk", column.field):
        if value:
            yield key, _bytes_of(value)


def _bytes_of(value: Sealed | str | bytes | memoryview) -> bytes:
    if isinstance(value, Sealed):
        return value.token.encode()
    return value.encode() if isinstance(value, str) else bytes(value)


@transaction.atomic
def _rotate_some(column: Column, keys: list[Any]) -> int:
    rows = _rows(column).filter(pk__in=keys)
    count = 0
    for key, token in list(_read(column, rows.select_for_update())):
        if is_current(token):
            continue
        rows.filter(pk=key).update(**{column.field: _stored(column, reseal(token))})
        count += 1
    return count


def _stored(column: Column, token: bytes) -> Any:
    field = column.model._meta.get_field(column.field)
    if isinstance(field, models.BinaryField):
        return token
    text = token.decode()
    return text if not hasattr(field, "opened") else Sealed(text)
