"""Names of candidates and units, for whoever may know of an item and not open its dossier.

Of a confidential dossier nobody knows but its readers (see `knowing`). Of another one a person may
know that it is voted on, and still not read it; then the names of what is voted on are not theirs
to read either. Whoever votes reads them on the sheet, and the counting board on what it types in.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.visibility import visible_among
from workflow_app.ballots.models import Ballot, Option


def readable_among(dossiers: Iterable[int], user: User) -> set[int]:
    """Return which of these dossiers (keys) this person may open; one statement."""
    return visible_among(user, dossiers)


def withhold_names(options: Iterable[Option]) -> None:
    """Put numbers in the place of the names of options; nothing is saved.

    The dossier as a whole has no name of its own: its title is known.
    """
    for number, option in enumerate(options, start=1):
        if option.key:
            option.label = _("Option %(number)s") % {"number": number}
            option.person = None


def withhold_unreadable(
    ballots: Iterable[Ballot], user: User, readable: Collection[int] | None = None
) -> set[int]:
    """Withhold the names on ballots, with options at hand, that this person may not open.

    Returns the keys of those ballots. `readable` are the dossiers they may open, if that has been
    asked; it is not asked where no option has a name.
    """
    named = [one for one in ballots if any(option.key for option in one.options.all())]
    if not named:
        return set()
    if readable is None:
        readable = readable_among({ballot.dossier_id for ballot in named}, user)
    closed = [ballot for ballot in named if ballot.dossier_id not in readable]
    for ballot in closed:
        withhold_names(ballot.options.all())
    return {ballot.pk for ballot in closed}
