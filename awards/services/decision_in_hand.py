"""One decision for many awards, issued by the worker: whole or not at all, and once.

A few awards are issued while the clerk waits. Of many, the list, its order and the signature are
kept, and the worker issues them in one transaction, which also says that the work is over: a worker
that dies leaves all of it undone or all of it done and told. The row of the job is what two workers
wait at; it is locked first, before the dossiers.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.enums import BatchState
from awards.models import AwardDecision, Batch, BatchItem, DecisionInHand
from awards.services import batches
from awards.services.issuing import STEP, Signing, issue_decision, require_issuable
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.audit.services import gathered
from workflow_app.background.jobs import create_job, fail_job, finish_job, start_job
from workflow_app.background.models import LongJob
from workflow_app.background.tasks import durable_task, enqueue_on_commit


def issue_or_hand_over(
    *,
    dossiers: Sequence[Dossier],
    signer: str,
    signer_title: str,
    issued_on: dt.date,
    user: User,
) -> AwardDecision | Batch:
    """Issue the decision if it is for a few; have the worker do it if it is for many.

    Raises NotAllowedError, ConflictError or IncompleteError; then nothing was numbered or begun.
    """
    if len(dossiers) > batches.AT_ONCE:
        signing = Signing(signer.strip(), signer_title, issued_on)
        return start_issuing(dossiers=dossiers, signing=signing, user=user)
    if _lines_of(dossiers).exists():
        raise batches.taken()
    return issue_decision(
        dossiers=dossiers,
        signer=signer,
        signer_title=signer_title,
        issued_on=issued_on,
        user=user,
    )


@transaction.atomic
def start_issuing(*, dossiers: Sequence[Dossier], signing: Signing, user: User) -> Batch:
    """Have the worker issue one decision for all of them, in the order given.

    Pressed twice, the button leads to the same act. What the worker would refuse of the list and
    its date is refused here. Raises ConflictError when some of them wait in another act.
    """
    begun = _begun(dossiers, signing, user)
    if begun is not None:
        return begun
    try:
        return _begin(dossiers, signing, user)
    except ConflictError:
        begun = _begun(dossiers, signing, user)  # by the other of two presses at one moment
        if begun is None:
            raise
        return begun


@transaction.atomic
def _begin(dossiers: Sequence[Dossier], signing: Signing, user: User) -> Batch:
    campaign = require_issuable(dossiers, signing)[0].campaign
    title = ngettext(
        "Issuing a decision on %(count)s award",
        "Issuing a decision on %(count)s awards",
        len(dossiers),
    )
    # one transaction shows no progress: the total stays unknown, and the bar says only that it runs
    job = create_job(kind=batches.ISSUING, title=title % {"count": len(dossiers)}, owner=user)
    batch = Batch.objects.create(job=job, step=STEP, outcome=Outcome.ISSUED)
    DecisionInHand.objects.create(
        batch=batch,
        campaign=campaign,
        signer=signing.signer,
        signer_title=signing.title,
        issued_on=signing.day,
    )
    if batches.lay_out(batch, [(dossier, None) for dossier in dossiers]) < len(dossiers):
        raise batches.taken()
    enqueue_on_commit(issue_in_background, job_id=str(job.pk))
    return batch


def _begun(dossiers: Sequence[Dossier], signing: Signing, user: User) -> Batch | None:
    """Return the act in which just these wait for just this, begun by the same person."""
    line = (
        _lines_of(dossiers).filter(batch__job__kind=batches.ISSUING, batch__job__owner=user).first()
    )
    if line is None:
        return None
    in_hand = DecisionInHand.objects.select_related("batch").get(pk=line.batch_id)
    waiting = BatchItem.objects.filter(batch=line.batch_id, state=BatchState.WAITING)
    listed = list(waiting.order_by("place").values_list("dossier", flat=True))
    kept = Signing(in_hand.signer, in_hand.signer_title, in_hand.issued_on)
    is_same = listed == [dossier.pk for dossier in dossiers] and kept == signing
    return in_hand.batch if is_same else None


def _lines_of(dossiers: Sequence[Dossier]) -> QuerySet[BatchItem]:
    keys = [dossier.pk for dossier in dossiers]
    return BatchItem.objects.filter(dossier__in=keys, state=BatchState.WAITING)


@durable_task()
def issue_in_background(*, job_id: str) -> None:
    """Issue the decision; repeated after its end, it does nothing."""
    job = start_job(job_id=job_id)
    if job.is_over:
        return
    in_hand = DecisionInHand.objects.select_related("batch__job__owner").get(pk=job.pk)
    with translation.override(in_hand.batch.job.owner.language):
        try:
            _issue(in_hand)
        except RefusalError as refusal:
            fail_job(job_id=job_id, message=" ".join([refusal.message, *refusal.details]))


@transaction.atomic
@gathered()
def _issue(in_hand: DecisionInHand) -> None:
    """Number, enter and tell, unless another worker did, who was taken for dead."""
    if LongJob.objects.select_for_update().get(pk=in_hand.pk).is_over:
        return
    lines = in_hand.batch.items.select_related("dossier").order_by("place")
    decision = issue_decision(
        dossiers=[line.dossier for line in lines],
        signer=in_hand.signer,
        signer_title=in_hand.signer_title,
        issued_on=in_hand.issued_on,
        user=batches.owner_of(in_hand.batch),
    )
    lines.update(state=BatchState.DONE)
    finish_job(
        job_id=in_hand.pk,
        message=_("%(number)s was issued; everybody on its list stands in the register.")
        % {"number": decision.number},
        result_url=reverse("awards:decision", args=[decision.pk]),
    )
