"""The rows of an old register on their way in: who each is, its decision and its number there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from awards.enums import SubjectKind
from awards.models import Award, AwardDecision, Recipient
from awards.services.history import award_of_old, recipient_of_unit
from awards.services.recipients import add_recipients, recipient_for, recipient_with
from awards.sheets.register_import import RegisterRow, decisions_of, is_same
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import IncompleteError, RefusalError
from workflow_app.lib.text import fold, words
from workflow_app.organization.models import Unit

NOBODY_KNOWN = "new"

Chosen = tuple[RegisterRow, Recipient]
Alike = tuple[str, tuple[str, ...] | dt.date]
"""What two new ones of a kind share that may be the same: the words of the name, or the day of birth."""


class People:
    """Who the rows are: known ones by their keys, new ones entered once, however many rows."""

    def __init__(self) -> None:
        self._known: dict[str, Recipient] = {}
        self._new: dict[tuple[str, str, dt.date | None], Recipient] = {}
        self._told_apart: list[tuple[Recipient, list[Recipient | str]]] = []
        self._alike: dict[Alike, list[Recipient]] = defaultdict(list)

    def named_by(self, row: RegisterRow, choice: str) -> Recipient:
        """Return who the row is as a person chose it; a new one is not saved yet.

        Raises IncompleteError for a row with a trouble and for a choice that says nothing.
        """
        if row.troubles:
            raise IncompleteError(" ".join(map(str, row.troubles)))
        twins = [twin.key for twin in row.twins]
        if choice in twins:
            if choice not in self._known:
                self._known[choice] = _recipient_of(choice)
            return self._known[choice]
        if choice != NOBODY_KNOWN:
            raise IncompleteError(_("Say who it is."))
        key = (row.kind, fold(row.name), row.birth_date)
        if key not in self._new:
            self._new[key] = self._described_by(row, twins)
        return self._new[key]

    def _described_by(self, row: RegisterRow, twins: Sequence[str]) -> Recipient:
        values: dict[str, object] = {"name": row.name, "honorific": row.honorific[:40]}
        if row.kind == SubjectKind.PERSON:
            values |= {"post": row.details[:200], "birth_date": row.birth_date}
        else:
            values["organisation"] = row.details[:255]
        made = recipient_with(kind=row.kind, values=values)
        shared: list[Alike] = [(row.kind, tuple(sorted(words(row.name))))]
        if row.birth_date is not None:
            shared.append((row.kind, row.birth_date))
        alike = {id(one): one for key in shared for one in self._alike[key]}
        for key in shared:
            self._alike[key].append(made)
        self._told_apart.append((made, [*twins, *alike.values()]))
        return made

    def enter_new(self, user: User) -> list[int]:
        """Enter those whom nobody knew; return their keys."""
        add_recipients(rows=self._told_apart, user=user)
        return [made.pk for made, __ in self._told_apart]


def _recipient_of(key: str) -> Recipient:
    """Return who has the key; what a former unit was given stands under its old name."""
    unit = Unit.objects.filter(pk=int(key[1:])).first() if key.startswith("u") else None
    return recipient_of_unit(unit) if unit is not None else recipient_for(key=key)


def named(rows: Sequence[RegisterRow], choices: Mapping[int, str], people: People) -> list[Chosen]:
    """Return the rows with who they are; the refusal names every row that stands in the way."""
    chosen, refused = [], []
    for row in rows:
        try:
            chosen.append((row, people.named_by(row, choices[row.number])))
        except RefusalError as refusal:
            problem = " ".join([refusal.message, *refusal.details])
            refused.append(
                _("Row %(number)s: %(problem)s") % {"number": row.number, "problem": problem}
            )
    if refused:
        raise IncompleteError(_("Nothing was taken over."), refused)
    return chosen


def not_yet_held(chosen: Sequence[Chosen]) -> list[Chosen]:
    """Leave out what the register, or an earlier row, says of the recipient already."""
    held: dict[int, list[Award]] = defaultdict(list)
    awards = Award.objects.filter(recipient__in={recipient.pk for __, recipient in chosen})
    for award in awards.select_related("decision").order_by("pk"):
        held[award.recipient_id].append(award)
    fresh = []
    for row, recipient in chosen:
        if not any(is_same(row, award) for award in held[recipient.pk]):
            fresh.append((row, recipient))
            held[recipient.pk].append(_as_held(row))
    return fresh


def _as_held(row: RegisterRow) -> Award:
    """Return what a row will be, for holding later rows of the file against it."""
    return Award(
        award_type=row.award,
        year=row.year or 0,
        ordinal=row.ordinal or 0,
        decision=AwardDecision(number=row.decision),
    )


@dataclass(slots=True)
class Decisions:
    """The decisions of the rows: those of the register, and new ones from the file `source`."""

    source: str
    found: dict[tuple[int | None, str], AwardDecision]
    new: list[int] = field(default_factory=list)
    _taken: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def named_by(cls, rows: Sequence[RegisterRow], source: str) -> "Decisions":
        """Read the decisions of the register that the rows name."""
        return cls(source, decisions_of(rows))

    def awards_of(self, chosen: Sequence[Chosen]) -> list[Award]:
        """Return the awards, not saved: first those whose number the file names, then the others."""
        in_order = sorted(chosen, key=lambda one: one[0].ordinal is None)
        return [self._award(row, recipient) for row, recipient in in_order]

    def _award(self, row: RegisterRow, recipient: Recipient) -> Award:
        assert row.award is not None and row.year is not None  # noqa: S101, PT018 -- read so
        decision = self._decision(row, row.year)
        if decision.pk not in self._taken:
            self._taken[decision.pk] = {0, *(award.ordinal for award in decision.awards.all())}
        taken = self._taken[decision.pk]
        # Without a decision's number the sheet's own numbers mean nothing together.
        ordinal = row.ordinal if row.decision and row.ordinal else max(taken) + 1
        taken.add(ordinal)
        return award_of_old(
            decision=decision,
            ordinal=ordinal,
            award_type=row.award,
            recipient=recipient,
            name=row.full_name,
            year=row.year,
            details=row.details,
            citation=row.citation,
            handed_over_on=row.handed_over_on,
        )

    def _decision(self, row: RegisterRow, year: int) -> AwardDecision:
        """Return the decision of a row, entered the first time; without a number one per file."""
        key = (year, fold(row.decision))
        decision = self.found.get(key)
        if decision is None:
            decision = self.found[key] = AwardDecision.objects.create(
                year=year,
                number=row.decision,
                decided_on=row.decided_on,
                source=self.source[-255:],
            )
            self._taken[decision.pk] = {0}
            self.new.append(decision.pk)
        if row.decision and row.decided_on and decision.decided_on is None:
            decision.decided_on = row.decided_on
            decision.save(update_fields=["decided_on"])
        return decision
