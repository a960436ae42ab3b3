"""A person with 1, 40 and 400 object grants: what finding their rows costs."""

import copy
from collections.abc import Callable
from time import perf_counter
from typing import Any

from viewflow.workflow.models import Task

from plans.flows import PlanFlow
from tests.bench.federation import START, Federation, add_cluster, new_federation, open_year
from tests.bench.measuring import counting
from tests.bench.options import Options
from tests.bench.tables import Report, Table
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.worklist import WorkFilters, page_of_work
from workflow_app.organization.models import Mandate, Person, Unit
from workflow_app.organization.services.authority import refresh_authority

GRANTS = (1, 40, 400)
PAGE = 50


def measure(options: Options) -> Report:
    """Let one person draft for so many units, and ask for their lists."""
    table = Table(
        "A person with many object grants",
        ["list", "grants", "statements", "ms", "rows"],
        note=(
            "Each grant is one duty at one unit. The last list is the library's own queue, which"
            " asks guardian about every grant; ours never uses it."
        ),
    )
    federation = new_federation()
    for __ in range(4):
        add_cluster(federation, 100)
    open_year(federation)
    units = [unit for __, members in federation.clusters for unit in members]
    for grants in GRANTS:
        user = drafter_of_many(federation, units[:grants], f"many-{grants}")
        for name, rows in lists().items():
            table.rows.append([name, grants, *cost(rows, user, options.rounds)])
    table.rows.sort(key=lambda row: list(lists()).index(row[0]))
    return Report([table])


def lists() -> dict[str, Callable[[User], list[Any]]]:
    return {
        "dossiers": lambda user: list(Dossier.objects.visible_to(user)[:PAGE]),
        "worklist": lambda user: page_of_work(user, WorkFilters())[0],
        "stock queue": lambda user: list(Task.objects.queue([PlanFlow], user)[:PAGE]),
    }


def drafter_of_many(federation: Federation, units: list[Unit], name: str) -> User:
    user = User.objects.create(
        username=name, email=f"{name}@example.vn", full_name=name, password="!"
    )
    person = Person.objects.create(full_name=name, user=user, unit=units[0])
    mandates = Mandate.objects.bulk_create(
        Mandate(person=person, role="drafter", unit=unit, valid_from=START) for unit in units
    )
    refresh_authority(mandate_ids=[mandate.pk for mandate in mandates])
    return user


def cost(rows: Callable[[User], list[Any]], user: User, rounds: int) -> list[Any]:
    """Count once, then take the best time; each time with an account as freshly loaded."""
    with counting() as counted:
        found = rows(copy.copy(user))
    seconds = []
    for __ in range(rounds):
        fresh = copy.copy(user)
        start = perf_counter()
        rows(fresh)
        seconds.append(perf_counter() - start)
    return [counted.number, min(seconds) * 1000, len(found)]
