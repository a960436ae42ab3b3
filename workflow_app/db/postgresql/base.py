"""Django's PostgreSQL, whose server may also keep the statements that come over and over.

The server plans every statement that it is sent anew, which takes longer than running it where
many tables are joined. A statement that the house keeps (`workflow_app.db.prepared`) is therefore
prepared at its first run on a connection; afterwards its values alone are sent. All other
statements go as Django sends them.

The server itself decides, after five runs, whether a plan for any values is as good as one for
these (`plan_cache_mode = auto`). Such a plan is made anew when ANALYZE has looked at the tables, and
goes with its connection, so one that was made for a small table does not outlive its growth.

The house's statements look at few rows each and answer in milliseconds: `FOR_SHORT_STATEMENTS`.
"""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as DjangoOperations
from psycopg import ClientCursor, Cursor, errors
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8

KEEPING = "keeping"
LARGEST_KEY = 2**63 - 1

FOR_SHORT_STATEMENTS = {"max_parallel_workers_per_gather": "0", "jit": "off"}
"""Starting workers or a compiler takes longer than what they do, and is reckoned too cheap."""

REFUSALS = (
    errors.FeatureNotSupported,  # a table's columns changed under the statement
    errors.InvalidSqlStatementName,  # a pooler gave us a connection that does not know it
    errors.DuplicatePreparedStatement,  # or one on which somebody else has this name
)


class KeepingCursor(Cursor[Any]):
    """A cursor whose statements the server keeps."""

    wrapper: "DatabaseWrapper"

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:
        """Run the statement, prepared by name; keys are all as wide, or each width had a plan."""
        own = self.connection
        values = [
            Int8(value) if type(value) is int and abs(value) <= LARGEST_KEY else value
            for value in params
        ]
        threshold, own.prepare_threshold = own.prepare_threshold, 0
        try:
            return super().execute(query, values, prepare=True)
        except REFUSALS:
            self.wrapper.keeps_statements = False
            if own.info.transaction_status != TransactionStatus.IDLE:
                raise  # the transaction is lost with it
            return super().execute(query, values, prepare=False)
        finally:
            own.prepare_threshold = threshold


class DatabaseOperations(DjangoOperations):
    """Django's, which shows what a cursor sent last."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """Return the statement with its values in it, though they were sent apart."""
        if isinstance(cursor, KeepingCursor) and not cursor.connection.closed:
            return ClientCursor(cursor.connection).mogrify(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend named in DATABASES."""

    ops_class = DatabaseOperations
    keeps_statements = True
    """Whether the server of this connection keeps statements: until it has refused to."""

    def init_connection_state(self) -> None:
        """Set up a new connection; said in a statement, for poolers know few startup options."""
        super().init_connection_state()
        settings = ", ".join(["set_config(%s, %s, false)"] * len(FOR_SHORT_STATEMENTS))
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {settings}", sum(FOR_SHORT_STATEMENTS.items(), ()))
        if not self.get_autocommit():
            self.connection.commit()

    def close(self) -> None:
        """Close the connection; another one may do what this one refused."""
        super().close()
        self.keeps_statements = True

    def keeping_cursor(self) -> Any:
        """Return a cursor as `cursor` does, whose statements the server keeps."""
        return self._cursor(KEEPING)  # type: ignore[attr-defined]  # unknown to the stubs

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor of the connection; the name `KEEPING` asks for one that keeps."""
        if name != KEEPING:
            return super().create_cursor(name)
        connection = self.connection
        usual, connection.cursor_factory = connection.cursor_factory, KeepingCursor
        try:
            cursor = super().create_cursor()
        finally:
            connection.cursor_factory = usual
        cursor.wrapper = self
        return cursor
