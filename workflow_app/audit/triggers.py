"""Triggers that make a table append-only, and the log a chain, in the database itself.

A migration that alters such a table on SQLite rebuilds it and loses its triggers; it must call
`install` again. A check of `manage.py verify` finds a forgotten call.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


def triggers_in_force(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that are there and not switched off."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


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
        present = triggers_in_force(connection)
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


class _HashChain:
    """The trigger that moves the head of the log with every entry, and refuses a fork.

    Whoever writes entries holds the head's row; an entry that does not follow the head is refused
    whatever wrote it. On PostgreSQL the entries of one statement are looked at together: moving
    the head once for each of a hundred thousand would take for ever.
    """

    NAME = "audit_chain"
    MESSAGE = "an audit entry follows the one before it"

    def install(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            for statement in self._statements(connection.vendor):
                cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        suffix = "" if connection.vendor == "sqlite" else f" ON {AUDIT_LOG.table}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER IF EXISTS {self.NAME}{suffix}")

    def _statements(self, vendor: str) -> list[str]:
        return [self._sqlite()] if vendor == "sqlite" else [self._function(), self._postgresql()]

    def _sqlite(self) -> str:
        return (
            f"CREATE TRIGGER IF NOT EXISTS {self.NAME} AFTER INSERT ON {AUDIT_LOG.table} BEGIN "  # noqa: S608
            f"SELECT RAISE(ABORT, '{self.MESSAGE}') WHERE NOT EXISTS (SELECT 1 FROM "
            "audit_audithead WHERE id = 1 AND sequence = NEW.sequence - 1 "
            "AND hash = NEW.previous_hash); "
            "UPDATE audit_audithead SET sequence = NEW.sequence, hash = NEW.hash WHERE id = 1; END"
        )

    def _function(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.NAME}_move() RETURNS trigger LANGUAGE plpgsql AS $$ "  # noqa: S608
            "DECLARE head audit_audithead%ROWTYPE; BEGIN "
            "SELECT * INTO head FROM audit_audithead WHERE id = 1; "
            "IF EXISTS (SELECT 1 FROM (SELECT sequence, previous_hash, "
            "lag(sequence, 1, head.sequence) OVER chain AS number_before, "
            "lag(hash, 1, head.hash) OVER chain AS hash_before "
            "FROM added WINDOW chain AS (ORDER BY sequence)) AS links "
            "WHERE sequence <> number_before + 1 OR previous_hash <> hash_before) "
            f"THEN RAISE EXCEPTION '{self.MESSAGE}'; END IF; "
            "UPDATE audit_audithead SET (sequence, hash) = (SELECT sequence, hash FROM added "
            "ORDER BY sequence DESC LIMIT 1) WHERE id = 1 AND EXISTS (SELECT 1 FROM added); "
            "RETURN NULL; END $$"
        )

    def _postgresql(self) -> str:
        return (
            f"CREATE OR REPLACE TRIGGER {self.NAME} AFTER INSERT ON {AUDIT_LOG.table} "
            "REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {self.NAME}_move()"
        )


HASH_CHAIN = _HashChain()


def install(connection: BaseDatabaseWrapper) -> None:
    """Protect the audit log."""
    AUDIT_LOG.install(connection)
    HASH_CHAIN.install(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Leave the audit log unprotected."""
    AUDIT_LOG.remove(connection)
    HASH_CHAIN.remove(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what the audit log's protection lacks."""
    present = triggers_in_force(connection)
    chain = [] if HASH_CHAIN.NAME in present else [HASH_CHAIN.NAME]
    return AUDIT_LOG.missing(connection) + chain
