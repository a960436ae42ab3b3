"""Who reads whose opinion, and when.

A reviewing unit sees the others' opinions only after it has handed in its own, or once the
round is over: in pages, lists, counters and the history alike.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BigAutoField, Prefetch, Q, QuerySet

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, RoundState
from workflow_app.approvals.models import Comment, ConsultationRound, Dossier, Opinion
from workflow_app.approvals.performers import cluster_duty
from workflow_app.db.prepared import Keys, Rows, Select
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster, Unit
from workflow_app.organization.selectors.posts import Post, places_of, posts_of


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person may read of the cluster's review of one dossier."""

    reader: int | None = None
    is_author: bool = False
    heads_cluster: bool = False
    sees_all: bool = False
    review_units: frozenset[int] = frozenset()
    closed_rounds: frozenset[int] = field(default_factory=frozenset)
    owes_since: dt.datetime | None = None
    """When the open round began in which one's own opinion is still to be handed in"""

    def may_read(self, opinion: Opinion) -> bool:
        """Tell whether the person may read this opinion's text now."""
        return (
            self.sees_all
            or opinion.unit_id in self.review_units
            or opinion.round_id in self.closed_rounds
        )


def reading_of(user: User, dossier: Dossier) -> Reading:
    """Return what the person may read; the dossier itself they may see already.

    Whoever sees the dossier for another reason than being asked (its unit, the head of the
    cluster, appraisers, the deciding body, the inspection) reads every opinion.
    """
    held = [post for post in posts_of(user) if post.counts_for(dossier.kind)]
    is_author = any(
        post.duty in (Duty.DRAFT, Duty.SIGN) and post.unit == dossier.unit_id for post in held
    )
    heads = dossier.cluster_id is not None and any(
        post.duty == cluster_duty(dossier) and post.cluster == dossier.cluster_id for post in held
    )
    review_units = frozenset(places_of(held, "unit", Duty.REVIEW))
    units = sorted(review_units)
    asked = {round_.pk: round_ for round_ in _rounds_asking(dossier=dossier.pk, units=units)}
    over = frozenset(pk for pk, round_ in asked.items() if round_.state != RoundState.OPEN)
    states = set(_states(rounds=sorted(asked), units=units))
    answered = frozenset(pk for pk, state in states if state == OpinionState.GIVEN)
    owed = [pk for pk, state in states if state == OpinionState.INVITED and pk not in answered]
    return Reading(
        reader=user.pk,
        is_author=is_author,
        heads_cluster=heads,
        sees_all=is_author or heads or not asked or _has_another_reason(held, dossier),
        review_units=review_units,
        closed_rounds=over | answered,
        owes_since=next((asked[pk].opened for pk in owed if pk not in over), None),
    )


_rounds_asking: Select[ConsultationRound] = Select(
    lambda dossier, units: ConsultationRound.objects.filter(
        dossier=dossier, opinions__unit__in=units
    ).distinct(),
    dossier=BigAutoField(),
    units=Keys(),
)
_states = Rows(
    lambda rounds, units: (
        Opinion.objects.filter(round__in=rounds, unit__in=units)
        .order_by()
        .values_list("round", "state")
    ),
    rounds=Keys(),
    units=Keys(),
)


def _has_another_reason(held: Iterable[Post], dossier: Dossier) -> bool:
    """Tell whether the person handles or inspects the dossier besides having been asked."""
    department = dossier.unit.supervising_department_id
    return any(
        post.duty in (Duty.INSPECT, Duty.APPRAISE_FORM, Duty.ISSUE)
        or (
            post.duty == Duty.APPRAISE_CONTENT and post.unit is not None and post.unit == department
        )
        or (post.body is not None and post.body == dossier.body_id)
        for post in held
    )


def rounds_with_opinions(dossier: Dossier) -> QuerySet[ConsultationRound]:
    """Return the rounds, the newest first, each with its opinions and their authors."""
    opinions = Opinion.objects.select_related("unit", "given_by").order_by("unit__sort_key")
    return (
        dossier.rounds.select_related("revision")
        .prefetch_related(Prefetch("opinions", opinions))
        .order_by("-number")
    )


def visible_comments(dossier: Dossier, reading: Reading) -> QuerySet[Comment]:
    """Return the comments the person may read, in the order they were made.

    What others remark on the dossier as a whole while one's own opinion is owed would be read
    before it as well: of those, only one's own unit's and the drafting unit's are shown until then.
    """
    comments = dossier.comments.select_related("revision", "author", "answered_by", "opinion__unit")
    if reading.sees_all:
        return comments
    general = Q(opinion__isnull=True)
    if reading.owes_since is not None:
        near = reading.review_units | {dossier.unit_id}
        general &= (
            Q(created__lt=reading.owes_since)
            | Q(author=reading.reader)
            | Q(author__person__unit__in=near)
        )
    return comments.filter(
        general
        | Q(opinion__unit__in=reading.review_units)
        | Q(opinion__round__in=reading.closed_rounds)
    )


def own_opinion(user: User, dossier: Dossier) -> Opinion | None:
    """Return the newest opinion that the person may give or change for their unit, or read."""
    held = [post for post in posts_of(user) if post.counts_for(dossier.kind)]
    return _newest_opinion.first(dossier=dossier.pk, units=places_of(held, "unit", Duty.REVIEW))


_newest_opinion: Select[Opinion] = Select(
    lambda dossier, units: (
        Opinion.objects.filter(round__dossier=dossier, unit__in=units)
        .exclude(state=OpinionState.EXCUSED)
        .select_related("unit", "given_by", "round__revision", "round__dossier")
        .order_by("-round__number", "unit__sort_key")[:1]
    ),
    dossier=BigAutoField(),
    units=Keys(),
)


def previous_opinion(opinion: Opinion) -> Opinion | None:
    """Return what the unit said in an earlier round of the same dossier."""
    return (
        Opinion.objects.filter(
            round__dossier=opinion.round.dossier_id,
            round__number__lt=opinion.round.number,
            unit=opinion.unit_id,
            state=OpinionState.GIVEN,
        )
        .select_related("round__revision")
        .prefetch_related("comments")
        .order_by("-round__number")
        .first()
    )


def units_not_asked(round_: ConsultationRound, cluster: Cluster | None) -> QuerySet[Unit]:
    """Return the units that the head of the cluster may ask besides: members first come by name."""
    asked = round_.opinions.values("unit")
    units = Unit.objects.exclude(pk__in=asked).exclude(pk=round_.dossier.unit_id)
    if cluster is None:
        return units.none()
    return units.filter(clusters__year=cluster.year).distinct().order_by("sort_key")
