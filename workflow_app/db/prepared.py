"""Statements that the ORM builds once and the database runs often.

Building a statement costs Django some twenty times what running it costs. The acts that people
do all day (an opinion, a signature) therefore keep the ORM's own SQL: each is written as an
ordinary queryset, inserted row or update, compiled at its first use, and run with new values
afterwards. Nothing here is SQL by hand, and `checked` holds every run against what the ORM would
have built this time. Signals of models are not sent: none of these tables has listeners.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError

ModelT = TypeVar("ModelT", bound=models.Model)

_checking = False


class Given(Expression):
    """A value that each run of a statement brings. It is never null: ask for null by name."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        """Keep the place; the value comes with the run."""
        return "%s", [self]

    def value(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Return the value as the database takes it."""
        return self.output_field.get_db_prep_value(given[self.name], connection)


Compiled = tuple[Any, str, tuple[Any, ...]]
"""The ORM's compiler after its work, its SQL, and its parameters with the places of the given."""


class _Statement:
    """What reading and updating have in common: compile once per kind of database, then bind."""

    def __init__(self, **given: models.Field[Any, Any]) -> None:
        self._places = {name: Given(name, field) for name, field in given.items()}
        self._compiled: dict[str, Compiled] = {}

    def _for(self, connection: BaseDatabaseWrapper) -> Compiled:
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiler = self._compiler(self._places, connection)
            sql, params = compiler.as_sql()
            compiled = self._compiled[connection.vendor] = (compiler, sql, tuple(params))
        return compiled

    def _bind(
        self, given: dict[str, Any], connection: BaseDatabaseWrapper
    ) -> tuple[Any, str, tuple[Any, ...]]:
        compiler, sql, places = self._for(connection)
        params = tuple(
            place.value(given, connection) if type(place) is Given else place for place in places
        )
        if _checking:
            _require_same((sql, params), self._plain(given, connection))
        return compiler, sql, params

    def _plain(
        self, given: dict[str, Any], connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = self._compiler(given, connection).as_sql()
        return sql, tuple(params)

    def _compiler(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        raise NotImplementedError


class _Reading(_Statement):
    """A statement that returns rows."""

    def __init__(
        self, build: Callable[..., models.QuerySet[Any, Any]], **given: models.Field[Any, Any]
    ) -> None:
        super().__init__(**given)
        self.build = build

    def _fetch(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> tuple[Any, Any]:
        """Return the compiler and the rows as the database gave them."""
        compiler, sql, params = self._bind(given, connection)
        if compiler.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("A row is locked inside the transaction of its act.")
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return compiler, cursor.fetchall()

    def _compiler(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        return self.build(**given).query.get_compiler(connection=connection)


class Select(_Reading, Generic[ModelT]):
    """A reading: `Select(lambda pk: Unit.objects.filter(pk=pk), pk=BigAutoField())(pk=3)`."""

    def __init__(
        self, build: Callable[..., models.QuerySet[ModelT]], **given: models.Field[Any, Any]
    ) -> None:
        super().__init__(build, **given)
        self._makers: WeakKeyDictionary[BaseDatabaseWrapper, _Maker] = WeakKeyDictionary()

    def __call__(self, **given: Any) -> list[ModelT]:
        """Run with these values; returns what the queryset would hold."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiler, rows = self._fetch(given, connection)
        if not rows:
            return []
        maker = self._makers.get(connection)
        if maker is None:
            maker = self._makers[connection] = _Maker(compiler, connection)
        return maker.objects(rows)

    def first(self, **given: Any) -> ModelT | None:
        """Return the first row, or None."""
        rows = self(**given)
        return rows[0] if rows else None


class Rows(_Reading):
    """A reading of plain values: as `Select`, of a queryset that ends in `values_list`."""

    def __call__(self, **given: Any) -> list[tuple[Any, ...]]:
        """Run with these values; returns the rows that the queryset would hold."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled, rows = self._fetch(given, connection)
        compiler = copy(compiled)
        compiler.connection = connection
        if converters := compiler.get_converters([column for column, *__ in compiler.select]):
            rows = compiler.apply_converters(rows, converters)
        return [tuple(row) for row in rows]


class _Maker:
    """Makes objects of rows as a queryset does; which column goes where is found out once."""

    def __init__(self, compiler: Any, connection: BaseDatabaseWrapper) -> None:
        columns = [column for column, __, __ in compiler.select]
        own = compiler.klass_info["select_fields"]
        self.alias = connection.alias
        self.compiler = copy(compiler)
        self.compiler.connection = connection
        self.converters = self.compiler.get_converters(columns[: compiler.col_count])
        self.model = compiler.klass_info["model"]
        self.own = slice(own[0], own[-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        populators: Any = get_related_populators
        self.related = populators(compiler.klass_info, compiler.select, connection.alias)
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


class Update(_Statement):
    """A change of the rows of a queryset; what is set is named by the model's own fields.

    `Update(lambda pk: Unit.objects.filter(pk=pk), "name", pk=BigAutoField())` runs as
    `statement(pk=3, name="LHHN")`; a foreign key is set to a key.
    """

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any]],
        *sets: str,
        **given: models.Field[Any, Any],
    ) -> None:
        super().__init__(**given)
        self.build = build
        self.where = tuple(given)
        self.sets = sets

    def __call__(self, **given: Any) -> int:
        """Run with these values; returns how many rows were changed."""
        connection = connections[DEFAULT_DB_ALIAS]
        __, sql, params = self._bind(given, connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)

    def _compiler(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        queryset = self.build(**{name: given[name] for name in self.where})
        for name in self.sets:
            self._places.setdefault(name, Given(name, _column(queryset.model, name)))
        query: Any = queryset.query.chain(UpdateQuery)
        query.add_update_values({name: given.get(name, self._places[name]) for name in self.sets})
        return query.get_compiler(connection=connection)

    def _plain(
        self, given: dict[str, Any], connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """The ORM writes NULL into the text of an update, where a run brings it as a value."""
        nulls = {name: self._places[name] for name in self.sets if given[name] is None}
        sql, params = super()._plain(given | nulls, connection)
        return sql, tuple(None if type(value) is Given else value for value in params)


class Insert(Generic[ModelT]):
    """Adding rows as `Model.save` and `bulk_create` would; the database gives them their keys."""

    def __init__(self, model: type[ModelT]) -> None:
        self.model = model
        self._sql: dict[str, str] = {}

    @cached_property
    def _fields(self) -> list[Any]:
        return [field for field in self.model._meta.local_concrete_fields if not field.primary_key]

    def __call__(self, row: ModelT) -> ModelT:
        """Write the row and give it its key."""
        return self.many([row])[0]

    def many(self, rows: list[ModelT]) -> list[ModelT]:
        """Write the rows with one statement and give them their keys."""
        connection = connections[DEFAULT_DB_ALIAS]
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in rows
            for field in self._fields
        ]
        sql = self._sql.get(connection.vendor)
        if sql is None or _checking:
            plain = self._built(rows[0], connection)
            if sql is not None:
                _require_same((sql, tuple(values[: len(self._fields)])), plain)
            sql = self._sql[connection.vendor] = plain[0]
        with connection.cursor() as cursor:
            cursor.execute(_for_so_many(sql, len(rows)), values)
            keys = cursor.fetchall()
        for row, (key,) in zip(rows, keys, strict=True):
            row.pk = key
            state = row._state  # noqa: SLF001 -- what Model.save sets, too
            state.adding, state.db = False, connection.alias
        return rows

    def _built(self, row: ModelT, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        query: Any = InsertQuery(self.model)
        query.insert_values(self._fields, [row], raw=True)  # pre_save has had its turn
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self.model._meta.pk]
        [(sql, params)] = compiler.as_sql()
        return sql, tuple(params)


def _for_so_many(sql: str, rows: int) -> str:
    """Repeat the places of an insertion of one row."""
    if rows == 1:
        return sql
    into, places, returning = re.split(r"(?<= VALUES )(\(.*?\))", sql, maxsplit=1)
    return f"{into}{', '.join([places] * rows)}{returning}"


def _column(model: type[models.Model], name: str) -> Any:
    """Return the field whose values the column holds: for a foreign key, the key it points at."""
    field: Any = model._meta.get_field(name)
    return getattr(field, "target_field", field)


@contextmanager
def checked() -> Iterator[None]:
    """Hold every run inside against the statement that the ORM builds for the same values."""
    global _checking  # noqa: PLW0603 -- a switch for tests
    _checking = True
    try:
        yield
    finally:
        _checking = False


def _require_same(kept: tuple[str, tuple[Any, ...]], plain: tuple[str, tuple[Any, ...]]) -> None:
    """The same text (Django puts a given value in brackets) and the same values."""
    texts = {text.replace("(%s)", "%s") for text, __ in (kept, plain)}
    values = [[str(value) for value in params] for __, params in (kept, plain)]
    if len(texts) > 1 or values[0] != values[1]:
        raise AssertionError(f"the kept statement {kept}\ndiffers from the ORM's {plain}")
