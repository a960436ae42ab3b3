"""Statements that PostgreSQL's server keeps: the same rows, values and errors, planned once."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import util
from typing import Any

import pytest
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import BigAutoField, CharField
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.cast import Cast
from tests.driver import plan_of
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.db.objects import another
from workflow_app.db.prepared import Insert, Keys, Rows, Select, checked
from workflow_app.organization.models import Unit
from workflow_app.rulebook.models import Rule

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

UNTIL_PLANNED_FOR_ANY = 7
"""Runs; the server plans the first five for their own values."""


def kept(part: str) -> list[tuple[str, str, int]]:
    """Name, text, and runs that were planned for any values, of what the server keeps."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, statement, generic_plans FROM pg_prepared_statements"
            " WHERE strpos(statement, %s) > 0 ORDER BY prepare_time",
            [part],
        )
        return list(cursor.fetchall())


def by_code() -> Select[Unit]:
    return Select(lambda code: Unit.objects.filter(code=code), code=CharField())


def test_the_server_keeps_one_plan_for_all_values(cast: Cast) -> None:
    statement = Rows(
        lambda pk, code: Unit.objects.filter(pk=pk).exclude(code=code).values_list("name"),
        pk=BigAutoField(),
        code=CharField(),
    )
    units = list(Unit.objects.all()[:UNTIL_PLANNED_FOR_ANY])
    for unit in units:
        assert statement(pk=unit.pk, code="-") == [(unit.name,)]
    for none in (0, 40_000, 3_000_000_000, -1, 10**30):  # no key, and of every width
        assert statement(pk=none, code="-") == []
    found = kept('NOT ("organization_unit"."code" = ')
    assert [runs > 0 for __, __, runs in found] == [True, False]  # one by itself, for 10**30


def rows_of_every_type(dossier: Dossier) -> list[Any]:
    """Rows with keys, numbers, texts, truths, days, moments, JSON, a UUID, and NULL for each."""
    now = timezone.now()
    item = WorkItem(kind="plan.x", subject="100 % 'việc' \\ \"", opened=now, due=now, desk_id=1)
    rule = Rule(key="x.y", value={"a": [1, None, "ă'%s"]}, valid_from=dt.date(1, 1, 1))
    task = DBTaskResult(args_kwargs={"args": [], "kwargs": {}}, run_after=now, task_path="a.b")
    return [
        another(item, dossier=dossier, priority=2, claimed_by_id=dossier.created_by_id),
        another(item, due=now + dt.timedelta(1), reminded=now.replace(microsecond=0)),
        another(rule, value=7),
        another(rule, valid_to=dt.date(9999, 12, 31), value="%s"),
        another(Unit.objects.get(code="LH-HUE"), pk=None, code="LH-X", name="%(x)s $1 %%"),
        another(dossier, pk=None, code="KH-X", is_confidential=True, process=None),
        another(task, pk=uuid.uuid4(), exception_class_path="", return_value=None),
        another(task, pk=uuid.UUID(int=0), started_at=now, return_value=[1.5, True]),
    ]


def test_every_value_comes_back_as_it_went(cast: Cast) -> None:
    for row in rows_of_every_type(Dossier.objects.get(pk=plan_of(cast).pk)):
        model: Any = type(row)
        insert = Insert(model)
        read = Select(model.objects.filter, pk=model._meta.pk)
        for __ in range(UNTIL_PLANNED_FOR_ANY):
            with transaction.atomic(), checked():
                stored = insert(another(row))
                [found] = read(pk=stored.pk)
                wanted = model.objects.get(pk=stored.pk)
                assert vars(found) | {"_state": None} == vars(wanted) | {"_state": None}
                for name, value in vars(stored).items():
                    assert name == "_state" or getattr(wanted, name) == value
                transaction.set_rollback(True)
        table = model._meta.db_table
        assert any(runs for *__, runs in kept(f'INSERT INTO "{table}"'))


def test_constants_stand_in_the_text_so_that_partial_indexes_serve(cast: Cast) -> None:
    statement = Select(
        lambda desk: WorkItem.objects.filter(desk=desk, state="open", subject="100 % 'mở'"),
        desk=BigAutoField(),
    )
    with checked():
        assert statement(desk=1) == []
    [(name, text, __)] = kept("100 % ''mở''")
    assert "$2" not in text
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f'EXPLAIN EXECUTE "{name}" (1)')
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "work_open_" in plan


