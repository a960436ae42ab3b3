"""Who may know of a nomination's dossier, and whom it names."""

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q

from awards.models import Nomination
from awards.selectors.secretariat import reason_of_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.visibility import Named
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body, ClusterMembership
from workflow_app.organization.selectors.posts import Post, places_of

SEATS = (Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES)
NAMED = Named(Nomination, ways=("recipient__person__user", "recipient__merged_into__person__user"))
"""The nominee, also where the register has two entries for one person."""


def reasons_to_see(__: User, posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    """Yield why somebody sees nominations.

    The nominee, whatever they hold, sees none of it (`NAMED`) and reads the published list like
    everybody else.
    """
    if any(post.duty == Duty.INSPECT for post in posts):
        yield Q(**{f"{prefix}pk__isnull": False})
        return
    units = places_of(posts, "unit", Duty.DRAFT, Duty.SIGN)
    if units:
        yield Q(**{f"{prefix}unit__in": units})
    yield from _of_cluster(posts, prefix)
    appraised = Q(**{f"{prefix}reach__gte": Stage.APPRAISING_CONTENT.rank})
    yield from reason_of_secretariat(posts, appraised)
    bodies = places_of(posts, "body", *SEATS)
    if bodies:
        comes = Nomination.objects.filter(
            Q(campaign__council__in=bodies, rule__needs_council=True)
            | Q(campaign__presidium__in=bodies, rule__needs_presidium=True),
            dossier=OuterRef(f"{prefix}pk"),
        )
        yield Q(**{f"{prefix}body__in": bodies})
        yield Q(Exists(comes), **{f"{prefix}reach__gte": Stage.DECIDING.rank})
    if any(post.duty == Duty.ISSUE for post in posts):
        yield Q(**{f"{prefix}reach__gte": Stage.ISSUING.rank})


def _of_cluster(posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    """Heads and members of the cluster, once the nomination stands before the cluster's choice."""
    units = places_of(posts, "unit", Duty.REVIEW)
    clusters = places_of(posts, "cluster", Duty.ENDORSE, Duty.STAND_IN)
    bodies = places_of(posts, "body", *SEATS)
    if not (units or clusters or bodies):
        return
    of_units = ClusterMembership.objects.filter(unit__in=units).order_by()
    of_bodies = Body.objects.filter(pk__in=bodies, cluster__isnull=False).order_by()
    stands = Nomination.objects.filter(dossier=OuterRef(f"{prefix}pk"), rule__via_cluster=True)
    yield (
        Q(**{f"{prefix}reach__gte": Stage.RANKING.rank})
        & (
            Q(**{f"{prefix}cluster__in": clusters})
            | Q(**{f"{prefix}cluster__in": of_units.values("cluster")})
            | Q(**{f"{prefix}cluster__in": of_bodies.values("cluster")})
        )
        & Q(Exists(stands))
    )
