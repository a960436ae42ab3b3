"""A version of an award's rule as people read it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.enums import PaperKind
from awards.models import AwardRule, AwardType
from awards.rules.quota import PER_CLUSTER, SHARE
from awards.rules.requirements import words_of
from workflow_app.rulebook.keys import RULES
from workflow_app.rulebook.selectors import rules_on
from workflow_app.rulebook.units import UNITS
from workflow_app.rulebook.words import value_in_words


@dataclass(frozen=True, slots=True)
class Required:
    """One requirement in words, with its own clause where it has one."""

    words: str
    basis: str


@dataclass(frozen=True, slots=True)
class VersionInWords:
    """A version with its lists said in words."""

    rule: AwardRule
    names: Mapping[str, str]

    def is_in_force(self, day: dt.date) -> bool:
        """Tell whether it counts on the day."""
        return self.rule.valid_from <= day and (
            self.rule.valid_to is None or self.rule.valid_to >= day
        )

    @property
    def always(self) -> list[Required]:
        """What is always asked for."""
        return self._of(0)

    @property
    def ways(self) -> list[list[Required]]:
        """The alternatives, of which one is enough."""
        numbers = sorted({int(row.get("way") or 0) for row in self.rule.requirements} - {0})
        return [self._of(number) for number in numbers]

    def _of(self, way: int) -> list[Required]:
        return [
            Required(words_of(row, self.names), str(row.get("basis", "")))
            for row in self.rule.requirements
            if int(row.get("way") or 0) == way
        ]

    @property
    def papers(self) -> list[str]:
        """The checklist."""
        return [str(PaperKind(kind).label) for kind in self.rule.checklist]

    @property
    def quota(self) -> str:
        """The quota in words."""
        return quota_words(self.rule)

    @property
    def steps(self) -> list[str]:
        """The stations on its way."""
        found = [_("the cluster chooses")] if self.rule.via_cluster else []
        found.append(_("appraisal by the award secretariat"))
        if self.rule.needs_publication:
            found.append(
                ngettext(
                    "published for comment for %(days)s working day",
                    "published for comment for %(days)s working days",
                    self.rule.publication_days,
                )
                % {"days": self.rule.publication_days}
            )
        if self.rule.needs_council:
            found.append(_("vote of the council"))
        if self.rule.needs_presidium:
            found.append(_("decision of the Presidium"))
        return found

    @property
    def repetition(self) -> str:
        """How often it may be given."""
        if self.rule.once_in_a_lifetime:
            return _("once in a lifetime")
        if not self.rule.waiting_months:
            return _("no waiting period")
        return ngettext(
            "%(months)s month after the last one",
            "%(months)s months after the last one",
            self.rule.waiting_months,
        ) % {"months": self.rule.waiting_months}


def quota_words(rule: AwardRule) -> str:
    """Say a quota."""
    quota = rule.quota
    if quota is None:
        return _("none")
    if quota["kind"] == SHARE:
        return _("%(share)s of the candidates, rounded down") % {
            "share": f"{quota['numerator']}/{quota['denominator']}"
        }
    if quota["kind"] == PER_CLUSTER:
        return _("%(number)s per cluster") % {"number": quota["number"]}
    return _("%(number)s in all") % {"number": quota["number"]}


def vote_words(award: AwardType) -> str:
    """Say the rule by which bodies vote on an award; empty while the rulebook has none."""
    key = f"vote.{award.vote_rule}"
    if key not in RULES:
        return ""
    unit = UNITS.get(RULES[key].unit)
    in_force = rules_on(key, *(unit.rests_on if unit else ()))
    return value_in_words(key, in_force[key].value, in_force)
