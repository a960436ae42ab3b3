"""Who is there now, and whether it is enough."""

from dataclasses import dataclass, field

from workflow_app.ballots.enums import Presence
from workflow_app.ballots.models import Attendance, Ballot, Session
from workflow_app.ballots.questions import rule_kind
from workflow_app.ballots.rules import DecisionRule, rule_sentence
from workflow_app.organization.models import Mandate

from .rules import decision_rule_for


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How many members there are and how many must take part, with the rule in words."""

    members: int
    needed: int
    rule: str
    legal_basis: str
    is_secret: bool = False


def arithmetic_of(rule: DecisionRule, members: int) -> Arithmetic:
    """Return the quorum of so many members by a rule."""
    return Arithmetic(
        members=members,
        needed=rule.quorum.needed(members),
        rule=rule_sentence(rule),
        legal_basis=rule.legal_basis,
        is_secret=rule.is_secret,
    )


def arithmetics_for(
    session: Session, ballots: list[Ballot], members: int
) -> tuple[Arithmetic, list[Arithmetic]]:
    """Return the strictest quorum of the items, and each different sentence; one statement a rule.

    The rules are those of the day of the session; an empty agenda is judged by the general one.
    """
    kinds = sorted({rule_kind(ballot.dossier, ballot.step) for ballot in ballots}) or [""]
    rules = [decision_rule_for(kind, session.held_on, session.body.code) for kind in kinds]
    found = [arithmetic_of(rule, members) for rule in rules]
    found.sort(key=lambda one: one.is_secret)  # of two with the same words the secret one stays
    sentences = {(one.rule, one.legal_basis): one for one in found}
    return max(found, key=lambda one: one.needed), list(sentences.values())


@dataclass(frozen=True, slots=True)
class Seat:
    """A member and where they are: `stay` is the open one, else the last."""

    mandate: Mandate
    stay: Attendance | None

    @property
    def is_present(self) -> bool:
        """Whether the member is in the room or connected now."""
        stay = self.stay
        return stay is not None and stay.arrived is not None and stay.left is None

    @property
    def has_left(self) -> bool:
        """Whether the member was there and has gone."""
        return self.stay is not None and self.stay.left is not None

    @property
    def is_excused(self) -> bool:
        """Whether the member is noted as absent with a reason."""
        return self.stay is not None and self.stay.arrived is None

    @property
    def is_online(self) -> bool:
        """Whether the member takes part from afar."""
        return self.stay is not None and self.stay.presence == Presence.ONLINE


@dataclass(slots=True)
class Room:
    """The members of a session as they are noted now."""

    seats: list[Seat] = field(default_factory=list)

    @property
    def present(self) -> list[Seat]:
        """Those who take part now."""
        return [seat for seat in self.seats if seat.is_present]

    @property
    def in_room(self) -> int:
        """How many are in the room."""
        return sum(not seat.is_online for seat in self.present)

    @property
    def online(self) -> int:
        """How many take part from afar."""
        return sum(seat.is_online for seat in self.present)

    @property
    def excused(self) -> int:
        """How many are absent with a reason."""
        return sum(seat.is_excused for seat in self.seats)

    @property
    def is_noted(self) -> bool:
        """Whether anybody has been noted as present."""
        return any(seat.is_present or seat.has_left for seat in self.seats)

    @property
    def unnoted(self) -> int:
        """Of how many nothing is noted."""
        return sum(seat.stay is None for seat in self.seats)


def room_of(session: Session, members: list[Mandate]) -> Room:
    """Return where each member is, in one statement; none in a written consultation."""
    if session.is_written:
        return Room()
    stays: dict[int, Attendance] = {}
    for stay in session.attendance.order_by("arrived", "pk"):
        before = stays.get(stay.person_id)
        if before is None or before.left is not None:
            stays[stay.person_id] = stay
    return Room([Seat(mandate, stays.get(mandate.person_id)) for mandate in members])
