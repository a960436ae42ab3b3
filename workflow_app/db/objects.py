"""Objects of rows, made as a queryset makes them; which column goes where is found out once.

`Model.__init__` asks every field of the model whether it has a value, for each row anew. Where
nobody listens to it and no field converts what it is given, filling the attributes in gives the
same object at a fraction of the cost; any other model is made by its own `from_db`.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.models.expressions import BaseExpression, Value
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import get_related_populators
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

STORE_AS_GIVEN = (DeferredAttribute, ForeignKeyDeferredAttribute)


def left_of(compiler: Any) -> tuple[Any, bool]:
    """Return what making objects of rows takes, and whether the rows are locked.

    The query goes, and of what is selected all but the field: with its expressions the statement
    that counts a long queue by kind took fifty times the memory of its text.
    """
    left, query = copy(compiler), compiler.query
    left.query = left.where = left.having = left.qualify = None
    if compiler.select:
        left.select = [(_field_of(column), None, alias) for column, __, alias in compiler.select]
    return left, query.select_for_update


def _field_of(column: Any) -> Any:
    """Return an expression whose values are converted in the same way."""
    own, usual = type(column), BaseExpression
    is_usual = (own.get_db_converters, own.convert_value) == (
        usual.get_db_converters,
        usual.convert_value,
    )
    return Value(None, output_field=column.output_field) if is_usual else column


class Maker:
    """Makes the objects of one statement's rows, with what is joined to them."""

    def __init__(self, compiler: Any, connection: BaseDatabaseWrapper) -> None:
        columns = [column for column, __, __ in compiler.select]
        own = compiler.klass_info["select_fields"]
        self.alias = connection.alias
        self.compiler = copy(compiler)
        self.compiler.connection = connection
        self.converters = self.compiler.get_converters(columns[: compiler.col_count])
        self.own = slice(own[0], own[-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.model = _quick(compiler.klass_info["model"], self.names)
        populators: Any = get_related_populators
        self.related = populators(compiler.klass_info, compiler.select, connection.alias)
        _quicken(self.related)
        self.annotations = compiler.annotation_col_map or {}

    def objects(self, rows: Iterable[Any]) -> list[Any]:
        """Return one object for each row."""
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [self._object(row) for row in rows]

    def _object(self, row: Any) -> Any:
        made = self.model.from_db(self.alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, made)
        for name, column in self.annotations.items():
            setattr(made, name, row[column])
        return made


class _Filled:
    """Stands in for a model where rows become objects, and fills the attributes in."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model

    def from_db(self, alias: str, names: Sequence[str], values: Sequence[Any]) -> models.Model:
        """Return the object that the model's own `from_db` returns."""
        made = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, alias
        attributes = made.__dict__
        attributes["_state"] = state
        attributes.update(zip(names, values, strict=True))
        return made


def _quick(model: type[models.Model], names: Iterable[str]) -> Any:
    """Return what makes objects of the model: its stand-in, or the model where that would differ."""
    inherited = vars(models.Model)
    is_plain = (
        model.__init__ is inherited["__init__"]
        and model.from_db.__func__ is inherited["from_db"].__func__  # type: ignore[attr-defined]
        and not pre_init.has_listeners(model)
        and not post_init.has_listeners(model)
        and all(type(getattr(model, name, None)) in STORE_AS_GIVEN for name in names)
    )
    return _Filled(model) if is_plain else model


def _quicken(populators: Iterable[Any]) -> None:
    for populator in populators:
        populator.model_cls = _quick(populator.model_cls, populator.init_list)
        _quicken(populator.related_populators)


ModelT = TypeVar("ModelT", bound=models.Model)


def another(row: ModelT, **changed: Any) -> ModelT:
    """Return a second unsaved row that says what the first one says, but for what is named.

    For writing many rows that are nearly alike: a model asks each of its fields for a default.
    """
    made = type(row).__new__(type(row))
    made.__dict__.update(row.__dict__)
    state = made.__dict__["_state"] = ModelState()
    state.fields_cache.update(row.__dict__["_state"].fields_cache)
    for name, value in changed.items():
        setattr(made, name, value)
    return made
