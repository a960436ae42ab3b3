"""How many sheets there were, in the system and on paper. Numbers of sheets, never of choices."""

from dataclasses import dataclass

from workflow_app.ballots.enums import Channel, Secrecy
from workflow_app.ballots.models import CountedCode, Option, RollEntry, Round
from workflow_app.ballots.urns import on_paper

from .interests import recused_from

FEW = 2
"""So few sheets of one kind tell the counting board who is behind them."""


@dataclass(frozen=True, slots=True)
class PaperCount:
    """The ballots on paper of a round: issued, taken from the box, and typed in by the board.

    `collected` is None until the board has said it.
    """

    issued: int
    collected: int | None
    typed_in: int

    @property
    def missing(self) -> int:
        """How many were issued and not put into the box; 0 while the box has not been opened."""
        return 0 if self.collected is None else self.issued - self.collected


@dataclass(frozen=True, slots=True)
class SheetCount:
    """What the minutes say of the ballots of a round (phiếu phát ra, phiếu thu về).

    `issued` are the members who were given a sheet, on the screen or on paper. Valid and invalid
    ones differ by option and stand in its figures.
    """

    issued: int
    collected: int
    issued_on_paper: int
    collected_on_paper: int


def papers_of(voting: Round) -> PaperCount:
    """Return the numbers of ballots on paper, during the vote and after it."""
    issued = voting.roll.filter(channel=Channel.PAPER).count()
    if voting.is_open:
        typed_in = on_paper(voting) if issued else 0
    else:
        typed_in = CountedCode.objects.filter(round=voting, channel=Channel.PAPER).count()
    return PaperCount(issued, voting.papers_collected, typed_in)


def sheets_of(voting: Round) -> SheetCount:
    """Return the numbers of ballots for the minutes of a closed round."""
    options = list(Option.objects.filter(ballot__round=voting).select_related("ballot"))
    recused = recused_from({option.ballot for option in options})
    roll = list(RollEntry.objects.filter(round=voting))
    voters = [
        entry
        for entry in roll
        if any(entry.person_id not in recused.of(option) for option in options)
    ]
    on_paper_now = sum(entry.channel == Channel.PAPER for entry in roll)
    collected = voting.papers_collected or 0
    return SheetCount(
        issued=len(voters),
        collected=sum(entry.channel == Channel.SYSTEM for entry in roll) + collected,
        issued_on_paper=on_paper_now,
        collected_on_paper=collected,
    )


def takes_paper(voting: Round) -> bool:
    """Tell whether ballots on paper fit the round: a meeting that votes on secret items alone."""
    if voting.session.is_written:
        return False
    return set(voting.ballots.values_list("secrecy", flat=True)) == {Secrecy.SECRET.value}
