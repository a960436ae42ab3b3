"""Awards, their rules on a day, and the base salary."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from awards.models import AwardRule, AwardType, BaseSalary


def base_salary_on(day: dt.date) -> int | None:
    """Return the base salary in force on the day of a decision; None where none is known."""
    return Salaries.load().on(day)


def award_names() -> dict[str, str]:
    """Return the names of all awards by code."""
    return dict(AwardType.objects.order_by("level").values_list("code", "name"))


@dataclass(slots=True)
class RuleSet:
    """The versions of some awards' rules, the oldest first; asked without further statements."""

    versions: dict[int, list[AwardRule]] = field(default_factory=dict)

    @classmethod
    def load(cls, types: Iterable[int] | None = None) -> Self:
        """Read the versions of these awards, or of all."""
        rows = AwardRule.objects.select_related("award_type").order_by("valid_from", "pk")
        found = cls()
        for rule in rows if types is None else rows.filter(award_type__in=set(types)):
            found.versions.setdefault(rule.award_type_id, []).append(rule)
        return found

    def on(self, award_type_id: int, day: dt.date) -> AwardRule | None:
        """Return the version in force on the day."""
        in_force = [
            rule
            for rule in self.versions.get(award_type_id, ())
            if rule.valid_from <= day and (rule.valid_to is None or rule.valid_to >= day)
        ]
        return in_force[-1] if in_force else None

    def coming(self, award_type_id: int, day: dt.date) -> AwardRule | None:
        """Return the next version that is not in force yet."""
        later = [it for it in self.versions.get(award_type_id, ()) if it.valid_from > day]
        return later[0] if later else None

    def with_version(self, rule: AwardRule) -> "RuleSet":
        """Return the set as it will be once this version, not saved yet, has begun."""
        found = RuleSet(dict(self.versions))
        others = found.versions.get(rule.award_type_id, [])
        found.versions[rule.award_type_id] = sorted(
            [*others, rule], key=lambda it: (it.valid_from, it.pk is None)
        )
        return found


@dataclass(slots=True)
class Salaries:
    """The base salaries, the newest first."""

    rows: list[tuple[dt.date, int]]

    @classmethod
    def load(cls) -> Self:
        """Read them all; there are a handful."""
        return cls(
            list(BaseSalary.objects.order_by("-valid_from").values_list("valid_from", "amount"))
        )

    def on(self, day: dt.date) -> int | None:
        """Return the amount in force on the day."""
        return next((amount for since, amount in self.rows if since <= day), None)

    def with_row(self, since: dt.date, amount: int) -> "Salaries":
        """Return them as they will be with one more."""
        return Salaries(sorted([*self.rows, (since, amount)], reverse=True))
