"""Who does not vote on what, and who might have to be asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Decision
from workflow_app.ballots.enums import InterestState
from workflow_app.ballots.models import Ballot, Interest, Option, RollEntry
from workflow_app.ballots.questions import Concern, question_of
from workflow_app.ballots.rules import DecisionRule
from workflow_app.db.prepared import Keys, Rows, filled_up
from workflow_app.lib.official import official_language
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
    for ballot, option, person in _declared(ballots=filled_up({one.pk for one in ballots})):
        if option is None:
            recused.by_ballot[ballot].add(person)
        else:
            recused.by_option[option].add(person)
    return recused


_declared = Rows(
    lambda ballots: Interest.objects.filter(
        ballot__in=ballots, state=InterestState.DECLARED
    ).values_list("ballot", "option", "person"),
    ballots=Keys(),
)


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


def recusals_by_rule(
    ballots: Sequence[Ballot],
    roll: Sequence[RollEntry],
    options: Sequence[Option],
    rules: Mapping[int, DecisionRule],
) -> list[Interest]:
    """Return, unsaved, whom the rule itself recuses: authors, and candidates where it says so.

    `roll` may be one that is still to be frozen; `rules` are by the ballot's id.
    """
    with official_language():
        signed, stands = _("Drafted or signed this dossier"), _("Stands for this seat")
    found = [
        Interest(ballot_id=ballot, person_id=person, reason=signed)
        for ballot, person in _authors(ballots, roll)
    ]
    sitting = {entry.person_id for entry in roll}
    return found + [
        Interest(
            ballot_id=option.ballot_id, option=option, person_id=option.person_id, reason=stands
        )
        for option in options
        if option.person_id in sitting and not rules[option.ballot_id].candidates_vote
    ]


def _authors(ballots: Sequence[Ballot], roll: Sequence[RollEntry]) -> list[tuple[int, int]]:
    """Return (ballot, person) of members who drafted or signed what is voted on."""
    by_user = {entry.user_id: entry.person_id for entry in roll if entry.user_id is not None}
    by_dossier = {
        ballot.dossier_id: ballot.pk
        for ballot in ballots
        if not question_of(ballot.dossier.kind).authors_vote
    }
    acted = (
        Decision.objects.filter(
            dossier__in=list(by_dossier),
            actor__in=list(by_user),
            outcome__in=(Outcome.SUBMITTED, Outcome.SIGNED),
        )
        .values_list("dossier_id", "actor_id")
        .distinct()
    )
    return [(by_dossier[dossier], by_user[actor]) for dossier, actor in acted]


@dataclass(slots=True)
class ItemInterests:
    """One item of the agenda: who declared what, who was not asked, and whom to ask."""

    ballot: Ballot
    options: list[Option]
    declared: list[Interest] = field(default_factory=list)
    none: list[Interest] = field(default_factory=list)
    not_asked: list[Person] = field(default_factory=list)
    hints: list[Concern] = field(default_factory=list)


def interests_in(ballots: list[Ballot], members: list[Mandate]) -> list[ItemInterests]:
    """Return the three states of every item; two statements, and what a kind asks for its hints.

    `ballots` carry their options. Who declared something about one option was asked.
    """
    rows: dict[int, list[Interest]] = defaultdict(list)
    found = (
        Interest.objects.filter(ballot__in=ballots)
        .select_related("person", "option")
        .order_by("person__sort_key", "pk")
    )
    for row in found:
        rows[row.ballot_id].append(row)
    return [_interests_in(ballot, rows[ballot.pk], members) for ballot in ballots]


def _interests_in(ballot: Ballot, rows: list[Interest], members: list[Mandate]) -> ItemInterests:
    asked = {row.person_id for row in rows}
    said = {(row.person_id, row.option.key if row.option else "") for row in rows}
    hints: dict[tuple[int, str], Concern] = {}
    for concern in concerns_about(ballot, members):
        person = concern.person.pk
        answered = {(person, ""), (person, concern.key)} & said if concern.key else person in asked
        if not answered:
            hints.setdefault((person, concern.key), concern)
    return ItemInterests(
        ballot=ballot,
        options=list(ballot.options.all()),
        declared=[row for row in rows if row.state == InterestState.DECLARED],
        none=[row for row in rows if row.state == InterestState.NONE],
        not_asked=[one.person for one in members if one.person_id not in asked],
        hints=list(hints.values()),
    )
