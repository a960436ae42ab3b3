"""Which unit a sheet speaks of."""

from workflow_app.lib.text import fold
from workflow_app.organization.models import Unit


def names_another_unit(stated: str, unit: Unit) -> bool:
    """Whether the words above a table name a unit we know, and not the one whose plan it is.

    Units write their own names in many ways; only a name that is clearly somebody else's counts.
    """
    words = fold(stated)
    if not words or fold(unit.name) in words or fold(unit.short_name) in words:
        return False
    others = Unit.objects.exclude(pk=unit.pk).values_list("name", "short_name")
    return any(fold(name) in words or fold(short) in words for name, short in others)
