"""Everything the database has on its disk, as bytes."""

from pathlib import Path

from django.db import connection

from tests.aside import read_aside


def database_bytes() -> bytes:
    """Return the bytes of every table, index and log page; the caller has committed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA database_list")
            main = cursor.fetchall()[0][2]
            return read_aside(Path(main), Path(f"{main}-wal"))
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
            "WHERE relkind IN ('r', 'i', 't', 'S') AND NOT relisshared "
            "AND pg_relation_filepath(oid) IS NOT NULL"
        )
        tables = [bytes(row[0]) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT pg_read_binary_file('pg_wal/' || pg_walfile_name(pg_current_wal_lsn()))"
        )
        return b"".join([*tables, bytes(cursor.fetchone()[0])])
