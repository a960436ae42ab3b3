"""Recount: what is stored of a closed vote must follow from its votes, roll and rule."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import Count

from workflow_app.audit.verification import CheckResult
from workflow_app.organization.enums import Duty

from .counting import Hands, hands_from, judge_item
from .enums import Channel, FinalSay, Method, Result, Secrecy
from .models import Ballot, CountedCode, CountedVote, Option, RollEntry, Round, Urn, Vote
from .selectors.interests import Recused, recused_from
from .selectors.runs import number_of_run, runs_of

DESKS_OF_A_CLUSTER = Duty.cluster_duties
AT_A_TIME = 100
"""So many ballots are recounted at a time; a roll may have hundreds of names."""


def verify_ballots() -> CheckResult:
    """Recount every ballot of a closed round; compare results, figures, seats and runs.

    What somebody with the final say decided stands for itself: it is compared with the count only
    in that the count left it open.
    """
    check = CheckResult()
    ballots = (
        Ballot.objects.filter(round__closed__isnull=False)
        .exclude(result__in=Result.dropped)
        .select_related("dossier", "round")
        .prefetch_related("options", "last_words", "round__roll")
        .iterator(chunk_size=AT_A_TIME)
    )
    while some := list(islice(ballots, AT_A_TIME)):
        check.checked += len(some)
        recused, votes = recused_from(some), _votes_on(some)
        for ballot in some:
            for difference in (
                *_differences_of(ballot, recused, votes),
                *_wrong_in_its_run(ballot),
            ):
                check.mismatch(f"ballot {ballot.pk} on {ballot.dossier.code}: {difference}")
    return check


def verify_rounds() -> CheckResult:
    """Compare the rolls of all rounds with the votes, the check codes and the urns."""
    check = CheckResult()
    for voting in Round.objects.select_related("session").iterator(chunk_size=500):
        check.checked += 1
        for difference in wrong_with(voting):
            check.mismatch(f"round {voting.number} of session {voting.session_id}: {difference}")
    return check


def _votes_on(ballots: Sequence[Ballot]) -> dict[int, Counter[str]]:
    """Return, by option, how often each choice is stored where the ballot keeps its votes."""
    options: dict[type[CountedVote | Vote], list[int]] = {CountedVote: [], Vote: []}
    for ballot in ballots:
        own = options[CountedVote if ballot.secrecy == Secrecy.SECRET else Vote]
        own += [option.pk for option in ballot.options.all()]
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for table, wanted in options.items():
        votes = table._default_manager.filter(option__in=wanted).order_by()
        for option, choice, number in votes.values_list("option", "choice").annotate(Count("pk")):
            found[option][choice] = number
    return found


def _differences_of(
    ballot: Ballot, recused: Recused, votes: Mapping[int, Counter[str]]
) -> list[str]:
    """Return what of a counted ballot does not follow from its stored votes, roll and rule."""
    stored = list(ballot.options.all())
    recounted = [_blank(option) for option in stored]
    again = Ballot(method=ballot.method, seats=ballot.seats)
    try:
        judge_item(
            again,
            recounted,
            _hands_of(ballot, recused, votes),
            ballot.decision_rule,
            number_of_run(ballot),
        )
    except ValueError as impossible:  # numbers that no roll can have
        return [f"it cannot be recounted: {impossible}"]
    found = []
    for old, new in zip(stored, recounted, strict=True):
        if old.figures != new.figures:
            found.append(f"the figures of {old.key or 'the whole'} do not recount")
        decided = ballot.decided_by_id is not None and new.result == Result.TIED
        if old.result != new.result and not decided:
            found.append(f"the result of {old.key or 'the whole'} does not recount")
    if ballot.decided_by_id is None and ballot.result != again.result:
        found.append("the result does not recount")
    return found


def _hands_of(
    ballot: Ballot, recused: Recused, votes: Mapping[int, Counter[str]]
) -> dict[int, Hands]:
    """Return the numbers of each option, from what is stored alone."""
    roll = [] if ballot.round is None else list(ballot.round.roll.all())
    return {
        option.pk: hands_from(roll, recused.of(option), votes.get(option.pk, Counter()))
        for option in ballot.options.all()
    }


def _blank(option: Option) -> Option:
    return Option(
        pk=option.pk, ballot_id=option.ballot_id, key=option.key, is_favoured=option.is_favoured
    )


def _wrong_in_its_run(ballot: Ballot) -> Iterator[str]:
    """Compare a ballot with its seats, and with the run that left its options open."""
    results = {option.key: option.result for option in ballot.options.all()}
    elected = elected_keys(results)
    yield from _wrong_last_words(ballot, set(elected))
    if ballot.method == Method.ELECT and len(elected) > (ballot.seats or 0):
        yield f"{len(elected)} were elected to {ballot.seats} seats"
    if ballot.previous is None:
        return
    before = ballot.previous
    if (before.dossier_id, before.revision_id) != (ballot.dossier_id, ballot.revision_id):
        yield "it is a further run on another matter than the run before"
    left_open = {option.key for option in runs_of(ballot)[0].options.all() if option.key in results}
    if left_open != set(results):
        yield "it is a further run on options that the first run did not have"
    settled = before.options.filter(key__in=results).exclude(
        result__in=(Result.TIED, Result.NO_QUORUM, "")
    )
    if settled.exists():
        yield "it is a further run on options that the run before had settled"


def elected_keys(results: dict[str, str]) -> list[str]:
    """Return the keys of what was adopted."""
    return [key for key, result in results.items() if result == Result.ADOPTED]


def _wrong_last_words(ballot: Ballot, adopted: set[str]) -> Iterator[str]:
    """What was decided after the last run is what everybody said whom the rule names."""
    words = list(ballot.last_words.all())
    if ballot.decided_by_id is None:
        if words and ballot.result != Result.TIED:
            yield "somebody had a last word, and the count decided"
        return
    heads = [word for word in words if word.capacity == FinalSay.CLUSTER_HEADS]
    if not words or ballot.decided_by_id not in {word.user_id for word in words}:
        yield "it was decided by somebody who has not said so"
    if heads and len(heads) != len(DESKS_OF_A_CLUSTER):
        yield f"{len(heads)} of the heads of the cluster decided alone"
    if any(not set(word.chosen) <= adopted for word in words):
        yield "what was decided is not what was said"


def wrong_with(voting: Round) -> list[str]:
    """Return what of a round's roll, votes, check codes and urn does not belong together."""
    roll = list(voting.roll.all())
    options = list(Option.objects.filter(ballot__round=voting).select_related("ballot"))
    recused = recused_from({option.ballot for option in options})
    secret = [option for option in options if option.ballot.secrecy == Secrecy.SECRET]
    found = [*_wrong_named_votes(roll, recused, options), *_wrong_urn(voting, secret)]
    was_broken_off = all(option.ballot.result in Result.dropped for option in options)
    if not voting.is_open and not was_broken_off:
        return found + _wrong_codes(voting, roll, recused, secret)
    if voting.codes.exists() or CountedVote.objects.filter(option__in=options).exists():
        found.append("votes were counted without a closing")
    return found


