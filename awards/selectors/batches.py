"""Acts on many nominations that the worker carries out: what is under way, what came of each."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, QuerySet

from awards.enums import BatchState
from awards.models import Batch, BatchItem, DecisionInHand
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What the worker is deciding: dossiers by key, and the acts that are the person's own."""

    dossiers: frozenset[int]
    own: list[UUID]


def under_way(user: User) -> UnderWay:
    """Return what waits in acts on many, whoever began them; one statement."""
    waiting = BatchItem.objects.filter(state=BatchState.WAITING).order_by("batch")
    rows = list(
        waiting.values_list("dossier", "batch", "batch__job__owner", "batch__decision_in_hand")
    )
    own = dict.fromkeys(
        batch for _, batch, owner, decision in rows if owner == user.pk and decision is None
    )
    return UnderWay(frozenset(dossier for dossier, *_ in rows), list(own))


def decisions_in_hand() -> QuerySet[DecisionInHand]:
    """Return the decisions that the worker is issuing, the oldest first, each with its `size`."""
    return (
        DecisionInHand.objects.filter(batch__items__state=BatchState.WAITING)
        .select_related("campaign", "batch__job__owner")
        .annotate(size=Count("batch__items"))
        .order_by("batch__job__created")
    )


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the dossiers of an act; `unseen` are those that the person may know no more."""

    batch: Batch
    waiting: int
    done: list[BatchItem] = field(default_factory=list)
    refused: list[BatchItem] = field(default_factory=list)
    left: list[BatchItem] = field(default_factory=list)
    unseen: int = 0


def result_of(batch: Batch, user: User) -> Result:
    """Return what came of each; who lost a duty in between is shown no more than the numbers."""
    seen = Dossier.objects.visible_to(user).order_by().values("pk")
    over = batch.items.exclude(state=BatchState.WAITING)
    found: dict[str, list[BatchItem]] = {}
    for item in over.filter(dossier__in=seen).select_related("dossier").order_by("place"):
        found.setdefault(item.state, []).append(item)
    numbers = over.count()
    return Result(
        batch=batch,
        waiting=batch.items.filter(state=BatchState.WAITING).count(),
        done=found.get(BatchState.DONE, []),
        refused=found.get(BatchState.REFUSED, []),
        left=found.get(BatchState.LEFT, []),
        unseen=numbers - sum(map(len, found.values())),
    )