def test_lists_of_keys_and_many_rows_are_bound_here(cast: Cast) -> None:
    statement = Select(lambda pks: Unit.objects.filter(pk__in=pks, name="-"), pks=Keys())
    assert statement(pks=[1, 2, 3]) == []
    assert kept("'-'") == []


def test_whoever_watches_statements_sees_them_with_their_values(cast: Cast) -> None:
    seen: list[tuple[str, Any]] = []

    def watch(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        seen.append((sql, params))
        if len(seen) > 1:
            raise InterruptedError
        return execute(sql, params, many, context)

    statement = by_code()
    with connection.execute_wrapper(watch):
        assert statement(code="LH-HUE")
        with pytest.raises(InterruptedError):
            statement(code="LH-HUE")
    [(sql, params), __] = seen
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert len(cursor.fetchall()) == 1
    with CaptureQueriesContext(connection) as captured:
        statement(code="LH-HUE")
    assert "'LH-HUE'" in captured.captured_queries[0]["sql"]


def test_errors_are_django_s_and_break_the_transaction(cast: Cast) -> None:
    statement, insert = by_code(), Insert(Rule)
    rule = Rule(key="x.y", value=1, valid_from=dt.date(2027, 1, 1))
    insert(another(rule))
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(another(rule))
        connection.needs_rollback = True  # as leaving an inner block with the error does
        with pytest.raises(TransactionManagementError):
            statement(code="LH-HUE")
    assert statement(code="LH-HUE")
    with pytest.raises(DataError), transaction.atomic():
        insert(another(rule, key="x" * 90))
    assert statement(code="LH-HUE")


def test_two_connections_keep_their_own(transactional_db: None) -> None:
    statement = by_code()

    def ask() -> None:
        try:
            assert statement(code="LH-HUE") == []
            assert len(kept('"organization_unit"."code" = ')) == 1
        finally:
            connection.close()

    ask()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(ask).result()
    ask()


def test_a_server_that_went_away_is_met_anew(transactional_db: None) -> None:
    statement = by_code()
    assert statement(code="LH-HUE") == []
    with connection.cursor() as cursor, contextlib.suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(OperationalError):
        statement(code="LH-HUE")
    close_old_connections()
    assert statement(code="LH-HUE") == []
    assert len(kept('"organization_unit"."code" = ')) == 1


WIDENED = "ALTER TABLE organization_unit ALTER COLUMN short_name TYPE varchar(%s)"


def test_a_connection_starts_no_workers_and_no_compiler_for_a_page(transactional_db: None) -> None:
    """An office's queue of a hundred thousand took twelve milliseconds more to start two workers."""
    connection.close()
    with connection.cursor() as cursor:
        for name in ("jit", "max_parallel_workers_per_gather"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone()[0] in ("off", "0")


@pytest.fixture
def _width_as_before(transactional_db: None) -> Iterator[None]:
    yield
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(WIDENED, [Unit._meta.get_field("short_name").max_length])


@pytest.mark.usefixtures("_width_as_before")
@pytest.mark.parametrize("event", ("DEALLOCATE ALL", WIDENED))
def test_what_the_server_no_longer_knows_is_sent_as_before(
    event: str, transactional_db: None
) -> None:
    """A pooler gives us another connection; a migration changes a column under the statement."""
    statement = by_code()
    for is_inside in (False, True):
        assert statement(code="LH-HUE") == []
        with connection.cursor() as cursor:
            cursor.execute(event, [250 + is_inside] if "%s" in event else None)
        if is_inside:  # what was done before in the transaction is lost, and nothing else
            with pytest.raises(DatabaseError), transaction.atomic():
                statement(code="LH-HUE")
        assert statement(code="LH-HUE") == []
        assert not connection.keeps_statements
        connection.close()
    assert statement(code="LH-HUE") == []
    assert connection.keeps_statements


@pytest.mark.parametrize(
    ("answer", "room"), (("", "workflow_app.db"), ("no", "django.db.backends"))
)
def test_an_office_behind_a_pooler_can_do_without(
    answer: str, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_KEEPS_STATEMENTS", answer)
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@somewhere/office")
    spec = util.find_spec("workflow_app.settings.base")
    assert spec is not None
    assert spec.loader is not None
    settings = util.module_from_spec(spec)
    spec.loader.exec_module(settings)
    assert settings.DATABASES["default"]["ENGINE"] == f"{room}.postgresql"
