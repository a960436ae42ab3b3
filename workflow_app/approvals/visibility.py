"""Who may see which dossier: the one rule for page, list, search, counter, export and API.

Visibility derives from mandates (through today's posts), never from per-dossier grants. Whatever
a person holds becomes a handful of numbers in one condition; it joins no table of grants.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Stage
from workflow_app.db.planning import row_by_row
from workflow_app.db.prepared import Keys, filled_up
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import Post, posts_of
from workflow_app.organization.selectors.standing import RowsFor

if TYPE_CHECKING:
    from workflow_app.approvals.models import Dossier


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Dossiers as people may see them."""

    def visible_to(self, user: User) -> Self:
        """Dossiers this user may know of; everything else does not exist for them."""
        return self.filter(visible_dossiers(user))

    def live(self) -> Self:
        """Dossiers on their way."""
        return self.exclude(stage__in=Stage.final_stages)


def visible_dossiers(user: User, prefix: str = "") -> Q:
    """Return the condition on Dossier: what the user's unit owns, was asked, or must handle.

    A confidential dossier is seen only by its unit, by those who must act on it and by the
    inspection; "reach" is the furthest stage it ever came to, so whoever has handled it keeps
    seeing it after a return. A delegation limited to some kinds shows no other kind. `prefix`
    leads to the dossier from another model ("dossier__"). A kind with reasons of its own
    (`register_reasons`) is shown for those alone, and to nobody whom it names (`register_named`).
    """
    posts = posts_of(user) if user.is_active else ()
    house = _any_of(_house_reasons(posts, prefix))
    if house and _own_reasons:
        house &= ~Q(**{f"{prefix}kind__in": sorted(_own_reasons)})
    own = (
        _for_own_reasons(user, _reasons_held(user, posts, kind, prefix), kind, prefix)
        for kind in _own_reasons
    )
    return _any_of([house, *own]) or Q(**{f"{prefix}pk__in": ()})


def _for_own_reasons(user: User, reasons: Sequence[Q], kind: str, prefix: str) -> Q:
    """Return the condition for a kind with reasons of its own; an empty one where none holds."""
    seen = _any_of(reasons)
    if not seen:
        return seen
    return Q(**{f"{prefix}kind": kind}) & seen & _not_named(user, kind, prefix)


def _reasons_held(user: User, posts: Sequence[Post], kind: str, prefix: str) -> list[Q]:
    held = [post for post in posts if post.counts_for(kind)]
    return list(_own_reasons[kind](user, held, prefix))


def visible_of_kind(user: User, kind: str, prefix: str = "dossier__") -> Q:
    """Return the condition that the user may know of a dossier of this kind.

    It is looked at row by row, for lists that something else bounds (a campaign, a stage, a code):
    as `dossier__in` a queryset, all dossiers that the user ever saw were read first. The kind must have
    reasons of its own.
    """
    posts = posts_of(user) if user.is_active else ()
    reasons = _reasons_held(user, posts, kind, prefix)
    found = _for_own_reasons(user, reasons, kind, prefix)
    if not found:
        return Q(**{f"{prefix}pk__in": ()})
    alone = reasons[0] if len(reasons) == 1 else Q()  # one's own unit, mostly: an index finds by it
    return alone & Q(row_by_row(found))


def visible_at(user: User, kind: str, stage: Stage, prefix: str = "dossier__") -> Q:
    """Return the condition of a dossier of this kind at a stage, as far as the user may know of it.

    Kind and stage are said plainly besides: an index finds by them.
    """
    of_stage = {f"{prefix}kind": kind, f"{prefix}stage": stage}
    return Q(**of_stage) & visible_of_kind(user, kind, prefix)


def visible_among(user: User, dossiers: Iterable[int]) -> set[int]:
    """Return which of these dossiers (keys) the user may know of; a statement if there are any."""
    keys = sorted(set(dossiers))
    if not keys:
        return set()
    return {key for (key,) in _visible_among.of(user, dossiers=filled_up(keys))}


_visible_among = RowsFor(
    lambda user, dossiers: (
        apps.get_model("approvals", "Dossier")
        ._default_manager.filter(row_by_row(visible_dossiers(user)), pk__in=dossiers)
        .order_by()
        .values_list("pk")
    ),
    dossiers=Keys(),
)


def _any_of(conditions: Iterable[Q]) -> Q:
    """Return the condition that one of these holds; an empty one where there is none."""
    return reduce(or_, conditions, Q())


OwnReasons = Callable[[User, Sequence[Post], str], Iterator[Q]]
_own_reasons: dict[str, OwnReasons] = {}


