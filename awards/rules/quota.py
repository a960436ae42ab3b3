"""How many of an award there are, and who of too many goes first.

A quota is data (`AwardRule.quota`): so many per cluster, an exact share rounded down, so many in
all, or none. Shares are exact fractions; "20 %" of nine is one, never two.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeGuard

PER_CLUSTER, SHARE, ABSOLUTE = "per_cluster", "share", "absolute"


class QuotaError(ValueError):
    """A quota that code could not read."""


def check(quota: Mapping[str, Any] | None) -> None:
    """Refuse a quota of unknown form by a QuotaError; None is no quota."""
    if quota is None:
        return
    kind = quota.get("kind")
    if kind in {PER_CLUSTER, ABSOLUTE}:
        if not _is_whole(quota.get("number")):
            raise QuotaError("a quota is a whole number, not below nothing")
    elif kind == SHARE:
        parts, of = quota.get("numerator"), quota.get("denominator")
        if not (_is_whole(parts) and _is_whole(of) and 0 < parts <= of):
            raise QuotaError("a share lies above nothing and at most at the whole")
    else:
        raise QuotaError(f"a quota of the kind {kind!r} is unknown")


def places(quota: Mapping[str, Any] | None, *, candidates: int) -> int:
    """Return how many may be nominated of so many who stand for choice.

    For a quota per cluster `candidates` are those of the cluster, for the others all of the
    campaign. A share counts of the candidates and is rounded down; without a quota there is a
    place for each. The places of a number do not shrink with the candidates: an empty place is
    seen. Raises QuotaError for a quota of unknown form.
    """
    if candidates < 0:
        raise ValueError("candidates are never fewer than none")
    check(quota)
    if quota is None:
        return candidates
    if quota["kind"] == SHARE:
        return candidates * int(quota["numerator"]) // int(quota["denominator"])
    return int(quota["number"])


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate: a key, what it is ranked by, and whether a tie goes to it."""

    key: Hashable
    points: Fraction
    is_favoured: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Who has a place, who stands level at the last one and is undecided, who has none.

    `by_favour` are those who have their place by the rule of ties alone (NĐ 152/2025 Đ4.6), so
    that minutes can say so. `open_places` are the places the undecided stand for.
    """

    taken: tuple[Hashable, ...]
    undecided: tuple[Hashable, ...]
    left_out: tuple[Hashable, ...]
    by_favour: tuple[Hashable, ...]
    open_places: int


def choose(standings: Sequence[Standing], seats: int) -> Choice:
    """Fill the places from the highest down; at a tie women and collectives with 70 % women first.

    Who is still level after that is left undecided, for the chair's word or another ballot; the
    order of the input decides nothing. Votes are counted by `ballots.rules.election`; this is
    for rankings by points.
    """
    if seats < 0:
        raise ValueError("places are never fewer than none")
    if len({it.key for it in standings}) != len(standings):
        raise ValueError("a candidate stands once")
    groups: dict[tuple[Fraction, bool], list[Standing]] = {}
    for one in standings:
        groups.setdefault((one.points, one.is_favoured), []).append(one)
    taken: list[Hashable] = []
    undecided: list[Hashable] = []
    left_out: list[Hashable] = []
    by_favour: list[Hashable] = []
    open_places = 0
    left = seats
    for points, favoured in sorted(groups, reverse=True):
        group = [it.key for it in groups[points, favoured]]
        others = [it.key for it in groups.get((points, not favoured), ())]
        if len(group) <= left:
            taken += group
            if favoured and len(group) + len(others) > left:
                by_favour += group
            left -= len(group)
        elif left:
            undecided, open_places, left = group, left, 0
        else:
            left_out += group
    return Choice(
        _sorted(taken), _sorted(undecided), _sorted(left_out), _sorted(by_favour), open_places
    )


def _sorted(keys: Sequence[Hashable]) -> tuple[Hashable, ...]:
    return tuple(sorted(keys, key=str))


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
