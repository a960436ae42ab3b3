"""Tampering with the spine is refused by the database, or found by `verify`."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from tests.cast import Cast
from tests.driver import FlowDriver
from workflow_app.approvals.enums import Outcome, Stage, WorkState
from workflow_app.approvals.models import Decision, Dossier, Opinion, Revision, WorkItem
from workflow_app.approvals.protection import DECISIONS, REVISIONS
from workflow_app.approvals.services.decisions import settle
from workflow_app.approvals.verification import verify_cases, verify_revisions, verify_work


@pytest.fixture
def asked(plan: FlowDriver) -> FlowDriver:
    plan.submit_and_sign()
    return plan


def clean() -> bool:
    return verify_revisions().ok and verify_work().ok and verify_cases().ok


def test_nothing_is_found_on_the_whole_way(cast: Cast, plan: FlowDriver) -> None:
    assert clean()
    plan.submit_and_sign()
    assert clean()
    plan.withdraw(cast.hoa)
    assert clean()
    plan.to_the_presidium()
    assert clean()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.REJECTED, reason="Không đạt")
    assert plan.dossier.stage == Stage.REJECTED
    assert clean()


@pytest.mark.parametrize("model", (Decision, Revision))
def test_the_database_refuses_to_change_or_delete(asked: FlowDriver, model: type) -> None:
    for attempt in (
        lambda: model.objects.update(dossier=asked.pk),
        lambda: model.objects.filter(pk__gt=0)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert model.objects.filter(dossier=asked.pk).exists()


def test_a_changed_revision_is_found(asked: FlowDriver) -> None:
    REVISIONS.remove(connection)
    revision = Revision.objects.get()
    Revision.objects.update(content=revision.content.replace("80000000", "90000000"))
    result = verify_revisions()
    REVISIONS.install(connection)
    assert result.mismatches == 3  # two missing triggers on SQLite and PostgreSQL alike
    assert str(revision) in result.details[-1]


def test_a_missing_trigger_is_found(asked: FlowDriver) -> None:
    DECISIONS.remove(connection)
    assert verify_revisions().mismatches == 2
    DECISIONS.install(connection)
    assert verify_revisions().ok


def test_a_step_that_waits_for_nobody_is_found(cast: Cast, plan: FlowDriver) -> None:
    WorkItem.objects.filter(dossier=plan.pk).update(state=WorkState.DONE, closed=timezone.now())
    assert plan.dossier.code in verify_work().details[0]


def test_a_duty_whose_task_is_done_is_found(plan: FlowDriver) -> None:
    Task.objects.filter(process=plan.dossier.process, status="NEW").update(status="DONE")
    assert "plan.draft" in verify_work().details[0]
    assert not verify_cases().ok


def test_a_unit_that_is_asked_without_a_duty_is_found(asked: FlowDriver) -> None:
    item = WorkItem.objects.filter(kind="plan.opinion").first()
    WorkItem.objects.filter(pk=item.pk).update(state=WorkState.DONE, closed=timezone.now())
    assert "LH-" in verify_work().details[0]


def test_a_duty_of_a_unit_that_answered_is_found(asked: FlowDriver) -> None:
    Opinion.objects.filter(unit__code="LH-HUE").update(state="lapsed")
    assert "LH-HUE" in verify_work().details[0]


def test_a_closed_dossier_with_open_work_is_found(plan: FlowDriver) -> None:
    Dossier.objects.filter(pk=plan.pk).update(stage=Stage.ADOPTED, stage_since=timezone.now())
    assert any(plan.dossier.code in detail for detail in verify_work().details)
    assert any(plan.dossier.code in detail for detail in verify_cases().details)


def test_a_stage_that_does_not_fit_the_case_is_found(plan: FlowDriver) -> None:
    Dossier.objects.filter(pk=plan.pk).update(stage=Stage.ISSUING)
    assert any("draft" in detail for detail in verify_cases().details)


def test_a_case_of_no_dossier_is_found(plan: FlowDriver) -> None:
    process = plan.dossier.process
    Process.objects.create(flow_class=process.flow_class)
    assert any("no dossier" in detail for detail in verify_cases().details)
