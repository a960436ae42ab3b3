"""Who does not vote on what, and who might have to be asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow_app.ballots.enums import InterestState
from workflow_app.ballots.models import Ballot, Interest, Option
from workflow_app.ballots.questions import Concern, question_of
from workflow_app.organization.models import Mandate, Person


@dataclass(slots=True)
class Recused:
    """The persons recused from items as a whole and from single options, by id."""

    by_ballot: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_option: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def of(self, option: Option) -> set[int]:
        """Return the persons who do not vote on the option."""
        return self.by_ballot[option.ballot_id] | self.by_option[option.pk]


def recused_from(ballots: Iterable[Ballot]) -> Recused:
    """Return who is recused from the items, in one statement."""
    recused = Recused()
    rows = Interest.objects.filter(
        ballot__in=[ballot.pk for ballot in ballots], state=InterestState.DECLARED
    ).only("ballot", "option", "person")
    for row in rows:
        if row.option_id is None:
            recused.by_ballot[row.ballot_id].add(row.person_id)
        else:
            recused.by_option[row.option_id].add(row.person_id)
    return recused


def concerns_about(ballot: Ballot, members: list[Mandate]) -> list[Concern]:
    """Return who of the members might have an interest in an item, and why: to be asked, not decided.

    The member's own unit, and whatever the kind of dossier knows (candidates, kinship).
    """
    people: list[Person] = [mandate.person for mandate in members]
    dossier = ballot.dossier
    found = [
        Concern(person, str(dossier.unit)) for person in people if person.unit_id == dossier.unit_id
    ]
    more = question_of(dossier.kind).concerns
    if more is not None:
        found += more(dossier, people)
    return found
