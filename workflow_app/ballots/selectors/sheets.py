"""What stands on a member's sheet."""

from django.db.models import QuerySet

from workflow_app.ballots.models import Option, RollEntry

from .interests import recused_from


def options_of(entry: RollEntry) -> list[Option]:
    """Return what the member votes on in the round, with its items, in the order of the agenda."""
    return _without_recused(entry, _in_order(entry).select_related("ballot"))


def options_to_show(entry: RollEntry) -> list[Option]:
    """Return the same with dossiers, units and numbers of revisions, for a page.

    The frozen text is not read: it is most of what is stored of an item.
    """
    found = _in_order(entry).select_related("ballot__dossier__unit", "ballot__revision")
    return _without_recused(entry, found.defer("ballot__revision__content"))


def _in_order(entry: RollEntry) -> QuerySet[Option]:
    return Option.objects.filter(ballot__round=entry.round_id).order_by(
        "ballot__order", "ballot", "order", "pk"
    )


def _without_recused(entry: RollEntry, found: QuerySet[Option]) -> list[Option]:
    options = list(found)
    recused = recused_from({option.ballot for option in options})
    return [option for option in options if entry.person_id not in recused.of(option)]
