"""Whose rows are whose, when several dossiers went their way at the same time."""

from collections.abc import Iterable
from typing import Any, cast

from django.apps import apps
from django.db import models

from workflow_app.approvals.models import Dossier

from .tapes import SOURCES, Model, Row, Rows

Owner = int | None
Known = dict[tuple[Model, int], Owner]


def rows_by_owner(rows: Rows, dossiers: Iterable[Dossier]) -> dict[Owner, Rows]:
    """Sort the rows by the dossier they belong to; those of a session belong to none.

    A row belongs to the dossier that it points at, be it through other rows, and so does what the
    dossier's own row points at (its case, its paper). The log and the notices name a dossier by
    its code.
    """
    found = list(dossiers)
    owners: Known = {(Dossier, dossier.pk): dossier.pk for dossier in found}
    there = {(model, row[model._meta.pk.attname]) for model, row in _each(rows)}
    for dossier in rows.get(Dossier, ()):
        marks = {(_target(field), dossier[field.attname]) for field in _links(Dossier)}
        owners |= dict.fromkeys(marks & there, dossier["id"])
    for __ in range(_depth(rows)):
        for model, row in _each(rows):
            mark = (model, row[model._meta.pk.attname])
            owner = owners.get(mark) or _owner_of(model, row, owners, found)
            if owner is not None:
                owners[mark] = owner
    sorted_rows: dict[Owner, Rows] = {}
    for model, row in _each(rows):
        owner = owners.get((model, row[model._meta.pk.attname]))
        sorted_rows.setdefault(owner, {}).setdefault(model, []).append(row)
    return sorted_rows


def _each(rows: Rows) -> Iterable[tuple[Model, Row]]:
    return ((model, row) for model, all_rows in rows.items() for row in all_rows)


def _depth(rows: Rows) -> int:
    """A chain of rows is never longer than there are tables."""
    return min(len(rows), 5)


def _links(model: Model) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _target(field: models.ForeignKey[Any, Any]) -> Model:
    target: Any = field.remote_field.model
    return cast("Model", target._meta.concrete_model)


def _owner_of(model: Model, row: Row, owners: Known, dossiers: list[Dossier]) -> Owner:
    for field in _links(model):
        owner = owners.get((_target(field), row[field.attname]))
        if owner is not None:
            return owner
    return owners.get(_about(row) or (model, 0)) or _named(row, dossiers)


def _about(row: Row) -> tuple[Model, int] | None:
    """Return what a duty, or an entry of the log, is about."""
    if row.get("kind") in SOURCES and "source_id" in row:
        return SOURCES[row["kind"]], row["source_id"]
    if row.get("object_kind") and row["object_id"].isdecimal():
        return apps.get_model(row["object_kind"]), int(row["object_id"])
    return None


def _named(row: Row, dossiers: list[Dossier]) -> Owner:
    for dossier in dossiers:
        if dossier.code == row.get("dossier_code"):
            return dossier.pk
        if row.get("path") == dossier.get_absolute_url():
            return dossier.pk
    return None
