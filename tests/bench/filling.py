"""Makes a large house quickly: rows multiplied inside the database, from one that is there."""

from django.db import connection
from django.db.models import Model
from viewflow.workflow.models import Process, Task

from workflow_app.approvals.models import Dossier, WorkItem

SQLITE = {
    "series": "(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {count})"
    " SELECT n FROM c)",
    "moment": "strftime('%%Y-%%m-%%d %%H:%%M:%%f000', '2027-01-01', '+' || {minutes} || ' minutes')",
}
POSTGRES = {
    "series": "(SELECT generate_series(0, {count} - 1) AS n)",
    "moment": "timestamptz '2027-01-01' + {minutes} * interval '1 minute'",
}
MINUTES = 500_000  # due dates are spread over a year
ITEMS_PER_DOSSIER = 10
COUNTED = "(SELECT id AS target, row_number() OVER (ORDER BY id) - 1 AS place FROM {table} {where})"


def dialect() -> dict[str, str]:
    return POSTGRES if connection.vendor == "postgresql" else SQLITE


def moment(number: str) -> str:
    return dialect()["moment"].format(minutes=f"({number} %% {MINUTES})")


def multiply(
    model: type[Model], pk: int, count: int, *, join: str = "", **expressions: str
) -> None:
    """Write `count` copies of a row; `s.n` counts them in the expressions that replace columns."""
    table = model._meta.db_table
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    values = [expressions.get(column, f'p."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    series = dialect()["series"].format(count=count)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"  # noqa: S608 -- our own words
            f" FROM {table} p CROSS JOIN {series} s {join} WHERE p.id = %s",
            [pk],
        )


def fill(dossier: Dossier, *, items: int, before: int, desks: str) -> None:
    """Bring open duties, closed duties and past tasks from `before` to `items` each.

    The duties go to the desks that the condition names, in turn.
    """
    more = items - before
    dossiers = max(more // ITEMS_PER_DOSSIER, 1)
    first = f"({before} + s.n)"
    process, prototype = dossier.process_id, WorkItem.objects.filter(dossier=dossier).latest("pk")
    task = Task.objects.filter(process=process).latest("pk")
    multiply(Process, process, dossiers)
    multiply(
        Dossier,
        dossier.pk,
        dossiers,
        code=f"'KH-{items}-' || s.n",
        process_id="NULL",
        revision_id="NULL",
    )
    multiply(
        Task,
        task.pk,
        more,
        join=_in_turn("viewflow_process", dossiers),
        process_id="t.target",
        status="'DONE'",
        finished=moment(first),
    )
    for state, closed in (("open", "NULL"), ("done", moment(first))):
        multiply(
            WorkItem,
            prototype.pk,
            more,
            join=_in_turn("approvals_dossier", dossiers) + _desks(desks),
            dossier_id="t.target",
            desk_id="d.target",
            task_id="NULL",
            state=f"'{state}'",
            closed=closed,
            due=moment(first),
            opened=moment(first),
        )


def _in_turn(table: str, count: int) -> str:
    """Point each copy at one of the rows of a table that were written last, in turn."""
    newest = f"WHERE id > (SELECT max(id) FROM {table}) - {count}"  # noqa: S608 -- our own words
    source = COUNTED.format(table=table, where=newest)
    return f" JOIN {source} t ON t.place = s.n %% {count}"


def _desks(condition: str) -> str:
    """Point each copy at one of the desks, in turn."""
    source = COUNTED.format(table="organization_desk", where=f"WHERE {condition}")
    number = f"(SELECT count(*) FROM organization_desk WHERE {condition})"  # noqa: S608 -- the same
    return f" JOIN {source} d ON d.place = s.n %% {number}"
