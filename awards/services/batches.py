"""Acts on many nominations: few at once, many by the worker, each decided by itself and once.

The worker marks a dossier's line as done and decides on it within one transaction: whoever takes the
work over after a crash, or works on it at the same time, finds the line done or still waiting and
never between. Every decision is the service's own, so the duty of the person is asked again then.
"""

import logging
from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from awards.enums import BatchState
from awards.models import Batch, BatchItem
from awards.selectors.appraisal import Appraiser
from awards.services.appraisal import APPRAISE, said
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.background.jobs import advance_job, create_job, finish_job, start_job
from workflow_app.background.models import JobState, LongJob
from workflow_app.background.tasks import durable_task, enqueue_on_commit

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""So many are decided while the person waits: about two seconds."""
KIND, ISSUING = "awards.decide_many", "awards.issue_many"
PAGES = {KIND: "awards:batch", ISSUING: "awards:issuing_result"}
"""Where who pressed the button reads what came of it, by the kind of the job."""
TOGETHER = 25  # share the facts of their checks, and one note of the progress
TITLES = {
    "draft": gettext_lazy("Submitting nominations"),
    "sign": gettext_lazy("Signing nominations"),
    "appraise": gettext_lazy("Passing nominations"),
}


@transaction.atomic
def start_batch(
    *,
    dossiers: Sequence[tuple[Dossier, int | None]],
    step: str,
    outcome: Outcome,
    user: User,
) -> Batch:
    """Have the worker decide the same on each dossier, which comes with the revision on the list.

    A dossier that waits in such an act already is left to that one. Raises ConflictError when all
    of them do.
    """
    title = str(TITLES[step])
    job = create_job(kind=KIND, title=title, owner=user, total=len(dossiers))
    batch = Batch.objects.create(job=job, step=step, outcome=outcome)
    job.total = lay_out(batch, dossiers)
    if not job.total:
        raise taken()
    job.save(update_fields=["total"])
    enqueue_on_commit(decide_in_background, job_id=str(job.pk))
    return batch


def lay_out(batch: Batch, dossiers: Sequence[tuple[Dossier, int | None]]) -> int:
    """Write a line for each dossier that waits in no other act; return how many."""
    items = [
        BatchItem(batch=batch, dossier=dossier, place=place, revision_number=revision)
        for place, (dossier, revision) in enumerate(dossiers)
    ]
    # in one order for everybody: two who choose the same dossiers wait for each other in turn
    items.sort(key=lambda item: item.dossier_id)
    BatchItem.objects.bulk_create(items, ignore_conflicts=True)
    return batch.items.count()


@durable_task()
def decide_in_background(*, job_id: str) -> None:
    """Decide on what still waits; repeated after its end, it does nothing."""
    job = start_job(job_id=job_id)
    if job.is_over:
        return
    batch = Batch.objects.select_related("job__owner").get(pk=job.pk)
    with translation.override(batch.job.owner.language):
        _carry_out(batch)
        finish_job(
            job_id=job_id,
            message=_what_came_of(batch),
            result_url=page_of(KIND, batch.pk),
        )


def _carry_out(batch: Batch) -> None:
    """Decide on each; one that fails holds up no other and is tried again with the task."""
    items = batch.items.filter(state=BatchState.WAITING).select_related("dossier")
    waiting = iter(list(items.order_by("place")))
    failures: list[Exception] = []
    while together := list(islice(waiting, TOGETHER)):
        _tell_progress(batch)
        appraise = Appraiser([item.dossier_id for item in together])
        for item in together:
            try:
                _decide(batch, item, {APPRAISE: appraise})
            except (InterfaceError, OperationalError):  # the database is away for all of them
                raise
            except Exception as failure:
                logger.exception("Dossier %s could not be decided with others", item.dossier.code)
                failures.append(failure)
    if failures:
        raise failures[0]


@transaction.atomic
def _decide(batch: Batch, item: BatchItem, data: dict[str, Any]) -> None:
    """Decide on one, or note why not; nothing, if it no longer waits.

    The line is locked first, before the dossier; only this act locks such lines.
    """
    line = BatchItem.objects.filter(pk=item.pk)
    if not line.filter(state=BatchState.WAITING).update(state=BatchState.DONE):
        return
    try:
        decide(
            dossier=item.dossier,
            step=batch.step,
            outcome=Outcome(batch.outcome),
            user=owner_of(batch),
            revision_number=item.revision_number,
            data=data,
        )
    except RefusalError as refusal:
        line.update(state=BatchState.REFUSED, why=said(refusal))


def owner_of(batch: Batch) -> User:
    """Return who pressed the button, as their account is now; NotAllowedError if it is closed."""
    user = User.objects.get(pk=batch.job.owner_id)
    if not user.is_active:
        raise NotAllowedError(_("The account has been closed in the meantime."))
    return user


def _tell_progress(batch: Batch) -> None:
    over = batch.items.exclude(state=BatchState.WAITING).count()
    advance_job(job_id=batch.pk, done=over)


def _what_came_of(batch: Batch) -> str:
    done = batch.items.filter(state=BatchState.DONE).count()
    refused = batch.items.filter(state=BatchState.REFUSED).count()
    sentences = [ngettext("%(count)s dossier went on.", "%(count)s dossiers went on.", done)]
    sentences[0] %= {"count": done}
    if refused:
        stayed = ngettext(
            "%(count)s dossier stayed where it was.",
            "%(count)s dossiers stayed where they were.",
            refused,
        )
        sentences.append(stayed % {"count": refused})
    return " ".join(sentences)


def taken() -> ConflictError:
    """Return the refusal of dossiers that wait in an act on many already."""
    return ConflictError(_("These dossiers are being decided already."))


def page_of(kind: str, batch: UUID) -> str:
    """Return the address of the page that says what came of an act of this kind."""
    return reverse(PAGES[kind], args=[batch])


def leave_the_rest(*, job: LongJob, **_given: Any) -> None:
    """When the work failed or was given up, what was not reached waits no longer: it can be decided anew."""
    if job.kind in PAGES and job.state == JobState.FAILED:
        rest = BatchItem.objects.filter(batch=job.pk, state=BatchState.WAITING)
        rest.update(state=BatchState.LEFT)
        LongJob.objects.filter(pk=job.pk).update(result_url=page_of(job.kind, job.pk))
