"""Checks of the spine for `manage.py verify`: what is stored twice must agree."""

from collections import Counter

from django.db import connection
from django.db.models import F, Q
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from workflow_app.audit.verification import CheckResult
from workflow_app.lib.canonical import canonical_json, sha256_of
from workflow_app.lib.text import words

from .enums import OpinionState, RoundState, Stage, WorkState
from .models import Dossier, Opinion, Revision, WorkItem
from .protection import APPEND_ONLY
from .services.revisions import content_of
from .steps import get_step
from .words import DOSSIER_WORDS

CHUNK = 500


def verify_revisions() -> CheckResult:
    """Recompute every revision's hash; look whether the database still refuses changes."""
    result = CheckResult()
    for table in APPEND_ONLY:
        for name in table.missing(connection):
            result.mismatch(f"the trigger {name} is missing")
    revisions = Revision.objects.select_related("dossier").only(
        "number", "content", "sha256", "dossier__code"
    )
    for revision in revisions.iterator(chunk_size=CHUNK):
        result.checked += 1
        try:
            content = content_of(revision)
        except ValueError:
            result.mismatch(f"{revision}: the content cannot be read")
            continue
        if sha256_of(content) != revision.sha256 or canonical_json(content) != revision.content:
            result.mismatch(f"{revision}: the content was changed")
    return result


def verify_search() -> CheckResult:
    """Look whether dossiers are found by what they are called."""
    result = CheckResult()
    for name in DOSSIER_WORDS.missing(connection):
        result.mismatch(f"{name}, by which dossiers are found, is missing")
    dossiers = Dossier.objects.select_related("unit").only(
        "code", "title", "search_text", "unit__name", "unit__short_name"
    )
    for dossier in dossiers.iterator(chunk_size=CHUNK):
        result.checked += 1
        if not set(words(f"{dossier.code} {dossier.title}")) <= set(dossier.search_text.split()):
            result.mismatch(f"{dossier.code} is not found by its title")
    return result


def verify_work() -> CheckResult:
    """Compare open duties with what they stand for: waiting tasks, invited units, live dossiers."""
    result = CheckResult(checked=WorkItem.objects.filter(state=WorkState.OPEN).count())
    for check in (_tasks_without_work, _work_without_tasks, _opinions, _finished_dossiers):
        check(result)
    return result


def _tasks_without_work(result: CheckResult) -> None:
    """A waiting human step has an open duty, save where units or a day are waited for."""
    waiting = (
        Task.objects.filter(
            status=STATUS.NEW, flow_task_type="HUMAN", process__dossier__isnull=False
        )
        .exclude(work_item__state=WorkState.OPEN)
        .exclude(process__dossier__stage__in=Stage.without_desk)
    )
    for pk, code in waiting.values_list("pk", "process__dossier__code").iterator():
        result.mismatch(f"{code}: task {pk} waits, but nobody has the duty")


def _work_without_tasks(result: CheckResult) -> None:
    stale = WorkItem.objects.filter(state=WorkState.OPEN, task__isnull=False).exclude(
        task__status=STATUS.NEW
    )
    for pk, kind, subject in stale.values_list("pk", "kind", "subject").iterator():
        result.mismatch(f"{kind} {pk} ({subject}) is open, but its task does not wait")


def _opinions(result: CheckResult) -> None:
    invited = Q(state=OpinionState.INVITED, round__state=RoundState.OPEN)
    idle = Opinion.objects.filter(invited).exclude(work_item__state=WorkState.OPEN)
    for pk, code, unit in idle.values_list("pk", "round__dossier__code", "unit__code").iterator():
        result.mismatch(f"{code}: {unit} is asked (opinion {pk}), but has no open duty")
    surplus = Opinion.objects.filter(work_item__state=WorkState.OPEN).exclude(invited)
    for pk, code, unit in surplus.values_list(
        "pk", "round__dossier__code", "unit__code"
    ).iterator():
        result.mismatch(f"{code}: {unit} is no longer asked (opinion {pk}), but its duty is open")


def _finished_dossiers(result: CheckResult) -> None:
    """What was open when a dossier closed is closed; duties that follow from it may come later."""
    stale = WorkItem.objects.filter(
        state=WorkState.OPEN,
        dossier__stage__in=Stage.final_stages,
        opened__lte=F("dossier__stage_since"),
    )
    for pk, code, kind in stale.values_list("pk", "dossier__code", "kind").iterator():
        result.mismatch(f"{code} is closed, but {kind} {pk} is open")


def verify_cases() -> CheckResult:
    """Compare each dossier's stage with the place where its case waits; one live case per dossier."""
    result = CheckResult()
    waiting = _waiting_nodes(result)
    rows = Dossier.objects.values_list("pk", "code", "kind", "stage", "process", "process__status")
    for pk, code, kind, stage, process, status in rows.iterator(chunk_size=CHUNK):
        result.checked += 1
        nodes = waiting.get(process, [])
        if stage in Stage.final_stages:
            if status != STATUS.DONE or nodes:
                result.mismatch(f"{code} is closed, but its case still runs")
        elif status != STATUS.NEW or len(nodes) != 1:
            result.mismatch(f"{code} (dossier {pk}) waits at {len(nodes)} steps instead of one")
        elif get_step(kind, nodes[0]).stage != stage:
            result.mismatch(f"{code} is in stage {stage}, but its case waits at {nodes[0]}")
    return result


def _waiting_nodes(result: CheckResult) -> dict[int, list[str]]:
    """Return the steps at which each case waits; report cases of no dossier."""
    waiting: dict[int, list[str]] = {}
    tasks = Task.objects.filter(status=STATUS.NEW, flow_task_type="HUMAN").only(
        "process", "flow_task"
    )
    for task in tasks.iterator(chunk_size=CHUNK):
        waiting.setdefault(task.process_id, []).append(task.flow_task.name)
    orphans = Process.objects.filter(dossier__isnull=True).exclude(status=STATUS.DONE)
    for pk in orphans.values_list("pk", flat=True).iterator():
        result.mismatch(f"case {pk} runs for no dossier")
    doubles = Counter(
        Dossier.objects.filter(process__isnull=False).values_list("process", flat=True)
    )
    for process, number in doubles.items():
        if number > 1:
            result.mismatch(f"case {process} serves {number} dossiers")
    return waiting
