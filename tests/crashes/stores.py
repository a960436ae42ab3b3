"""Where the states of the house are kept between crashes, and how one is put back."""

import shutil
import sqlite3
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.conninfo import make_conninfo


def server_of(database: BaseDatabaseWrapper) -> str:
    """Return how to reach the server itself, whatever databases come and go on it."""
    place = database.settings_dict
    parts = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {name: place[key] for name, key in parts.items() if place[key]}
    return make_conninfo("", **(known | place.get("OPTIONS", {}) | {"dbname": "postgres"}))


class Store(ABC):
    """The database under test (`put back`, `touched`), and named states of it."""

    touched = True  # whether the database may differ from the state put back last

    @abstractmethod
    def keep(self, name: str) -> None:
        """Keep the database as it is under a name."""

    @abstractmethod
    def put_back(self, name: str) -> None:
        """Make the database what it was."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the database: whoever drops it needs it for themselves."""

    @abstractmethod
    def forget(self) -> None:
        """Remove what is not in the folder."""


class SqliteStore(Store):
    """Files; a crash leaves the write-ahead log behind, which the next process must take up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.live = Path(connection.settings_dict["NAME"])

    def keep(self, name: str) -> None:
        connections.close_all()
        with sqlite3.connect(self.live) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        shutil.copyfile(self.live, self.folder / name)

    def put_back(self, name: str) -> None:
        connections.close_all()
        for suffix in ("-wal", "-shm"):
            self.live.with_name(self.live.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.folder / name, self.live)
        self.touched = False

    def close(self) -> None:
        connections.close_all()

    def forget(self) -> None:
        """Everything is in the folder."""


class PostgresStore(Store):
    """Rows, copied out and in past triggers and references: much quicker than whole databases."""

    def __init__(self) -> None:
        self.live = str(connection.settings_dict["NAME"])
        self.conninfo = server_of(connection)
        self.database = self._connect(self.live)  # a new one would look up every table first
        self.states: dict[str, _Rows] = {}

    def keep(self, name: str) -> None:
        tables = self.database.execute(
            "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        self.states[name] = _Rows(
            tables={table: _copied(self.database, table) for (table,) in tables},
            sequences=self.database.execute(
                "SELECT format('%I', sequencename), last_value FROM pg_sequences"
                " WHERE schemaname = 'public'"
            ).fetchall(),
        )

    def put_back(self, name: str) -> None:
        rows, database = self.states[name], self.database
        with database.transaction():
            database.execute("SET LOCAL session_replication_role = replica")  # no triggers
            database.execute("; ".join(f"DELETE FROM {table}" for table in rows.tables))  # noqa: S608 -- names of our own tables
            for table, data in rows.tables.items():
                if data:
                    with database.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(data)
            database.execute(
                "; ".join(
                    f"SELECT setval('{name}', {last or 1}, {last is not None})"
                    for name, last in rows.sequences
                )
            )
        self.touched = False

    def close(self) -> None:
        connections.close_all()
        self.database.close()

    def forget(self) -> None:
        """Drop the database."""
        self.close()
        with self._connect("postgres") as server:
            words = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
            server.execute(sql.SQL(words).format(sql.Identifier(self.live)))

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(make_conninfo(self.conninfo, dbname=name), autocommit=True)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Everything a database holds."""

    tables: dict[str, bytes]
    sequences: list[Any]


def _copied(database: psycopg.Connection[Any], table: str) -> bytes:
    with database.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


def store_for(folder: Path) -> Store:
    """Return the store that goes with the configured database."""
    if connection.vendor == "sqlite":
        return SqliteStore(folder)
    return PostgresStore()
