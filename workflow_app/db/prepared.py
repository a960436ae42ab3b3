"""Statements that the ORM builds once and the database runs often.

Building a statement costs Django some twenty times what running it costs. The acts that people
do all day (an opinion, a signature) therefore keep the ORM's own SQL: each is written as an
ordinary queryset, inserted row or update, compiled at its first use, and run with new values
afterwards. Nothing here is SQL by hand, and `checked` holds every run against what the ORM would
have built this time. Signals of models are not sent: none of these tables has listeners.
"""

import dataclasses
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError

from .objects import Maker, left_of
from .places import (
    FIRST_PLACE,
    PLACES,
    Given,
    Keys,
    Words,
    filled_up,
    is_moment,
    place_of,
)
from .serving import FEW_ROWS, cursor_for, is_kept_by, require_same, with_constants_spelt
from .values import Column

__all__ = [
    "Given",
    "Insert",
    "Keys",
    "Rows",
    "Select",
    "Update",
    "Words",
    "checked",
    "filled_up",
    "forget_texts",
]

ModelT = TypeVar("ModelT", bound=models.Model)

MOST_TEXTS, LONGEST = 200, 2000
"""So many texts are kept of a statement; with a longer list than this it is built each time."""

_checking = False


@dataclasses.dataclass(slots=True)
class Compiled:
    """What is left of the ORM's compiler, its SQL, and its parameters with the places of the given.

    Without a compiler the ORM knew beforehand that there are no such rows. A statement that the
    server may keep has what every run has in common in its text.
    """

    compiler: Any
    locks: bool = False
    sql: str = ""
    places: tuple[Any, ...] = ()
    is_for_server: bool = False
    makers: WeakKeyDictionary[BaseDatabaseWrapper, Maker] = dataclasses.field(
        default_factory=WeakKeyDictionary
    )


