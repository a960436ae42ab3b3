"""One round of the benchmark's errand, held against the limits."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from awards.models import Award, Ranking
from tests.bench.contenders.ours import Ours
from tests.bench.emulation import new_emulation
from tests.bench.federation import new_federation
from tests.bench.limits import PER_ACT, PER_CASE
from tests.bench.measuring import Counted, counting
from tests.bench.sections.emulation import Year
from tests.bench.tables import Table

Capture = Callable[..., AbstractContextManager[list[Callable[..., Any]]]]


@pytest.fixture(autouse=True)
def queue_of_production(settings) -> None:
    """Work is put off as in production; done at once, it would count as the act's own."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def counted(ours: Ours, committing: Capture) -> list[tuple[str, Counted]]:
    """Count the acts of one case with what each does when it commits."""
    found = []
    for kind, act in ours.case():
        with counting() as statements, committing(execute=True):
            act()
        found.append((kind, statements))
    return found


@pytest.mark.django_db
def test_no_act_takes_more_statements_than_its_limit(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    ours = Ours(new_federation(), cases=2)
    counted(ours, django_capture_on_commit_callbacks)  # what a process remembers is not the act's
    acts = counted(ours, django_capture_on_commit_callbacks)
    assert [(kind, act.number) for kind, act in acts if act.number > PER_ACT[kind]] == []
    assert len(acts) == 15
    assert sum(act.number for __, act in acts) <= PER_CASE


@pytest.mark.django_db
def test_an_act_takes_as_many_statements_however_many_review(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    federation = new_federation()
    numbers = []
    for reviewers in (3, 60):
        ours = Ours(federation, cases=1, reviewers=reviewers)
        acts = counted(ours, django_capture_on_commit_callbacks)
        numbers.append({kind: act.number for kind, act in acts})
    few, many = numbers
    assert few == many


def test_a_table_is_laid_out_for_people() -> None:
    table = Table("Acts", ["contender", "acts/s"], [["ours", 1234.5], ["stock", 9.876]])
    assert table.markdown() == (
        "### Acts\n\n"
        "| contender | acts/s |\n"
        "|-----------|--------|\n"
        "| ours      | 1,234  |\n"
        "| stock     | 9.88   |\n"
    )


@pytest.mark.django_db
def test_a_small_year_of_emulation_comes_to_its_end_and_verifies() -> None:
    year = Year(new_emulation(units=6, peers=2, members=5), nominations=2)
    year.walk()
    assert [stage.name for stage in year.stages.done if not stage.statements] == []
    assert year.sheets == 12
    assert Ranking.objects.count() == 2
    assert [award.ordinal for award in Award.objects.order_by("ordinal")] == list(range(1, 13))
    assert [pdf[:5] for pdf in year.certificates] == [b"%PDF-"]
    for name in ("rankings against their sheets", "sheets of peers", "register of awards"):
        assert year.checks[name].checked > 0
        assert year.checks[name].ok
