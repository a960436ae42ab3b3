"""Tampering is found; the command says so and exits with 1."""

import json

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from workflow_app.audit import triggers, verification
from workflow_app.audit.hashing import hash_of
from workflow_app.audit.models import AuditEntry, AuditHead
from workflow_app.audit.services import Entry, record_many
from workflow_app.audit.verification import (
    CheckResult,
    register_check,
    verify_chain,
    verify_triggers,
)


@pytest.fixture
def chain(lan):
    """Five entries, and no trigger to protect them."""
    with transaction.atomic():
        record_many(
            [
                Entry(action="plan.signed", actor=lan, object=("plan", number, f"KH {number}"))
                for number in range(1, 6)
            ]
        )
    assert verify_chain().ok
    triggers.remove(connection)
    return list(AuditEntry.objects.all())


def found() -> str:
    result = verify_chain()
    assert not result.ok
    return " / ".join(result.details)


def test_a_changed_row_is_found_at_its_number(chain):
    AuditEntry.objects.filter(sequence=3).update(object_label="KH 9")
    assert found() == "entry 3 was changed"


def test_a_changed_moment_is_found(chain):
    AuditEntry.objects.filter(sequence=3).update(at=chain[0].at.replace(year=2020))
    assert "entry 3 was changed" in found()


def test_a_row_changed_with_a_fitting_hash_breaks_the_link_after_it(chain):
    row = chain[2]
    row.object_label = "KH 9"
    row.hash = hash_of(row)
    row.save()
    assert "entry 4 does not follow" in found()


def test_a_deleted_row_is_found(chain):
    chain[2].delete()
    assert "entries 3 to 3 are missing" in found()


def test_deleted_last_rows_are_found(chain):
    chain[4].delete()
    assert "does not end in its head" in found()


def test_an_emptied_log_is_found(chain):
    AuditEntry.objects.all().delete()
    assert "does not end in its head" in found()


def test_an_inserted_row_is_found(chain):
    row = chain[4]
    row.pk, row.sequence, row.previous_hash = None, 6, row.hash
    row.save()
    details = found()
    assert "entry 6 was changed" in details
    assert "beyond the head" in details


def test_reordered_rows_are_found(chain):
    AuditEntry.objects.filter(sequence=2).update(sequence=99)
    AuditEntry.objects.filter(sequence=3).update(sequence=2)
    AuditEntry.objects.filter(sequence=99).update(sequence=3)
    assert "entry 2 was changed" in found()


def test_a_moved_head_is_found(chain):
    AuditHead.objects.update(sequence=4, hash=chain[3].hash)
    assert "beyond the head" in found()


def test_another_key_does_not_fit_the_chain(chain, settings):
    settings.AUDIT_KEY = "another key"
    assert "entry 1 was changed" in found()


def test_missing_triggers_are_found(chain):
    assert not verify_triggers().ok
    triggers.install(connection)
    assert verify_triggers().ok


def test_the_command_prints_a_line_per_check(db, capsys):
    call_command("verify")
    assert "ok       audit chain" in capsys.readouterr().out


def test_the_command_exits_with_one_on_a_mismatch(chain, capsys):
    AuditEntry.objects.filter(sequence=3).update(object_label="KH 9")
    with pytest.raises(SystemExit) as exit_info:
        call_command("verify")
    assert exit_info.value.code == 1
    assert "MISMATCH audit chain" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("verify", "--json")
    report = json.loads(capsys.readouterr().out)
    assert not report["ok"]
    assert {"audit chain", "audit triggers"} <= {check["name"] for check in report["checks"]}


def test_a_long_list_of_mismatches_stays_readable(db, capsys, monkeypatch):
    def everything_is_wrong() -> CheckResult:
        result = CheckResult(checked=50)
        for number in range(50):
            result.mismatch(f"row {number}")
        return result

    monkeypatch.setattr(verification, "_checks", {})
    register_check("rows", everything_is_wrong)
    with pytest.raises(SystemExit):
        call_command("verify")
    out = capsys.readouterr().out
    assert "and 30 more" in out
    assert "row 30" not in out
