"""Triggers that make a table append-only in the database itself.

A migration that alters such a table on SQLite rebuilds it and loses its triggers; it must call
`install` again. A check of `manage.py verify` finds a forgotten call.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """The triggers of one table: every UPDATE, DELETE and TRUNCATE is refused."""

    table: str
    prefix: str
    message: str

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the triggers; harmless when they exist."""
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute(self._function())
            for statement in self._statements(connection).values():
                cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop the triggers: for reversing the migration, and for tests that tamper."""
        suffix = "" if connection.vendor == "sqlite" else f" ON {self.table}"
        with connection.cursor() as cursor:
            for name in self._statements(connection):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Return the names of triggers that are absent or switched off."""
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        )
        with connection.cursor() as cursor:
            cursor.execute(query)
            present = {row[0] for row in cursor.fetchall()}
        return [name for name in self._statements(connection) if name not in present]

    def _statements(self, connection: BaseDatabaseWrapper) -> dict[str, str]:
        return self._sqlite() if connection.vendor == "sqlite" else self._postgresql()

    def _sqlite(self) -> dict[str, str]:
        return {
            f"{self.prefix}_no_{verb.lower()}": (
                f"CREATE TRIGGER IF NOT EXISTS {self.prefix}_no_{verb.lower()} "
                f"BEFORE {verb} ON {self.table} "
                f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            )
            for verb in ("UPDATE", "DELETE")
        }

    def _function(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.prefix}_refuse() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN RAISE EXCEPTION '{self.message}'; END $$"
        )

    def _postgresql(self) -> dict[str, str]:
        change, truncate = f"{self.prefix}_no_change", f"{self.prefix}_no_truncate"
        refuse = f"EXECUTE FUNCTION {self.prefix}_refuse()"
        return {
            change: (
                f"CREATE OR REPLACE TRIGGER {change} BEFORE UPDATE OR DELETE ON {self.table} "
                f"FOR EACH ROW {refuse}"
            ),
            truncate: (
                f"CREATE OR REPLACE TRIGGER {truncate} BEFORE TRUNCATE ON {self.table} "
                f"FOR EACH STATEMENT {refuse}"
            ),
        }


AUDIT_LOG = AppendOnly("audit_auditentry", "audit", "audit entries are append-only")


def install(connection: BaseDatabaseWrapper) -> None:
    """Protect the audit log."""
    AUDIT_LOG.install(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Leave the audit log unprotected."""
    AUDIT_LOG.remove(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what the audit log's protection lacks."""
    return AUDIT_LOG.missing(connection)
