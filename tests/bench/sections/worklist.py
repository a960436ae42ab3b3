"""The worklist page at a thousand, a hundred thousand and a million duties."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.bench.federation import START, Federation, add_cluster, new_federation, open_year
from tests.bench.filling import fill
from tests.bench.measuring import counting
from tests.bench.options import Options
from tests.bench.tables import Report, Table
from workflow_app.accounts.models import User
from workflow_app.approvals.models import WorkItem
from workflow_app.organization.models import Desk, Mandate, Person, Unit
from workflow_app.organization.services.authority import refresh_authority

SIZES = (1_000, 100_000, 1_000_000)
UNITS = 400
UNITS_OF_MANY = 40
WAITING_AT_ONE = 60  # more than a page, at every size
VISITS = 7
PATIENCE = 3.0  # seconds
FORGETTING = (
    "DELETE FROM pg_statistic WHERE starelid >= 16384",  # the tables that are not its own
    "DELETE FROM pg_statistic_ext_data",
    "UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE oid >= 16384",
)
"""What ANALYZE wrote: of columns, of columns together, and how many rows there are."""

TABLES = ("approvals_workitem", "approvals_dossier", "viewflow_task", "viewflow_process")


@dataclass(frozen=True, slots=True)
class Page:
    """What one request for the page takes."""

    statements: int
    writes: int
    milliseconds: float
    reads: dict[str, float]  # milliseconds of the database by the line that asks
    kilobytes: float

    @property
    def database(self) -> float:
        """Milliseconds of all its reads."""
        return sum(self.reads.values())


def measure(options: Options) -> Report:
    """Ask for the page as two people, at each size, before and after ANALYZE."""
    table = Table(
        "The worklist page",
        [
            "duties",
            "person",
            "analysed",
            "statements",
            "writes",
            "ms",
            "database ms",
            "KB",
            "× a thousand, ms",
            "× a thousand, database",
        ],
        note=(
            "As many closed duties and as many past tasks beside the open duties. The page through"
            " the test client with session, user and middleware; database ms is what its statements"
            " take when they are run again, rows fetched."
        ),
    )
    by_statement = Table(
        "The worklist page at its largest, by statement",
        ["person", "analysed", "statement", "database ms"],
    )
    federation, people = house()
    before, smallest = 0, {}
    dossiers = open_year(federation)
    dossier = dossiers[federation.clusters[0][1][0].pk]
    desk = Desk.objects.get(duty="draft", unit=federation.clusters[-1][1][-1]).pk
    fill(dossier, items=WAITING_AT_ONE, before=0, desks=f"id = {desk}")
    for size in (size for size in SIZES if size <= options.largest):
        by_statement.rows.clear()
        forget_statistics()
        fill(dossier, items=size, before=before, desks=f"duty = 'draft' AND id <> {desk}")
        before = size
        for analysed in (False, True):
            if analysed:
                _run("ANALYZE")
            for name, user in people.items():
                page = visit(user)
                words = "yes" if analysed else "no"
                by_statement.rows += [[name, words, *read] for read in page.reads.items()]
                first = smallest.setdefault((name, analysed), page)
                table.rows.append(
                    [
                        size,
                        f"{name}, {waiting(user):,} waiting",
                        words,
                        page.statements,
                        page.writes,
                        page.milliseconds,
                        page.database,
                        page.kilobytes,
                        page.milliseconds / first.milliseconds,
                        page.database / first.database,
                    ]
                )
    return Report([table, by_statement])


def house() -> tuple[Federation, dict[str, User]]:
    """Four hundred desks; somebody drafts at one of them, somebody at every tenth."""
    federation = new_federation()
    for __ in range(4):
        add_cluster(federation, UNITS // 4)
    units = [unit for __, members in federation.clusters for unit in members]
    many = _drafter(units[:UNITS_OF_MANY], "many")
    return federation, {"one desk": federation.drafter_of(units[-1]), "forty desks": many}


def _drafter(units: list[Unit], name: str) -> User:
    user = User.objects.create(
        username=name, email=f"{name}@example.vn", full_name=name, password="!"
    )
    person = Person.objects.create(full_name=name, user=user, unit=units[0])
    mandates = Mandate.objects.bulk_create(
        Mandate(person=person, role="drafter", unit=unit, valid_from=START) for unit in units
    )
    refresh_authority(mandate_ids=[mandate.pk for mandate in mandates])
    return user


def waiting(user: User) -> int:
    desks = Desk.objects.filter(holdings__user=user)
    return WorkItem.objects.filter(state="open", desk__in=desks).count()


def visit(user: User) -> Page:
    """Ask for the page until it is warm, count its statements, take its times."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    url = reverse("approvals:worklist")
    client.get(url)
    with counting() as counted:
        response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"the worklist answered {response.status_code}")
    reads = [s for s in counted.statements if s.sql.lstrip().upper().startswith(("SELECT", "("))]
    return Page(
        counted.number,
        counted.number - len(reads),
        best(lambda: client.get(url)) * 1000,
        {
            f"{number}. {read.caller or 'session'}": again(read.sql, read.params) * 1000
            for number, read in enumerate(reads, 1)
        },
        len(response.content) / 1024,
    )


def again(sql: str, params: Any) -> float:
    """Run a statement as the page did, rows fetched, and return its seconds."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()

    return best(run)


def best(work: Callable[[], object]) -> float:
    """Return the least seconds of several times; of fewer, where it takes long."""
    seconds: list[float] = []
    while len(seconds) < VISITS and sum(seconds) < PATIENCE:
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return min(seconds)


def forget_statistics() -> None:
    """Let the planner know as little as on a database that was never analysed."""
    if connection.vendor == "postgresql":
        for table in TABLES:
            _run(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        for forgetting in FORGETTING:
            _run(forgetting)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone():
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_master")  # has the planner read the statistics again
    connection.close()


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
