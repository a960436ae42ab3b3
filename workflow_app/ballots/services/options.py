"""What is put to the vote: asked of the kind of dossier, or taken over from the run before."""

from collections.abc import Sequence

from workflow_app.ballots.models import Ballot, Option
from workflow_app.ballots.questions import method_of, question_of


def write_options(ballots: Sequence[Ballot]) -> None:
    """Ask each kind what its dossiers put to the vote, and write it down.

    A further run that was put off is about what the run before it had left open, and no more.
    """
    options = []
    for ballot in ballots:
        if ballot.previous is not None:
            copy_options(ballot, list(ballot.previous.options.all()))
            continue
        dossier = ballot.dossier
        method, seats = method_of(dossier, ballot.step)
        if (method, seats) != (ballot.method, ballot.seats):
            ballot.method, ballot.seats = method, seats
            ballot.save(update_fields=["method", "seats"])
        options += [
            Option(
                ballot=ballot,
                key=one.key,
                label=one.label,
                order=order,
                person=one.person,
                is_favoured=one.is_favoured,
            )
            for order, one in enumerate(
                question_of(dossier.kind).propositions(dossier, ballot.step), start=1
            )
        ]
    Option.objects.bulk_create(options)


def copy_options(again: Ballot, options: Sequence[Option]) -> None:
    """Put the same options to the vote in a further run."""
    Option.objects.bulk_create(
        Option(
            ballot=again,
            key=option.key,
            label=option.label,
            order=option.order,
            person_id=option.person_id,
            is_favoured=option.is_favoured,
        )
        for option in options
    )
