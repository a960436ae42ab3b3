"""Searching without marks among what a person may know of."""

from django.db.models import Q

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.lib.text import fold
from workflow_app.organization.models import Unit

SHOWN = 50
UNITS_SHOWN = 10


def _every_word(query: str, *columns: str) -> Q:
    """Return the condition that each word stands in one of the columns."""
    condition = Q()
    for word in fold(query).split()[:10]:
        one = Q()
        for column in columns:
            one |= Q(**{f"{column}__contains": word})
        condition &= one
    return condition


def found_dossiers(user: User, query: str) -> tuple[list[Dossier], bool]:
    """Return the newest fitting dossiers the person may see, and whether there are more."""
    rows = list(
        Dossier.objects.visible_to(user)
        .filter(_every_word(query, "search_text", "unit__search_text"))
        .select_related("unit")
        .order_by("-year", "unit__sort_key", "pk")[: SHOWN + 1]
    )
    return rows[:SHOWN], len(rows) > SHOWN


def found_units(query: str) -> list[Unit]:
    """Return fitting units; everybody may read the chart."""
    return list(Unit.objects.filter(_every_word(query, "search_text"))[:UNITS_SHOWN])
