"""Every column that holds seals: the sealed fields of all models, and what a room registers.

A room that calls `seal` itself (for bytes in a column of its own) registers that column here, or
`manage.py rotate_keys` does not know of it and its values die with the old key.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import models

from .fields import SealedField

_columns: set[tuple[str, str]] = set()


class Column(NamedTuple):
    """A column of a model."""

    model: type[models.Model]
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field}"


def register_column(model: str, field: str) -> None:
    """Name a column ("ballots.Paper", "sealed") of text or bytes that holds seals or is empty."""
    _columns.add((model, field))


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
