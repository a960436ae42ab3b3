"""What stands in a snapshot of the database: its tables, its place in the chain, the files it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import F, Value
from django.utils.translation import gettext as _

from workflow_app.audit.models import AuditHead

from .errors import BackupError

SIGNED_IN = ("django_session", "usersessions_usersession")
"""Whoever has a row of these is signed in: they are left out, so that a stolen archive opens no door."""
FILLED_BY_ITSELF = frozenset(
    {
        *SIGNED_IN,
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "background_heartbeat",
        "background_scheduledjob",
    }
)
"""Tables that have rows although nobody has done anything yet."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the manifest says about the database."""

    migrations: list[list[str]]
    rows: dict[str, int]
    audit: AuditHead


def cache_tables() -> set[str]:
    """Return the tables of caches: what is in them may be lost at any time."""
    return {
        str(cache["LOCATION"])
        for cache in settings.CACHES.values()
        if cache["BACKEND"].endswith("DatabaseCache")
    }


def own_tables(alias: str) -> set[str]:
    """Return every table the product knows, whether it exists or not."""
    known = connections[alias].introspection.django_table_names(include_views=False)
    return {*known, "django_migrations", *cache_tables()}


def row_counts(alias: str) -> dict[str, int]:
    """Count every table; those that an index of words keeps for itself follow from the others."""
    database = connections[alias]
    with database.cursor() as cursor:
        counts = {}
        tables = set(database.introspection.table_names(cursor))
        if database.vendor == "sqlite":
            cursor.execute("SELECT name FROM pragma_table_list WHERE type IN ('shadow', 'virtual')")
            tables -= {name for (name,) in cursor.fetchall()}
        for table in sorted(tables):
            cursor.execute(f"SELECT COUNT(*) FROM {database.ops.quote_name(table)}")  # noqa: S608 -- a table's own name
            counts[table] = cursor.fetchone()[0]
    return counts


def facts_of(alias: str) -> Facts:
    """Read what the manifest says; a database without tables has nothing to be kept."""
    rows = row_counts(alias)
    if "django_migrations" not in rows:
        raise BackupError(
            _("The database has no tables yet: there is nothing to back up. Check DATABASE_URL.")
        )
    for left_out in (*SIGNED_IN, *cache_tables()):
        if left_out in rows:
            rows[left_out] = 0
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [list(row) for row in cursor.fetchall()]
    head = AuditHead.objects.using(alias).filter(pk=AuditHead.ROW).first() or AuditHead()
    return Facts(migrations, rows, head)


def named_files(alias: str) -> Iterator[tuple[str, str]]:
    """Return every file that a row names, once, with the SHA-256 the row has for it, if it has one."""
    queries = [_names_of(model, field, alias) for model, field in file_fields()]
    if not queries:
        return
    last = ""
    every = queries[0].union(*queries[1:]).order_by("stored_path")
    for name, sha256 in every.iterator(chunk_size=2000):
        if name and name != last:
            yield name, sha256
        last = name


def is_still_named(name: str) -> bool:
    """Tell whether the living database names the file; what was made for a week may be gone by now."""
    return any(
        model._base_manager.filter(**{field.name: name}).exists() for model, field in file_fields()
    )


def file_fields() -> list[tuple[type[models.Model], models.FileField]]:
    """Return every column that names files."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
    ]


def _names_of(
    model: type[models.Model], field: models.FileField, alias: str
) -> models.QuerySet[Any, Any]:
    has_digest = any(one.name == "sha256" for one in model._meta.local_fields)
    rows = model._base_manager.using(alias).exclude(**{field.name: ""}).order_by()
    named: models.QuerySet[Any, Any] = rows.annotate(
        stored_path=F(field.name),
        stored_sha256=F("sha256") if has_digest else Value("", output_field=models.CharField()),
    ).values_list("stored_path", "stored_sha256")
    return named


def refuse_unless_empty() -> None:
    """Say what is in the way when the configured database holds anything that somebody made."""
    counts = row_counts(DEFAULT_DB_ALIAS)
    if people := counts.get("accounts_user", 0):
        raise BackupError(
            _(
                "The database already has %(count)s accounts. A backup is restored into an empty "
                "database only: make a new one, name it in DATABASE_URL, and try again."
            )
            % {"count": people}
        )
    harmless = FILLED_BY_ITSELF | cache_tables()
    filled = sorted(table for table, rows in counts.items() if rows and table not in harmless)
    strange = sorted(set(counts) - own_tables(DEFAULT_DB_ALIAS))
    if filled or strange:
        raise BackupError(
            _(
                "The database is not empty (%(tables)s). A backup is restored into an empty "
                "database only: make a new one, name it in DATABASE_URL, and try again."
            )
            % {"tables": ", ".join((filled or strange)[:5])}
        )
