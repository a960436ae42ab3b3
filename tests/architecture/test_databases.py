"""The ground the other tests stand on: a database as people get it, on either kind."""

from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests import migrated, retold
from tests.cast import build_cast
from tests.driver import plan_of
from workflow_app.audit.models import AuditEntry
from workflow_app.audit.verification import verify_triggers

User = get_user_model()
FORBID_DELETING = {
    "sqlite": (
        "CREATE TRIGGER keep_users BEFORE DELETE ON accounts_user BEGIN SELECT RAISE(ABORT, 'kept'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION keep_users() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'kept'; END$$",
        "CREATE TRIGGER keep_users BEFORE TRUNCATE ON accounts_user EXECUTE FUNCTION keep_users()",
    ),
}
ALLOW_DELETING = {
    "sqlite": ("DROP TRIGGER keep_users",),
    "postgresql": ("DROP FUNCTION keep_users() CASCADE",),
}


def test_eight_people_write_at_once_and_nothing_is_lost(
    run_together: Callable[[Sequence[Callable[[], Any]]], list[Any]],
) -> None:
    def write(number: int) -> Any:
        return User.objects.create(username=f"an{number}", email=f"an{number}@example.org").username

    written = run_together([lambda number=number: write(number) for number in range(8)])
    assert sorted(written) == [f"an{number}" for number in range(8)]
    assert User.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_tables_that_refuse_deletion_are_still_emptied_between_tests() -> None:
    with connection.cursor() as cursor:
        for statement in FORBID_DELETING[connection.vendor]:
            cursor.execute(statement)
    try:
        User.objects.create(username="binh")
        call_command("flush", interactive=False, verbosity=0)
        assert User.objects.count() == 0
        User.objects.create(username="binh")
        if connection.vendor == "sqlite":
            with pytest.raises(DatabaseError, match="kept"):
                User.objects.filter(username="binh").delete()
    finally:
        with connection.cursor() as cursor:
            for statement in ALLOW_DELETING[connection.vendor]:
                cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_after_a_transactional_test_the_database_is_as_the_migrations_left_it() -> None:
    """Also where the database refuses to delete: the log of what happened."""
    given = Permission.objects.count()
    plan_of(build_cast()).submit_and_sign()
    assert AuditEntry.objects.count() > 0
    migrated.restore(connection)
    filled = {model for model in apps.get_models() if model._base_manager.exists()}
    assert filled == {ContentType, Permission}
    assert Permission.objects.count() == given > 0
    assert verify_triggers().ok


@pytest.mark.django_db
def test_a_beginning_told_again_is_the_same_to_the_last_row() -> None:
    def adopted() -> int:
        plan = plan_of(build_cast())
        plan.to_the_presidium()
        return plan.pk

    seen = []
    for __ in range(2):
        retold.begin_anew()
        with transaction.atomic():
            pk = retold.retold("for comparison", adopted)
            call_command("verify", stdout=StringIO())
            seen.append((pk, retold._rows()))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


@pytest.mark.django_db
def test_nothing_is_told_again_once_something_else_was_written() -> None:
    told = []
    for name in ("minh", "lan"):
        retold.retold("counted", lambda: told.append(1))
        User.objects.create(username=name, email=f"{name}@example.org")
    retold.begin_anew()
    retold.retold("counted", lambda: told.append(1))
    assert len(told) == 3