class _Statement:
    """What reading and updating have in common: compile once per kind of database, then bind.

    What is given without a name is no value of the database: it says how the statement is built
    (which counters, what kinds of holdings), and a text is kept for each.
    """

    def __init__(self, **given: models.Field[Any, Any] | Keys) -> None:
        self._places: dict[str, Given] = {
            name: Given(name, kind) for name, kind in given.items() if not isinstance(kind, Keys)
        }
        self._lists = {name: kind for name, kind in given.items() if isinstance(kind, Keys)}
        self._compiled: dict[Hashable, Compiled] = {}
        _statements.add(self)

    def forget(self) -> None:
        """Compile anew from here on."""
        self._compiled.clear()

    def _for(
        self, connection: BaseDatabaseWrapper, shape: tuple[Hashable, ...], given: dict[str, Any]
    ) -> Compiled:
        lengths = tuple([len(given[name]) for name in self._lists])
        key = (connection.vendor, shape, lengths)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compile(connection, shape, given)
            if max(lengths, default=0) <= LONGEST:
                if len(self._compiled) >= MOST_TEXTS:
                    self._compiled.clear()
                self._compiled[key] = compiled
        return compiled

    def _compile(
        self, connection: BaseDatabaseWrapper, shape: tuple[Hashable, ...], given: dict[str, Any]
    ) -> Compiled:
        places: dict[str, Any] = dict(self._places)
        numbers: dict[int, tuple[str, int]] = {}
        for name, kind in self._lists.items():
            first = FIRST_PLACE + len(numbers)
            places[name] = [kind.place(first + index) for index in range(len(given[name]))]
            numbers.update({first + index: (name, index) for index in range(len(given[name]))})
        try:
            with connection.execute_wrapper(_asks_while_it_is_built):
                compiler = self._compiler(places, connection, shape)
                sql, params = compiler.as_sql()
        except EmptyResultSet:
            return Compiled(None)
        if any(str(number) in sql for number in numbers):
            raise AssertionError(f"A key stands in the text of {sql}")
        if moments := [param for param in params if is_moment(param)]:
            raise AssertionError(f"{moments} would be kept for ever in {sql[:500]}")
        text = sql, tuple(place_of(param, numbers) for param in params)
        if self._lists or not is_kept_by(connection):  # lists have too many lengths
            return Compiled(*left_of(compiler), *text)
        spelt = with_constants_spelt(text, connection)
        return Compiled(*left_of(compiler), *spelt, is_for_server=True)

    def _bind(
        self, shape: tuple[Hashable, ...], given: dict[str, Any], connection: BaseDatabaseWrapper
    ) -> tuple[Compiled, tuple[Any, ...]]:
        compiled = self._for(connection, shape, given)
        params = tuple(
            [
                place.value(given, connection) if type(place) in PLACES else place
                for place in compiled.places
            ]
        )
        if _checking:
            plain = self._plain(shape, given, connection)
            require_same((compiled.sql, params), plain, connection)
        return compiled, params

    def _plain(
        self, shape: tuple[Hashable, ...], given: dict[str, Any], connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        try:
            sql, params = self._compiler(given, connection, shape).as_sql()
        except EmptyResultSet:
            return "", ()
        return sql, tuple(params)

    def _compiler(
        self, given: dict[str, Any], connection: BaseDatabaseWrapper, shape: tuple[Hashable, ...]
    ) -> Any:
        raise NotImplementedError


_statements: WeakSet[_Statement] = WeakSet()


def forget_texts() -> None:
    """Compile every statement anew: for tests that put other code in the place of the house's."""
    for statement in list(_statements):
        statement.forget()


def _asks_while_it_is_built(*_call: Any) -> Any:
    """What is kept must hold tomorrow: a text that followed from rows of today would not."""
    raise AssertionError("A statement that is kept asks the database while it is built.")


class _Reading(_Statement):
    """A statement that returns rows."""

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any, Any]],
        **given: models.Field[Any, Any] | Keys,
    ) -> None:
        super().__init__(**given)
        self.build = build

    def _fetch(
        self, shape: tuple[Hashable, ...], given: dict[str, Any], connection: BaseDatabaseWrapper
    ) -> tuple[Compiled, Any]:
        """Return the compiled statement and the rows as the database gave them."""
        compiled, params = self._bind(shape, given, connection)
        if compiled.compiler is None:
            return compiled, []
        if compiled.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A row is locked inside the transaction of its act.")
        with cursor_for(connection, kept=compiled.is_for_server) as cursor:
            cursor.execute(compiled.sql, params)
            return compiled, cursor.fetchall()

    def _compiler(
        self, given: dict[str, Any], connection: BaseDatabaseWrapper, shape: tuple[Hashable, ...]
    ) -> Any:
        return self.build(*shape, **given).query.get_compiler(connection=connection)


