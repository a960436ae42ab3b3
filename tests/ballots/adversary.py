"""Attacks on a secret ballot by somebody with the whole database, the web log, and patience.

Every attack returns guesses: for each voter, what they said on the item that is not known. The adversary
told the voters how to mark the other items, each in a pattern of their own, to find their sheets again.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .snapshots import Row, Snapshot, changed

CHOICES = ("yes", "no", "abstain")
WORD = re.compile(rb"(?<![a-z])(yes|no|abstain)(?![a-z])")
NEAR = 160

Guess = dict[int, str]


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody who handed in, as the roll tells everybody who has the database."""

    person: int
    names: tuple[str, ...]
    pattern: tuple[str, ...]


@dataclass(slots=True)
class Evidence:
    """What the adversary holds. `steps[0]` is before the first sheet, `steps[n]` after the n-th."""

    voters: list[Voter]  # in the order in which they handed in
    marked: list[int]  # the options of the patterns
    wanted: int  # the option whose votes are to be found out
    steps: list[Snapshot]
    closed: Snapshot
    log: list[str] = field(default_factory=list)

    def of(self, *tables: str) -> "Evidence":
        """The same, of these tables only."""
        return Evidence(
            self.voters,
            self.marked,
            self.wanted,
            [step.of(*tables) for step in self.steps],
            self.closed.of(*tables),
        )


def best(guesses: Iterable[Guess], truth: Guess) -> int:
    """How many votes the best of the guesses has right."""
    return max((sum(truth[p] == c for p, c in guess.items()) for guess in guesses), default=0)


# --- Rows ----------------------------------------------------------------------------------------


def votes_in(rows: Sequence[Row], option: int) -> list[tuple[Row, str]]:
    """Rows that say something about the option, with what they say."""
    found = []
    for row in rows:
        said = [value for value in row.values.values() if value in CHOICES]
        if said and option in [value for name, value in row.values.items() if "option" in name]:
            found.append((row, said[0]))
    return found


def _matched(evidence: Evidence, order: Callable[[Row], object | None]) -> list[Guess]:
    """Put the votes of each table in an order, and lay them beside the voters in theirs."""
    guesses = []
    for rows in evidence.closed.tables.values():
        votes = votes_in(rows, evidence.wanted)
        if len(votes) != len(evidence.voters):
            continue
        places = [order(row) for row, __ in votes]
        if None in places:
            continue
        in_order = [said for __, (__, said) in sorted(zip(places, votes, strict=True), key=_first)]
        guesses += [
            {voter.person: said for voter, said in zip(evidence.voters, one, strict=True)}
            for one in (in_order, in_order[::-1])
        ]
    return guesses


def _first(pair: tuple[object, object]) -> str | tuple[int, ...]:
    return pair[0]  # type: ignore[return-value]


def by_place(evidence: Evidence) -> list[Guess]:
    """The rows lie in the files in the order in which they were written."""
    return _matched(evidence, lambda row: row.place)


def by_transaction(evidence: Evidence) -> list[Guess]:
    """The rows bear the numbers of the transactions that wrote them; where they do not, the place."""
    return _matched(evidence, lambda row: (*row.written, *row.place))


def by_key(evidence: Evidence) -> list[Guess]:
    """Some column counts up, or is an index in whose order the rows can be read."""
    columns = {
        name for rows in evidence.closed.tables.values() for row in rows[:1] for name in row.values
    }
    guesses = []
    for column in sorted(columns):
        guesses += _matched(evidence, lambda row, c=column: _number(row.values.get(c)))
    return guesses


def _number(value: object) -> tuple[int, str] | None:
    if value is None:
        return None
    return (value, "") if isinstance(value, int) else (0, str(value))


def by_time(evidence: Evidence) -> list[Guess]:
    """Some column has a time: the votes go to the voters in the order of their hands."""

    def time_of(row: Row) -> str | None:
        times = [
            str(value) for value in row.values.values() if re.match(r"\d{4}-\d\d-", str(value))
        ]
        return min(times) if times else None

    return _matched(evidence, time_of)


# --- Between two looks ------------------------------------------------------------------------------


def by_difference(evidence: Evidence) -> list[Guess]:
    """What became different when a voter handed in says what they said."""
    guesses: dict[str, Guess] = defaultdict(dict)
    for voter, (before, after) in zip(evidence.voters, pairwise(evidence.steps), strict=True):
        for table, rows in changed(before, after).items():
            for __, said in votes_in(rows, evidence.wanted)[:1]:
                guesses[table][voter.person] = said
    return list(guesses.values())


def by_size(evidence: Evidence) -> list[Guess]:
    """Something grew by the length of what a voter said."""
    guesses = []
    for grown in _growths(evidence.steps).values():
        known = [sum(map(len, voter.pattern)) for voter in evidence.voters]
        guesses.append(
            _by_thirds(evidence.voters, [g - k for g, k in zip(grown, known, strict=True)])
        )
    return guesses


