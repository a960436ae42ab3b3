"""Who got what when, also under the old names of merged units."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from awards.enums import AwardState
from awards.models import Award, AwardType, Recipient
from awards.rules.waiting import again_from
from workflow_app.lib.text import words
from workflow_app.organization.models import UnitSuccession

from .types import RuleSet


@dataclass(frozen=True, slots=True)
class Family:
    """The rows in which one recipient's awards stand: its own and those of its predecessors."""

    own: frozenset[int]
    before: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """One award in a history; `is_own` is false for what a predecessor got under its old name."""

    award: Award
    is_own: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """From when an award may be given again; `again` is None where it never may."""

    award_type: AwardType
    last: dt.date
    again: dt.date | None

    @property
    def is_over(self) -> bool:
        """Whether it may be given again today."""
        return self.again is not None and self.again <= timezone.localdate()


def awards_of(recipient: Recipient) -> list[Award]:
    """Return all awards of a recipient, the newest first, those taken back included.

    Awards of rows that were found to be the same person or unit count, and those that predecessors
    of a unit got: each stands under the name it was given to (`Award.name`).
    """
    return [held.award for held in history_of(recipient)]


def history_of(recipient: Recipient) -> list[Held]:
    """Return the same, and of each whether it was given to the recipient itself."""
    return histories_of([recipient])[recipient.pk]


def histories_of(
    recipients: Iterable[Recipient], families: Mapping[int, Family] | None = None
) -> dict[int, list[Held]]:
    """Return the histories by key; the number of statements does not grow with the recipients.

    Whoever has the families already passes them on.
    """
    families = families_of(recipients) if families is None else families
    wanted = {pk for family in families.values() for pk in family.own | family.before}
    rows: dict[int, list[Award]] = defaultdict(list)
    for award in awards_with_names().filter(recipient__in=wanted).order_by("-year", "-pk"):
        rows[award.recipient_id].append(award)
    found = {}
    for pk, family in families.items():
        held = [Held(it, is_own=True) for key in family.own for it in rows[key]]
        held += [Held(it, is_own=False) for key in family.before for it in rows[key]]
        found[pk] = sorted(held, key=lambda it: (-it.award.year, -it.award.pk))
    return found


def awards_with_names() -> QuerySet[Award]:
    """Return awards with what a line of a history names, which many of them share."""
    return Award.objects.prefetch_related("award_type", "decision__campaign", "recipient__unit")


def families_of(recipients: Iterable[Recipient]) -> dict[int, Family]:
    """Return each recipient's rows: merged ones, and those of the units that went into its unit."""
    links = _Links()
    units_of = dict(Recipient.objects.filter(unit__isnull=False).values_list("pk", "unit"))
    row_of = {unit: pk for pk, unit in units_of.items()}
    found = {}
    for recipient in recipients:
        own = links.same_as(recipient.pk)
        units = {units_of[pk] for pk in own if pk in units_of}
        older = links.predecessors(units)
        before = {pk for unit in older if unit in row_of for pk in links.same_as(row_of[unit])}
        found[recipient.pk] = Family(frozenset(own), frozenset(before - own))
    return found


@dataclass(slots=True)
class _Links:
    """Merged recipients and succeeded units; both tables are short."""

    same: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    older: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        merged = Recipient.objects.filter(merged_into__isnull=False)
        for pk, into in merged.values_list("pk", "merged_into"):
            if into is not None:
                self.same[pk].add(into)
                self.same[into].add(pk)
        for old, new in UnitSuccession.objects.values_list("predecessor", "successor"):
            self.older[new].add(old)

    def same_as(self, pk: int) -> set[int]:
        """Return the row and all that are marked as the same."""
        return _reach({pk}, self.same)

    def predecessors(self, units: set[int]) -> set[int]:
        """Return the units from which these came, however long ago."""
        return _reach(units, self.older) - units


def _reach(start: set[int], links: dict[int, set[int]]) -> set[int]:
    found, fresh = set(start), set(start)
    while fresh:
        fresh = {near for one in fresh for near in links.get(one, ())} - found
        found |= fresh
    return found


def waiting_of(history: Iterable[Held], rules: RuleSet, today: dt.date) -> list[Waiting]:
    """Return from when each award that was given may be given again, by the rule of today.

    Awards without a waiting period are left out; revoked ones hold nobody up.
    """
    last: dict[int, tuple[AwardType, dt.date]] = {}
    for held in history:
        award = held.award
        if award.state != AwardState.VALID:
            continue
        day = day_of(award)
        if award.award_type_id not in last or last[award.award_type_id][1] < day:
            last[award.award_type_id] = (award.award_type, day)
    found = []
    for pk, (award_type, day) in last.items():
        rule = rules.on(pk, today)
        if rule is None or not (rule.once_in_a_lifetime or rule.waiting_months):
            continue
        again = None if rule.once_in_a_lifetime else again_from(day, rule.waiting_months)
        found.append(Waiting(award_type, day, again))
    return sorted(found, key=lambda it: it.award_type.level)


def day_of(award: Award) -> dt.date:
    """Return the day an award was given: that of the decision, else the end of its year."""
    return award.decision.decided_on or dt.date(award.year, 12, 31)


def awarded(query: str = "") -> QuerySet[Recipient]:
    """Return who holds an entry in the register, found by name with or without marks.

    Who is only nominated does not appear: that is nobody's business before the decision.
    """
    holders = Recipient.objects.filter(Exists(Award.objects.filter(recipient=OuterRef("pk"))))
    for word in words(query):
        holders = holders.filter(search_text__contains=word)
    return holders.select_related("unit", "person").order_by("sort_key", "pk")
