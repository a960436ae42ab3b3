"""What stands on a member's sheet."""

from django.db.models import BigAutoField, QuerySet

from workflow_app.ballots.models import Option, RollEntry
from workflow_app.db.prepared import Select

from .interests import recused_from


def options_of(entry: RollEntry) -> list[Option]:
    """Return what the member votes on in the round, with its items, in the order of the agenda."""
    return _without_recused(entry, _to_vote_on(voting=entry.round_id))


def options_to_show(entry: RollEntry) -> list[Option]:
    """Return the same with dossiers, units and numbers of revisions, for a page.

    The frozen text is not read: it is most of what is stored of an item.
    """
    return _without_recused(entry, _to_show(voting=entry.round_id))


def _in_order(voting: int) -> QuerySet[Option]:
    return Option.objects.filter(ballot__round=voting).order_by(
        "ballot__order", "ballot", "order", "pk"
    )


_to_vote_on: Select[Option] = Select(
    lambda voting: _in_order(voting).select_related("ballot"), voting=BigAutoField()
)
_to_show: Select[Option] = Select(
    lambda voting: (
        _in_order(voting)
        .select_related("ballot__dossier__unit", "ballot__revision")
        .defer("ballot__revision__content")
    ),
    voting=BigAutoField(),
)


def _without_recused(entry: RollEntry, options: list[Option]) -> list[Option]:
    recused = recused_from({option.ballot for option in options})
    return [option for option in options if entry.person_id not in recused.of(option)]
