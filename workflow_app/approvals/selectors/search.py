"""Searching without marks among what a person may know of."""

from django.db.models import Q

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.lib.text import fold
from workflow_app.organization.models import Unit

SHOWN = 50
UNITS_SHOWN = 10


def _words(query: str) -> list[str]:
    return fold(query).split()[:10]


def _in_dossier_or_unit(query: str) -> Q:
    """Return the condition that each word stands in the dossier's texts or its unit's.

    The units are found first: there are few of them and many dossiers.
    """
    condition = Q()
    for word in _words(query):
        units = Unit.objects.filter(search_text__contains=word).order_by().values("pk")
        condition &= Q(search_text__contains=word) | Q(unit__in=units)
    return condition


def found_dossiers(user: User, query: str) -> tuple[list[Dossier], bool]:
    """Return the newest fitting dossiers the person may see, and whether there are more."""
    rows = list(
        Dossier.objects.visible_to(user)
        .filter(_in_dossier_or_unit(query))
        .select_related("unit")
        .defer("search_text", "unit__search_text")
        .order_by("-pk")[: SHOWN + 1]
    )
    return rows[:SHOWN], len(rows) > SHOWN


def found_units(query: str) -> list[Unit]:
    """Return fitting units; everybody may read the chart."""
    units = Unit.objects.all()
    for word in _words(query):
        units = units.filter(search_text__contains=word)
    return list(units[:UNITS_SHOWN])
