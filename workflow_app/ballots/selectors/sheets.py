"""What stands on a member's sheet."""

from workflow_app.ballots.models import Option, RollEntry

from .interests import recused_from


def options_of(entry: RollEntry) -> list[Option]:
    """Return what the member votes on in the round, in the order of the agenda."""
    options = list(
        Option.objects.filter(ballot__round=entry.round_id)
        .select_related("ballot__dossier__unit", "ballot__revision")
        .order_by("ballot__order", "ballot", "order", "pk")
    )
    recused = recused_from({option.ballot for option in options})
    return [option for option in options if entry.person_id not in recused.of(option)]
