"""Every column that holds seals: the sealed fields of all models, and what a room registers.

A room that calls `seal` itself (for bytes in a column of its own) registers that column here, or
`manage.py rotate_keys` does not know of it and its values die with the old key.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from .fields import SealedField

Reseal = Callable[[bytes], bytes]
_columns: set[tuple[str, str]] = set()
_stores: dict[str, "Store"] = {}


class Store(NamedTuple):
    """Seals that are kept elsewhere than in a column, such as in files."""

    names: Callable[[], list[Any]]
    """What names each of them"""
    read: Callable[[Any], bytes]
    replace: Callable[[Any, Reseal], bool]
    """Put the value under the first key, as the function given does; tell whether there was need"""


class Column(NamedTuple):
    """A column of a model."""

    model: type[models.Model]
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field}"


def register_column(model: str, field: str) -> None:
    """Name a column ("ballots.Paper", "sealed") of text or bytes that holds seals or is empty."""
    _columns.add((model, field))


def register_store(name: str, store: Store) -> None:
    """Name a store of seals; `manage.py rotate_keys` and `verify` go through it too."""
    _stores[name] = store


def stores() -> dict[str, Store]:
    """Return the stores by name."""
    return dict(sorted(_stores.items()))


def columns() -> Iterator[Column]:
    """Return every column with seals, in a steady order."""
    found = {
        (model._meta.label, field.attname)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    }
    for label, field in sorted(found | _columns):
        yield Column(apps.get_model(label), field)
