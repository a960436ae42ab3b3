"""Counting: whole numbers and exact fractions, never a rounded percentage."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from workflow_app.ballots.enums import Abstention, Denominator, Result

from .rule import DecisionRule


def _require_counts(numbers: Any) -> None:
    for field in fields(numbers):
        value = getattr(numbers, field.name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"{field.name} is a number of people or of ballots, not {value!r}")


@dataclass(frozen=True, slots=True)
class Tally:
    """The ballots that came in on one item or one candidate.

    ``invalid`` are ballots that were handed in and say nothing that counts (not the form that was
    issued, more names than seats, signed or marked: NĐ 59/2023 by analogy).
    """

    yes: int
    no: int
    abstain: int = 0
    invalid: int = 0

    def __post_init__(self) -> None:
        """Refuse what no count can be."""
        _require_counts(self)

    @property
    def valid(self) -> int:
        """Ballots that say something, be it that one has no opinion."""
        return self.yes + self.no + self.abstain

    @property
    def total(self) -> int:
        """All ballots that came in."""
        return self.valid + self.invalid


@dataclass(frozen=True, slots=True)
class Roll:
    """The members of a vote on one item or one candidate, as plain numbers of people.

    - ``members``: the filled seats when the vote opened, everybody included.
    - ``convened``: those of them who were called. Members who recuse themselves and members whose
      seat lapses are among them.
    - ``recused``: members who do not vote on this item. They are out of the room for it: in
      neither ``present`` nor ``handed_in``.
    - ``lapsed``: members whose seat ended before they handed in. They are no members of this vote
      any more and leave every number; who is recused and lapses is counted here alone. A ballot
      that was handed in while the seat was held was a member's when it was given, and of a secret
      ballot it could not be found again: it stays, and its member is not lapsed.
    - ``present``: who may vote and takes part in the way the session was convened: in the room,
      online, or in a written consultation by having answered. Who is present counts for the
      quorum whether they hand in or not.
    - ``handed_in``: ballots that came in, invalid ones included; as many as the tally holds.
    - ``in_writing``: those of ``handed_in`` that came from members who were not present, where
      the rule allows it.
    """

    members: int
    convened: int
    recused: int
    lapsed: int
    present: int
    handed_in: int
    in_writing: int = 0

    def __post_init__(self) -> None:
        """Refuse numbers of which no body can consist."""
        _require_counts(self)
        if self.convened > self.members:
            raise ValueError("more members were convened than there are")
        if self.recused + self.lapsed > self.convened:
            raise ValueError("more members are recused or lapsed than were convened")
        if self.taking_part > self.convened - self.recused - self.lapsed:
            raise ValueError("more members take part than were convened and may vote")
        if self.in_writing > self.handed_in:
            raise ValueError("more ballots came in writing than came in")
        if self.handed_in - self.in_writing > self.present:
            raise ValueError(
                "more ballots came in than members were present: say how many came in_writing"
            )

    @property
    def eligible(self) -> int:
        """Members who may vote on this item."""
        return self.members - self.lapsed - self.recused

    @property
    def taking_part(self) -> int:
        """Members who are present, and those who are absent and wrote."""
        return self.present + self.in_writing

    def quorum_base(self, rule: DecisionRule) -> int:
        """Of how many the quorum is a share.

        All members (NĐ 126/2024 Đ19, by analogy); of a rule that counts by those convened, the
        members convened (NĐ 126/2024 Đ19.2). Lapsed members leave it; recused ones leave it where
        the rule says so. Present, silent, abstaining and invalid voters all count as taking part.
        """
        return self._total(rule, convened=rule.denominator == Denominator.CONVENED)

    def base(self, tally: Tally, rule: DecisionRule) -> int:
        """Of how many the votes in favour must be the rule's share.

        ============  ======================  ========  =========  ==========  =======
        denominator   absent, silent          recused   lapsed     abstaining  invalid
        ============  ======================  ========  =========  ==========  =======
        all members   stay                    by rule   leave      by rule     stay
        convened      stay if convened        by rule   leave      by rule     stay
        present       stay if present         leave     leave      by rule     stay
        cast          leave                   leave     leave      by rule     leave
        ============  ======================  ========  =========  ==========  =======

        - all members: NĐ 98/2023 Đ30.7 ("tổng số thành viên Hội đồng"); who is absent and does
          not write stays in it. Who writes counts like everybody who hands in.
        - convened: NĐ 126/2024 Đ19.6 (more than half of the delegates officially convened).
        - present: those present and those who wrote, whether they hand in or not.
        - cast: the valid ballots.
        - recused "by rule": `recusal_leaves_denominator`; abstaining "by rule": `abstention`.
        """
        if rule.denominator == Denominator.CAST:
            base = tally.valid
        elif rule.denominator == Denominator.PRESENT:
            base = self.taking_part
        else:
            base = self._total(rule, convened=rule.denominator == Denominator.CONVENED)
        return base - (tally.abstain if rule.abstention == Abstention.LEFT_OUT else 0)

    def _total(self, rule: DecisionRule, *, convened: bool) -> int:
        total = (self.convened if convened else self.members) - self.lapsed
        return total - (self.recused if rule.recusal_leaves_denominator else 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of one count with its arithmetic; ``figures`` is what is stored and printed.

    ``base`` is 0 where nobody is left to count; then nothing can be adopted.
    """

    result: Result
    figures: dict[str, int]
    votes_needed: int
    quorum_needed: int
    base: int


def judge(roll: Roll, tally: Tally, rule: DecisionRule) -> Verdict:
    """Judge a count by a rule: the quorum first, then the votes in favour.

    ValueError when tally and roll cannot belong together, or when somebody absent voted where the
    rule does not let them: whoever hands over such numbers has counted wrongly.
    """
    if tally.total != roll.handed_in:
        raise ValueError(f"{roll.handed_in} ballots were handed in, {tally.total} are counted")
    if roll.in_writing and not rule.absent_in_writing:
        raise ValueError("this rule lets no absent member hand in in writing")
    quorum_base, base = roll.quorum_base(rule), roll.base(tally, rule)
    quorum_needed, votes_needed = rule.quorum.needed(quorum_base), rule.threshold.needed(base)
    if roll.taking_part < quorum_needed:
        result = Result.NO_QUORUM
    elif tally.yes >= votes_needed:
        result = Result.ADOPTED
    else:
        result = Result.REJECTED
    figures = asdict(roll) | asdict(tally)
    figures |= {
        "eligible": roll.eligible,
        "taking_part": roll.taking_part,
        "quorum_base": quorum_base,
        "quorum_needed": quorum_needed,
        "base": base,
        "votes_needed": votes_needed,
    }
    return Verdict(result, figures, votes_needed, quorum_needed, base)