class Select(_Reading, Generic[ModelT]):
    """A reading: `Select(lambda pk: Unit.objects.filter(pk=pk), pk=BigAutoField())(pk=3)`."""

    def __init__(
        self,
        build: Callable[..., models.QuerySet[ModelT]],
        **given: models.Field[Any, Any] | Keys,
    ) -> None:
        super().__init__(build, **given)

    def __call__(self, *shape: Hashable, **given: Any) -> list[ModelT]:
        """Run with these values; returns what the queryset would hold."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled, rows = self._fetch(shape, given, connection)
        if not rows:
            return []
        maker = compiled.makers.get(connection)
        if maker is None:
            maker = compiled.makers[connection] = Maker(compiled.compiler, connection)
        return maker.objects(rows)

    def first(self, *shape: Hashable, **given: Any) -> ModelT | None:
        """Return the first row, or None."""
        rows = self(*shape, **given)
        return rows[0] if rows else None


class Rows(_Reading):
    """A reading of plain values: as `Select`, of a queryset that ends in `values_list`."""

    def __call__(self, *shape: Hashable, **given: Any) -> list[tuple[Any, ...]]:
        """Run with these values; returns the rows that the queryset would hold."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled, rows = self._fetch(shape, given, connection)
        if not rows:
            return []
        compiler = copy(compiled.compiler)
        compiler.connection = connection
        if converters := compiler.get_converters([column for column, *__ in compiler.select]):
            rows = compiler.apply_converters(rows, converters)
        return [tuple(row) for row in rows]


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
        compiled, params = self._bind((), given, connection)
        with cursor_for(connection, kept=compiled.is_for_server) as cursor:
            cursor.execute(compiled.sql, params)
            return int(cursor.rowcount)

    def _compiler(
        self, given: dict[str, Any], connection: BaseDatabaseWrapper, shape: tuple[Hashable, ...]
    ) -> Any:
        queryset = self.build(**{name: given[name] for name in self.where})
        for name in self.sets:
            self._places.setdefault(name, Given(name, _column(queryset.model, name)))
        query: Any = queryset.query.chain(UpdateQuery)
        query.add_update_values({name: given.get(name, self._places[name]) for name in self.sets})
        return query.get_compiler(connection=connection)

    def _plain(
        self, shape: tuple[Hashable, ...], given: dict[str, Any], connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """The ORM writes NULL into the text of an update, where a run brings it as a value."""
        nulls = {name: self._places[name] for name in self.sets if given[name] is None}
        sql, params = super()._plain(shape, given | nulls, connection)
        return sql, tuple(None if type(value) is Given else value for value in params)


class Insert(Generic[ModelT]):
    """Adding rows as `Model.save` and `bulk_create` would.

    The database gives them their keys, unless the model brings its own.
    """

    def __init__(self, model: type[ModelT]) -> None:
        self.model = model
        self._sql: dict[str, str] = {}
        self._columns: dict[str, list[Column]] = {}

    @cached_property
    def _is_given_keys(self) -> bool:
        return isinstance(self.model._meta.pk, models.AutoField)

    @cached_property
    def _fields(self) -> list[Any]:
        fields = self.model._meta.local_concrete_fields
        return [field for field in fields if not (field.primary_key and self._is_given_keys)]

    def _values(self, rows: list[ModelT], connection: BaseDatabaseWrapper) -> list[Any]:
        """Return what the columns get; what a row says like the one before is prepared once."""
        columns = self._columns.get(connection.vendor)
        if columns is None:
            columns = [Column(field, connection.vendor) for field in self._fields]
            self._columns[connection.vendor] = columns
        values: list[Any] = []
        before: dict[str, Any] = {}
        for row in rows:
            have = row.__dict__
            for place, column in enumerate(columns, len(values) - len(columns)):
                value = have[column.name] if column.is_stored_as_set else column.set_by(row)
                if value is None or type(value) is column.as_it_is:
                    values.append(value)
                elif before and before[column.name] is value:
                    values.append(values[place])
                else:
                    values.append(column.field.get_db_prep_save(value, connection))
            before = have
        return values

    def __call__(self, row: ModelT) -> ModelT:
        """Write the row and give it its key."""
        return self.many([row])[0]

    def many(self, rows: list[ModelT]) -> list[ModelT]:
        """Write the rows with one statement and give them their keys."""
        connection = connections[DEFAULT_DB_ALIAS]
        values = self._values(rows, connection)
        sql = self._sql.get(connection.vendor)
        if sql is None:
            sql = self._sql[connection.vendor] = self._built(rows[0], connection)[0]
        if _checking:
            size = len(self._fields)
            for number, row in enumerate(rows):
                own = tuple(values[number * size : (number + 1) * size])
                require_same((sql, own), self._built(row, connection), connection)
        with cursor_for(connection, kept=len(rows) <= FEW_ROWS) as cursor:
            cursor.execute(_for_so_many(sql, len(rows)), values)
            if self._is_given_keys:
                for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                    row.pk = key
        for row in rows:
            state = row._state  # noqa: SLF001 -- what Model.save sets, too
            state.adding, state.db = False, connection.alias
        return rows

    def _built(self, row: ModelT, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        query: Any = InsertQuery(self.model)
        query.insert_values(self._fields, [row], raw=True)  # pre_save has had its turn
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self.model._meta.pk] if self._is_given_keys else []
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
