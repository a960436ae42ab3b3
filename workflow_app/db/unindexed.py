"""Taking away indexes that nobody searches by: those of our columns, and of a library's tables.

An index that no page reads costs every write, and it misleads a database that has not looked at
its tables: with an index on "taken by" it fetches a million duties that nobody has taken. The
stock operation builds a SQLite table anew, and an append-only table would lose its triggers.
"""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AlterField, RunPython
from django.db.migrations.state import ProjectState


class WithoutIndex(AlterField):
    """Write `db_index=False` on a column, and drop nothing but its index."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the index."""
        model = to_state.apps.get_model(app_label, self.model_name)
        _drop_own_indexes(model, self.name, schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create it again."""
        model = to_state.apps.get_model(app_label, self.model_name)
        _create_own_indexes(model, self.name, schema_editor)

    def describe(self) -> str:
        """Say it in one line."""
        return f"Take away the index of {self.name} on {self.model_name}"


def without_indexes(app_label: str, model_name: str, *fields: str) -> RunPython:
    """Drop the indexes of these columns of a library's table, and leave its models as they are.

    A later migration of the library that builds the table anew on SQLite may bring them back, which
    costs time and nothing else.
    """

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        model = apps.get_model(app_label, model_name)
        for field in fields:
            _drop_own_indexes(model, field, schema_editor)

    def backwards(apps: Any, schema_editor: Any) -> None:
        model = apps.get_model(app_label, model_name)
        for field in fields:
            _create_own_indexes(model, field, schema_editor)

    return RunPython(forwards, backwards)


def _drop_own_indexes(
    model: type[models.Model], name: str, schema_editor: BaseDatabaseSchemaEditor
) -> None:
    for index in _own_indexes(model, name, schema_editor):
        schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(index)}")


def _create_own_indexes(model: type[models.Model], name: str, schema_editor: Any) -> None:
    for statement in schema_editor._field_indexes_sql(model, model._meta.get_field(name)):  # noqa: SLF001 -- as AddField does
        schema_editor.execute(statement)


def _own_indexes(
    model: type[models.Model], name: str, schema_editor: BaseDatabaseSchemaEditor
) -> list[str]:
    """Return the indexes of this column alone that nobody named in the model."""
    field: Any = model._meta.get_field(name)
    named = {index.name for index in model._meta.indexes}
    named |= {constraint.name for constraint in model._meta.constraints}
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return [
        index
        for index, what in found.items()
        if what["index"]
        and not what["unique"]
        and not what["primary_key"]
        and what["columns"] == [field.column]
        and index not in named
    ]
