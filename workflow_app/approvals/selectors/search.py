"""Searching without marks among what a person may know of."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.approvals.words import DOSSIER_WORDS
from workflow_app.db.planning import row_by_row
from workflow_app.db.prepared import Keys, Select, Words, filled_up
from workflow_app.db.words import begin_words
from workflow_app.lib.text import words
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.standing import RowsFor, SelectFor

SHOWN = 50
UNITS_SHOWN = 10
MOST_WORDS = 10

NEWEST = 2000
"""So many dossiers are looked at first: what people search for is seldom old."""

COMMON = NEWEST // 20
"""Words that stand in more of the newest ones are common."""

SEARCHED = 10_000
"""So many dossiers are searched unless somebody asks for all: some fourteen years of a hundred units."""


def found_dossiers(
    user: User, query: str, units: Collection[Unit] = (), *, older: bool = False
) -> tuple[list[Dossier], bool]:
    """Return the newest fitting dossiers the person may see, and whether there are more.

    A dossier fits if each word begins one of its own, or if it belongs to one of the `units`,
    which were found by their names of today. Two statements, neither of which reads all dossiers:
    the newest ones are looked at first. If too few of them fit, the others are found through the
    words when these are rare, else among what the person may see: whoever sees much has found
    enough by then. Dossiers older than the `SEARCHED` newest are left out unless `older` ones are
    asked for too.
    """
    asked = words(query)[:MOST_WORDS]
    if not asked:
        return [], False
    given: dict[str, Any] = {
        "words": asked,
        "units": filled_up(sorted(unit.pk for unit in units)),
    }
    keys = _newest.of(user, **given)
    seen = [pk for pk, sees in keys if sees]
    if len(seen) > SHOWN:
        rows = _shown(pks=seen[: SHOWN + 1])
    else:
        rows = _all.of(user, len(keys) > COMMON, 0 if older else SEARCHED, **given)
    return rows[:SHOWN], len(rows) > SHOWN


def _first(found: Q) -> QuerySet[Dossier]:
    return (
        Dossier.objects.filter(found)
        .select_related("unit")
        .defer("search_text", "unit__search_text")
        .order_by("-pk")[: SHOWN + 1]
    )


def _newest_fitting(user: User, words: list[str], units: list[int]) -> QuerySet[Any, Any]:
    """The keys of the newest dossiers that fit, and whether the person sees them."""
    fits = DOSSIER_WORDS.plainly_holds(words) | Q(unit__in=units)
    return (
        Dossier.objects.filter(fits, _among_newest(NEWEST))
        .annotate(sees=row_by_row(visible_dossiers(user)))
        .order_by("-pk")
        .values_list("pk", "sees")
    )


def _fitting(
    user: User,
    are_common: bool,  # noqa: FBT001 -- the shape of a kept statement
    newest: int,
    words: list[str],
    units: list[int],
) -> QuerySet[Dossier]:
    """All that fit among so many newest ones, found by what the person sees or by words that are rare."""
    of_units = Q(unit__in=units)
    searched = _among_newest(newest) if newest else Q()
    if are_common:
        fits = DOSSIER_WORDS.plainly_holds(words) | of_units
        return _first(searched & visible_dossiers(user) & fits)
    fits = Q(DOSSIER_WORDS.holds(words, newest=newest)) | of_units
    return _first(searched & fits & Q(row_by_row(visible_dossiers(user))))


def _among_newest(number: int) -> Q:
    return Q(pk__gt=_last() - number)


def _last() -> Subquery:
    return Subquery(Dossier.objects.order_by("-pk").values("pk")[:1])


def has_older() -> bool:
    """Tell whether there are dossiers that are not searched unless somebody asks for them."""
    older = Dossier.objects.filter(pk__lte=_last() - SEARCHED).order_by("pk").values("pk")
    return bool(
        older[:1]
    )  # in the order of the index: `exists` asks for none, and PostgreSQL takes none


_newest = RowsFor(_newest_fitting, words=Words(), units=Keys())
_all: SelectFor[Dossier] = SelectFor(_fitting, words=Words(), units=Keys())
_shown: Select[Dossier] = Select(lambda pks: _first(Q(pk__in=pks)), pks=Keys())


def found_units(query: str) -> list[Unit]:
    """Return fitting units; everybody may read the chart."""
    asked = words(query)[:MOST_WORDS]
    fits = begin_words("search_text", asked)
    return list(Unit.objects.filter(fits)[:UNITS_SHOWN]) if asked else []
