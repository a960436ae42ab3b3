"""After the count: the database gives up the pages on which the urn and its key lay."""

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from workflow_app.background.tasks import durable_task
from workflow_app.ballots.models import Urn

PATIENCE = "5s"
"""Nobody who hands in elsewhere waits longer than this; then the sweeping tries again later."""


WRITE_ANEW = (
    "LOCK TABLE {urns} IN ACCESS EXCLUSIVE MODE",
    "CREATE TEMPORARY TABLE urns_as_they_are ON COMMIT DROP AS TABLE {urns}",
    "TRUNCATE {urns}",
    "INSERT INTO {urns} TABLE urns_as_they_are",
)
"""Not VACUUM FULL: that keeps every dead row which some open transaction might still read, be it of a
backup or of the database's own statistics. An emptied table gets new files, whoever reads."""


@durable_task()
def sweep_urns() -> None:
    """Leave no older state of an urn, and no sealed key of one, in the database's own files.

    A row that is changed lives on: in PostgreSQL as a dead one until its table is written anew, in
    SQLite in the write-ahead log until that is cut off. Whoever had such a state, the sealed key
    and the vault's key could open it. What left the files before (a backup, an archived log) is
    not reached by this: see docs/ballots.md.
    """
    if connection.in_atomic_block:
        return  # nothing that is inside a transaction is over yet; neither database would sweep
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            _write_anew(cursor)
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise OperationalError("the write-ahead log is being read; it is cut off later")


def _write_anew(cursor: CursorWrapper) -> None:
    urns = connection.ops.quote_name(Urn._meta.db_table)
    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    for statement in WRITE_ANEW:
        cursor.execute(statement.format(urns=urns))
