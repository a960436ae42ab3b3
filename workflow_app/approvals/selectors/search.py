"""Searching without marks among what a person may know of."""

from collections.abc import Collection

from django.db.models import Q, Subquery

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.approvals.words import DOSSIER_WORDS
from workflow_app.db.planning import row_by_row
from workflow_app.db.words import begin_words
from workflow_app.lib.text import words
from workflow_app.organization.models import Unit

SHOWN = 50
UNITS_SHOWN = 10
MOST_WORDS = 10

NEWEST = 2000
"""So many dossiers are looked at first: what people search for is seldom old."""

COMMON = NEWEST // 20
"""Words that stand in more of the newest ones are common."""


def found_dossiers(
    user: User, query: str, units: Collection[Unit] = ()
) -> tuple[list[Dossier], bool]:
    """Return the newest fitting dossiers the person may see, and whether there are more.

    A dossier fits if each word begins one of its own, or if it belongs to one of the `units`,
    which were found by their names of today. Two statements, neither of which reads all dossiers:
    the newest ones are looked at first. If too few of them fit, the others are found through the
    words when these are rare, else among what the person may see: whoever sees much has found
    enough by then.
    """
    asked = words(query)[:MOST_WORDS]
    if not asked:
        return [], False
    fits = DOSSIER_WORDS.plainly_holds(asked) | Q(unit__in=units)
    keys = _newest(user, fits)
    seen = [pk for pk, sees in keys if sees]
    if len(seen) > SHOWN:
        found = Q(pk__in=seen[: SHOWN + 1])
    elif len(keys) > COMMON:
        found = visible_dossiers(user) & fits
    else:
        found = (Q(DOSSIER_WORDS.holds(asked)) | Q(unit__in=units)) & Q(
            row_by_row(visible_dossiers(user))
        )
    rows = list(
        Dossier.objects.filter(found)
        .select_related("unit")
        .defer("search_text", "unit__search_text")
        .order_by("-pk")[: SHOWN + 1]
    )
    return rows[:SHOWN], len(rows) > SHOWN


def _newest(user: User, fits: Q) -> list[tuple[int, bool]]:
    """Return the keys of the newest dossiers that fit, and whether the person sees them."""
    last = Subquery(Dossier.objects.order_by("-pk").values("pk")[:1])
    found = (
        Dossier.objects.filter(fits, pk__gt=last - NEWEST)
        .annotate(sees=row_by_row(visible_dossiers(user)))
        .order_by("-pk")
    )
    return list(found.values_list("pk", "sees"))


def found_units(query: str) -> list[Unit]:
    """Return fitting units; everybody may read the chart."""
    asked = words(query)[:MOST_WORDS]
    fits = begin_words("search_text", asked)
    return list(Unit.objects.filter(fits)[:UNITS_SHOWN]) if asked else []
