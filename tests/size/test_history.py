"""What is loaded in bulk is what the services would have written, and `verify` finds it so."""

import io

import pytest
from django.core.management import CommandError, call_command

from plans.enums import PLAN_STAGES
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage, WorkState
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.models import AuditEntry, AuditHead
from workflow_app.audit.verification import run_checks
from workflow_app.demo.scaling.cases import YEAR
from workflow_app.papers.models import NumberRegister

from .conftest import QUEUE, Sizes

pytestmark = pytest.mark.django_db


def test_everything_stored_twice_agrees(sizes: Sizes) -> None:
    failed = {name: check.details for name, check in run_checks().items() if not check.ok}
    assert failed == {}


def test_the_log_tells_the_past_in_order_of_time_and_ends_in_its_head(sizes: Sizes) -> None:
    head = AuditHead.objects.get()
    assert head.sequence == AuditEntry.objects.count() == sizes.history.audit_entries
    entries = AuditEntry.objects.filter(dossier_code=sizes.world.own.code).order_by("sequence")
    moments = list(entries.values_list("at", flat=True))
    assert moments == sorted(moments)
    assert len(moments) > 20


def test_plans_wait_at_every_step_of_the_year_on_its_way(sizes: Sizes) -> None:
    plans = Dossier.objects.filter(kind="plan", year=sizes.history.year)
    assert set(plans.values_list("stage", flat=True)) == set(PLAN_STAGES) - {
        Stage.REJECTED,
        Stage.CANCELLED,
    }
    queue = WorkItem.objects.filter(kind="amendment.appraise", state=WorkState.OPEN)
    assert queue.filter(desk__unit__code="BAN-CTDP").count() >= QUEUE


def test_numbers_of_a_year_have_no_gap(sizes: Sizes) -> None:
    for register in NumberRegister.objects.all():
        numbers = list(register.papers.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, register.last_number + 1))


def test_the_words_of_a_case_are_those_of_its_own_unit(sizes: Sizes) -> None:
    dossier = Dossier.objects.select_related("unit", "revision", "paper").get(pk=sizes.world.own.pk)
    assert dossier.unit.short_name in dossier.title
    assert dossier.unit.name in dossier.revision.content
    assert dossier.unit.name in dossier.paper.subject
    assert str(dossier.year) in dossier.title
    assert str(YEAR) not in f"{dossier.title}{dossier.search_text}{dossier.paper.subject}"


def test_a_database_with_data_is_left_alone(sizes: Sizes) -> None:
    before = Dossier.objects.count(), User.objects.count()
    out = io.StringIO()
    call_command("demo", scale=1, units=60, stdout=out)
    assert "nothing was loaded" in out.getvalue()
    assert (Dossier.objects.count(), User.objects.count()) == before


def test_a_past_has_at_least_one_year() -> None:
    with pytest.raises(CommandError):
        call_command("demo", scale=0)