def _wrong_urn(voting: Round, secret: list[Option]) -> Iterator[str]:
    """An urn has its key as long as the vote is open, and no longer."""
    urn = Urn.objects.filter(round=voting).first()
    has_key = urn is not None and urn.key is not None
    if voting.is_open and secret and not has_key:
        yield "the urn of an open secret vote is missing or opened"
    if has_key and not voting.is_open:
        yield "the key of the urn was not wiped at the closing"


def _wrong_codes(
    voting: Round, roll: list[RollEntry], recused: Recused, secret: list[Option]
) -> list[str]:
    """As many check codes as sheets that were handed in, and as many from paper as the box held."""
    codes = Counter(voting.codes.values_list("channel", flat=True))
    found = []
    handed_in = sum(
        any(entry.person_id not in recused.of(option) for option in secret)
        for entry in roll
        if entry.channel == Channel.SYSTEM
    )
    if codes[Channel.SYSTEM] != handed_in:
        found.append(f"{handed_in} handed in, {codes[Channel.SYSTEM]} check codes were counted")
    if codes[Channel.PAPER] != (voting.papers_collected or 0):
        found.append(
            f"{voting.papers_collected or 0} ballots came on paper, "
            f"{codes[Channel.PAPER]} check codes of paper were counted"
        )
    if codes[Channel.PAPER] > sum(entry.channel == Channel.PAPER for entry in roll):
        found.append("more ballots on paper were counted than issued")
    return found + _wrong_totals(roll, recused, secret, codes[Channel.PAPER])


def _wrong_named_votes(
    roll: list[RollEntry], recused: Recused, options: list[Option]
) -> Iterator[str]:
    """Open votes are of members on the roll, handed in, on what they may vote on."""
    by_id = {entry.pk: entry for entry in roll}
    of_option = {option.pk: option for option in options}
    for option_id, entry_id in Vote.objects.filter(option__in=options).values_list(
        "option", "entry"
    ):
        entry, option = by_id.get(entry_id), of_option[option_id]
        if entry is None or entry.handed_in is None:
            yield f"a vote on option {option_id} is of nobody who handed in"
        elif option.ballot.secrecy == Secrecy.SECRET:
            yield f"option {option_id} is secret and has a vote with a name"
        elif entry.person_id in recused.of(option):
            yield f"a vote on option {option_id} is of a member who is recused"


def _wrong_totals(
    roll: list[RollEntry], recused: Recused, secret: list[Option], on_paper: int
) -> list[str]:
    """As many counted votes on each secret option as sheets of those who vote on it."""
    found = []
    counted = Counter(
        CountedVote.objects.filter(option__in=secret).values_list("option", flat=True)
    )
    for option in secret:
        sheets = on_paper + sum(
            entry.channel == Channel.SYSTEM and entry.person_id not in recused.of(option)
            for entry in roll
        )
        if counted[option.pk] != sheets:
            found.append(f"{counted[option.pk]} votes on option {option.pk} from {sheets} sheets")
    return found


def counted_codes(voting: Round) -> list[str]:
    """Return the list that is published after the closing: sorted, beside no choice and no name."""
    return list(CountedCode.objects.filter(round=voting).values_list("code", flat=True))
