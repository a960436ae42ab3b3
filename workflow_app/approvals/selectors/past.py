"""What a person's unit sent, and what they did themselves."""

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    F,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Stage, WorkState
from workflow_app.approvals.models import (
    Decision,
    Dossier,
    Opinion,
    WorkItem,
)
from workflow_app.approvals.visibility import names, visible_dossiers
from workflow_app.approvals.words import DOSSIER_WORDS
from workflow_app.db.planning import row_by_row
from workflow_app.lib.text import words
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import posts_of

FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
SENT_ORDER = ("finished", "until", "-updated", "pk")


def sent_by(user: User, q: str = "") -> QuerySet[Any]:
    """Return the dossiers of the person's unit on their way, then the finished ones.

    Each carries its open duties (`open_work`): who holds it, until when. `SENT_ORDER` orders them.
    """
    open_work = (
        WorkItem.objects.filter(state=WorkState.OPEN)
        .select_related("desk__unit", "desk__cluster", "desk__body", "claimed_by", "user")
        .defer("search_text")
        .order_by("due", "pk")
    )
    rows = Dossier.objects.filter(_of_own_units(user), ~names(user.pk, "pk"), reach__gt=0)
    rows = rows.filter(DOSSIER_WORDS.plainly_holds(words(q)))
    return (
        rows.select_related("unit", "paper__register")
        .defer("search_text", "unit__search_text", "paper__content")
        .annotate(
            finished=Case(
                When(stage__in=Stage.final_stages, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
            until=Coalesce("stage_due", Value(FAR, output_field=DateTimeField())),
        )
        .prefetch_related(Prefetch("work_items", open_work, to_attr="open_work"))
        .order_by(*SENT_ORDER)
    )


def _of_own_units(user: User) -> Q:
    units: dict[str, set[int]] = {}
    for post in posts_of(user):
        if post.duty in (Duty.DRAFT, Duty.SIGN) and post.unit is not None:
            units.setdefault(post.kind, set()).add(post.unit)
    condition = Q(pk__in=())
    for kind, ids in sorted(units.items()):
        own = Q(unit__in=sorted(ids))
        condition |= own & Q(kind=kind) if kind else own
    return condition


def done_by(user: User, size: int, before: dt.datetime | None = None) -> list[dict[str, Any]]:
    """Return the newest decisions the person took and opinions they gave.

    A dossier that the person may no longer know of is not named here either. Two statements: the
    newest deeds, however long the past, and which of their dossiers the person sees. Two more for
    somebody who no longer sees so many of the newest that too few are left.
    """
    found: list[dict[str, Any]] = []
    number = size
    while len(found) < size:
        newest = _newest_deeds(user, number, before)
        visible = Dossier.objects.filter(row_by_row(visible_dossiers(user))).order_by()
        keys = {row["of"] for row in newest}
        seen = set(visible.filter(pk__in=keys).values_list("pk", flat=True))
        found += [row for row in newest if row["of"] in seen]
        if len(newest) < number:
            break
        before = newest[-1]["at"]
        number *= 4
    return found[:size]


def _newest_deeds(user: User, number: int, before: dt.datetime | None) -> list[dict[str, Any]]:
    """Return the newest deeds; each kind is taken from its own index only as far as it is needed."""
    decisions = Decision.objects.filter(actor=user).order_by("-created")
    opinions = Opinion.objects.filter(given_by=user, state=OpinionState.GIVEN).order_by("-given_at")
    if before is not None:
        decisions = decisions.filter(created__lt=before)
        opinions = opinions.filter(given_at__lt=before)
    decided = (
        Decision.objects.filter(pk__in=decisions.values("pk")[:number])
        .annotate(of=F("dossier"), at=F("created"), what=F("outcome"), is_opinion=_flag(number=0))
        .values("of", "at", "what", "is_opinion", "authority", "dossier__code", "dossier__title")
    )
    opined = (
        Opinion.objects.filter(pk__in=opinions.values("pk")[:number])
        .annotate(
            of=F("round__dossier"),
            at=F("given_at"),
            what=F("stance"),
            is_opinion=_flag(number=1),
            code=F("round__dossier__code"),
            name=F("round__dossier__title"),
        )
        .values("of", "at", "what", "is_opinion", "authority", "code", "name")
    )
    both: Any = decided.order_by().union(opined.order_by(), all=True).order_by("-at")[:number]
    return list(both)


def _flag(*, number: int) -> Value:
    return Value(number, output_field=IntegerField())
