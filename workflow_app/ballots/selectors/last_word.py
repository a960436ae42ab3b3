"""Who has the last word on what the last ballot left open, and what was said so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from workflow_app.accounts.models import User
from workflow_app.approvals.selectors.authority import who_could
from workflow_app.approvals.visibility import kept_from
from workflow_app.ballots.enums import FinalSay, InterestState, Result, TieRule
from workflow_app.ballots.models import Ballot, Interest, LastWord, Option
from workflow_app.ballots.questions import question_of
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Desk, Person
from workflow_app.organization.selectors.authority import authority_at, desk_of, people_at

CHAIRS = (TieRule.CHAIR, TieRule.WOMEN_THEN_CHAIR)


@dataclass(frozen=True, slots=True)
class Deciders:
    """Whom the rule names, and their desks: of two desks, both must say the same."""

    who: FinalSay
    desks: tuple[Desk, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """One of the desks that have the last word: its people today, and what was said there."""

    desk: Desk
    people: list[Person]
    word: LastWord | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """An item that waits for the last word: whose it is, and whether it is the reader's."""

    ballot: Ballot
    who: FinalSay
    names: str
    has_spoken: tuple[str, ...]
    is_mine: bool


def undecided_of(ballots: Iterable[Ballot], user: User) -> list[Undecided]:
    """Say of each item that waits for the last word with whom it is; what was said is not told."""
    found = []
    for ballot in ballots:
        deciders = deciders_of(ballot, open_options(ballot))
        desk = desk_to_speak_at(user, ballot, deciders)
        seats = seats_of(ballot, deciders)
        found.append(
            Undecided(
                ballot=ballot,
                who=deciders.who,
                names="; ".join(who_could(seat.desk, ballot.dossier.kind) for seat in seats),
                has_spoken=tuple(str(seat.word.user) for seat in seats if seat.word is not None),
                is_mine=desk is not None,
            )
        )
    return found


def waits_for_final_say(ballot: Ballot) -> bool:
    """Tell whether the last run left something open that the rule gives to somebody to decide."""
    return ballot.result == Result.TIED and not Ballot.objects.filter(previous=ballot).exists()


def open_options(ballot: Ballot) -> list[Option]:
    """Return what the ballot left open, in order."""
    return list(ballot.options.filter(result=Result.TIED).order_by("order", "pk"))


def has_the_votes(option: Option) -> bool:
    """Tell whether an option was left open by a tie, and not because it missed the votes."""
    figures = option.figures or {}
    return bool(figures) and figures["yes"] >= figures["votes_needed"]


def deciders_of(ballot: Ballot, open_ones: Sequence[Option]) -> Deciders:
    """Return who has the last word on what a ballot left open.

    Who stands level at the last seat is the chair's to choose among where the tie rule says so;
    everything else is for whom the rule names after the last run. A dossier of no cluster has no
    heads of it, so that the officer decides.
    """
    rule, dossier = ballot.decision_rule, ballot.dossier
    is_tie = all(map(has_the_votes, open_ones))
    who = FinalSay.CHAIR if is_tie and rule.tie in CHAIRS else rule.then
    if who == FinalSay.CHAIR and rule.then != FinalSay.NOBODY and _chair_stands(ballot, open_ones):
        who = rule.then  # a chair who stands has no last word; the next whom the rule names has it
    if who == FinalSay.CLUSTER_HEADS and dossier.cluster is not None:
        head, deputy = (desk_of(duty, dossier.cluster) for duty in (Duty.ENDORSE, Duty.STAND_IN))
        return Deciders(who, (head, deputy))
    officer = question_of(dossier.kind).officer
    if who in (FinalSay.OFFICER, FinalSay.CLUSTER_HEADS):
        who = FinalSay.OFFICER
        if officer is not None:
            return Deciders(who, (officer(dossier, ballot.step),))
    return Deciders(who, (desk_of(Duty.PRESIDE, ballot.session.body),))


def _chair_stands(ballot: Ballot, open_ones: Sequence[Option]) -> bool:
    """Tell whether everybody who presides is among those who are level."""
    chairs = people_at(desk_of(Duty.PRESIDE, ballot.session.body), kind=ballot.dossier.kind)
    presiding = set(chairs.values_list("pk", flat=True))
    return bool(presiding) and presiding <= {option.person_id for option in open_ones}


def seats_of(ballot: Ballot, deciders: Deciders) -> list[Seat]:
    """Return each desk with its people and its word."""
    words = {word.desk_id: word for word in ballot.last_words.select_related("user")}
    kind = ballot.dossier.kind
    return [
        Seat(desk, list(people_at(desk, kind=kind).order_by("sort_key", "pk")), words.get(desk.pk))
        for desk in deciders.desks
    ]


def desk_to_speak_at(user: User, ballot: Ballot, deciders: Deciders) -> Desk | None:
    """Return at which of the desks this person may say something: the one they spoke at, if any.

    Whoever holds both desks of a cluster speaks at one of them: two persons must agree.
    """
    spoken = ballot.last_words.filter(user=user).values_list("desk", flat=True).first()
    desks = [desk for desk in deciders.desks if spoken in (None, desk.pk)]
    kind = ballot.dossier.kind
    return next((desk for desk in desks if authority_at(user, desk, kind=kind)), None)


def is_concerned(
    user: User, ballot: Ballot, deciders: Deciders, open_ones: Sequence[Option]
) -> bool:
    """Tell whether what is open concerns the person so that somebody else must decide it.

    Who is named in the dossier never does. Chair and officer do not where they are recused or stand
    themselves. The two heads of a cluster decide even where their own units stand for the flag:
    the rule names them because they do, and no other two; that both must agree is the safeguard.
    """
    if (ballot.dossier_id, user.pk) in kept_from([ballot.dossier]):
        return True
    if deciders.who == FinalSay.CLUSTER_HEADS:
        return False
    keys = [option.pk for option in open_ones]
    if Option.objects.filter(pk__in=keys, person__user=user).exists():
        return True
    about = Q(option=None) | Q(option__in=keys)
    declared = Interest.objects.filter(about, ballot=ballot, state=InterestState.DECLARED)
    return declared.filter(person__user=user).exists()