def register_reasons(kind: str, reasons: OwnReasons) -> None:
    """Let a feature alone say who sees a kind of dossier.

    `reasons` is given the person, what they hold today for this kind, and the prefix that leads
    to the dossier; it yields one condition per reason. None of the house's own reasons shows such
    a dossier, not even to the inspection: the feature names those it wants. The condition follows
    from the posts alone, neither from rows nor from the day, because it is kept: what else
    matters is a subquery in it.
    """
    _own_reasons[kind] = reasons


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named in dossiers of a kind, and must not learn that these exist.

    Rows of the model name accounts: each of the `ways` leads from a row to one whom it names, and
    `dossier` to the dossier in which it does.
    """

    model: type[models.Model]
    ways: tuple[str, ...]
    dossier: str = "dossier"

    def dossiers(self, account: int) -> list[models.QuerySet[Any, Any]]:
        """Return the dossiers that name an account, for use as subqueries: one for each way.

        Each begins with the account and takes an index from there: two ways in one query made every
        page read all proposals, nominations and revocations there ever were.
        """
        return [self._rows().filter(**{way: account}).values(self.dossier) for way in self.ways]

    def accounts(self, dossiers: Collection[int]) -> set[tuple[int, int]]:
        """Return who is named in which of these dossiers, as pairs of keys; one statement."""
        rows = self._rows().filter(**{f"{self.dossier}__in": dossiers})
        return {
            (dossier, account)
            for dossier, *accounts in rows.values_list(self.dossier, *self.ways)
            for account in accounts
            if account is not None
        }

    def _rows(self) -> models.QuerySet[Any, Any]:
        return self.model._default_manager.order_by()


_named: dict[str, Named] = {}


def register_named(kind: str, named: Named) -> None:
    """Keep dossiers of a kind from the people who are named in them, whatever these hold."""
    _named[kind] = named


def _not_named(user: User, kind: str, prefix: str) -> Q:
    if (named := _named.get(kind)) is None:
        return Q()
    return ~_any_of(Q(**{f"{prefix}pk__in": naming}) for naming in named.dossiers(user.pk))


def names(user: int, column: str, kind: str = "") -> Q:
    """Return the condition that the dossier in the column, maybe of a known kind, names the account."""
    condition = Q(pk__in=())
    for named in _named.values() if not kind else filter(None, [_named.get(kind)]):
        condition |= _any_of(Q(**{f"{column}__in": naming}) for naming in named.dossiers(user))
    return condition


def kept_from(dossiers: Iterable["Dossier"]) -> set[tuple[int, int]]:
    """Return whom these dossiers name, as pairs of keys; a statement only for confidential ones."""
    keys: dict[str, set[int]] = {}
    for dossier in dossiers:
        if dossier.is_confidential and dossier.kind in _named:
            keys.setdefault(dossier.kind, set()).add(dossier.pk)
    return {pair for kind, wanted in keys.items() for pair in _named[kind].accounts(wanted)}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a duty shows dossiers: at which of their places, from which stage on.

    `place` is the column that names the place of the duty, empty where the duty is for all of
    them; `is_secret` says whether it shows the confidential ones too.
    """

    place: str
    where: str
    duties: tuple[Duty, ...]
    since: Stage = Stage.DRAFTING
    is_secret: bool = False


REASONS = (
    Reason("unit", "unit", (Duty.DRAFT, Duty.SIGN), is_secret=True),
    Reason("cluster", "cluster", (Duty.ENDORSE, Duty.STAND_IN), Stage.CONSULTING),
    Reason(
        "unit__supervising_department",
        "unit",
        (Duty.APPRAISE_CONTENT,),
        Stage.APPRAISING_CONTENT,
        is_secret=True,
    ),
    Reason("", "", (Duty.APPRAISE_FORM, Duty.ISSUE), Stage.APPRAISING_FORM),
    Reason("", "", (Duty.RUN_CAMPAIGN,), Stage.CONSULTING),
    Reason(
        "body",
        "body",
        (Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES),
        Stage.DECIDING,
        is_secret=True,
    ),
)


def _house_reasons(posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    """Return what shows dossiers to somebody with these posts, each for the kind it is limited to."""
    for kind in sorted({post.kind for post in posts} - _own_reasons.keys()):
        for reason in _reasons([post for post in posts if post.kind == kind], prefix):
            yield reason & Q(**{f"{prefix}kind": kind}) if kind else reason


def _reasons(posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    if any(post.duty == Duty.INSPECT for post in posts):
        yield Q(**{f"{prefix}pk__isnull": False})
        return
    asked = sorted({post.unit for post in posts if post.duty == Duty.REVIEW and post.unit})
    if asked:
        yield was_asked(asked, prefix)
    for reason in REASONS:
        held = [post for post in posts if post.duty in reason.duties]
        if held:
            yield _condition(reason, held, prefix)


def _condition(reason: Reason, held: Sequence[Post], prefix: str) -> Q:
    condition: dict[str, object] = {}
    if reason.place:
        places = {getattr(post, reason.where) for post in held} - {None}
        condition = {f"{prefix}{reason.place}__in": sorted(places)}
    if reason.since.rank:
        condition[f"{prefix}reach__gte"] = reason.since.rank
    if not reason.is_secret:
        condition[f"{prefix}is_confidential"] = False
    return Q(**condition)


def was_asked(units: list[int], prefix: str) -> Q:
    """Return the condition; the dossiers are found once, from the opinions of the units."""
    opinion = apps.get_model("approvals", "Opinion")
    asked = opinion._default_manager.filter(unit__in=units).exclude(state=OpinionState.EXCUSED)
    return Q(**{f"{prefix}pk__in": asked.order_by().values("round__dossier")})