def _growths(steps: Sequence[Snapshot]) -> dict[str, list[int]]:
    """By how much each table, each long value and each counter grew from look to look."""
    sizes: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        lengths: dict[str, int] = dict(step.counters)
        for table, rows in step.tables.items():
            for row in rows:
                for column, value in row.values.items():
                    if isinstance(value, str | bytes):
                        name = f"{table}.{column}"
                        lengths[name] = lengths.get(name, 0) + len(value)
        for name, length in lengths.items():
            sizes.setdefault(name, [0] * number).append(length)
        for name in sizes.keys() - lengths.keys():
            sizes[name].append(0)
    return {name: [b - a for a, b in pairwise(found)] for name, found in sizes.items()}


def _by_thirds(voters: Sequence[Voter], lengths: Sequence[int]) -> Guess:
    """The totals are published; the shortest third said the shortest word."""
    order = sorted(range(len(voters)), key=lambda n: lengths[n])
    words = sorted(CHOICES, key=len)
    share = len(voters) / len(words)
    return {voters[n].person: words[int(at / share)] for at, n in enumerate(order)}


# --- Sheets ---------------------------------------------------------------------------------------


def by_pattern(evidence: Evidence) -> list[Guess]:
    """Put sheets together again, and find each voter's by the pattern they were told to make."""
    guesses = []
    for rows in evidence.closed.tables.values():
        for sheets in _sheets(evidence, rows):
            by_mark = {tuple(sheet[:-1]): sheet[-1] for sheet in sheets}
            guesses.append(
                {v.person: by_mark[v.pattern] for v in evidence.voters if v.pattern in by_mark}
            )
    return guesses


def _sheets(evidence: Evidence, rows: Sequence[Row]) -> list[list[tuple[str, ...]]]:
    options = [*evidence.marked, evidence.wanted]
    votes = [votes_in(rows, option) for option in options]
    if not all(len(found) == len(evidence.voters) for found in votes):
        return []
    columns = list(rows[0].values)
    orders: list[Callable[[Row], object]] = [lambda row: row.place]
    orders += [lambda row, c=column: str(row.values[c]) for column in columns]
    ways = [_side_by_side(votes, order) for order in orders]
    for column in columns:  # the votes that have something in common, whole or at its beginning
        for length in (None, 4):
            groups: dict[str, dict[int, str]] = defaultdict(dict)
            for option, found in zip(options, votes, strict=True):
                for row, said in found:
                    groups[str(row.values[column])[:length]][option] = said
            ways.append(
                [tuple(g[o] for o in options) for g in groups.values() if len(g) == len(options)]
            )
    return ways


def _side_by_side(
    votes: Sequence[list[tuple[Row, str]]], order: Callable[[Row], object]
) -> list[tuple[str, ...]]:
    """Take the first vote on every option for one sheet, the second ones for the next."""
    sorted_votes = [sorted(found, key=lambda one: order(one[0])) for found in votes]
    return list(zip(*([said for __, said in found] for found in sorted_votes), strict=True))


# --- Bytes ----------------------------------------------------------------------------------------


def by_neighbours(evidence: Evidence) -> list[Guess]:
    """Near a voter's name, in the files and in the log, stands what they said."""
    texts = [evidence.steps[-1].raw, evidence.closed.raw, "\n".join(evidence.log).encode()]
    return [neighbours(evidence.voters, text) for text in texts]


def neighbours(voters: Sequence[Voter], text: bytes) -> Guess:
    guess = {}
    for voter in voters:
        for name in voter.names:
            for end in _ends(name.encode(), text):
                said = WORD.search(text, end, end + NEAR)
                if said is not None:
                    guess[voter.person] = said[0].decode()
    return guess


def _ends(word: bytes, text: bytes) -> Iterator[int]:
    """Where a word ends that does not go on."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not text[end : end + 1].isalnum():
            yield end
        at = text.find(word, end)


def codes_beside_names(voters: Sequence[Voter], codes: Sequence[str], text: bytes) -> list[str]:
    """Check codes that stand near the name of a voter."""
    found = []
    for code in codes:
        for hit in re.finditer(re.escape(code.encode()), text):
            around = text[max(hit.start() - NEAR, 0) : hit.end() + NEAR]
            if any(name.encode() in around for voter in voters for name in voter.names):
                found.append(code)
    return found


SEAL = re.compile(rb"gAAAA[A-Za-z0-9_\-]{60,}={0,2}")


def seals_in(raw: bytes) -> list[bytes]:
    """Whatever in the files looks sealed by the vault; half overwritten ones among them."""
    return [hit[0] for hit in SEAL.finditer(raw)]


ATTACKS = {
    "place": by_place,
    "transaction": by_transaction,
    "key": by_key,
    "time": by_time,
    "difference": by_difference,
    "size": by_size,
    "pattern": by_pattern,
    "neighbours": by_neighbours,
}
