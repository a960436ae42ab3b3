"""What the checks of a nomination look at: plain facts, gathered by `awards.selectors.checks`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from awards.enums import AwardForm, Occasion, SubjectKind

from .quota import ABSOLUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAward:
    """An award that stands, or a nomination that is under way (`is_granted` false).

    `is_own` is false for what a predecessor of the unit got under its old name. `occasion` is empty
    for awards from before the system. `granted_on` may be unknown; then the end of the year counts.
    """

    award: str
    name: str
    form: str
    year: int
    counts_from: dt.date
    counts_to: dt.date
    granted_on: dt.date | None = None
    occasion: str = ""
    citation: str = ""
    holder: str = ""
    is_own: bool = True
    is_granted: bool = True

    @property
    def day(self) -> dt.date:
        """The day from which waiting is counted."""
        return self.granted_on or dt.date(self.year, 12, 31)

    @property
    def is_basis(self) -> bool:
        """Whether an award of a higher level may rest on it (NĐ 152/2025 Đ4.3)."""
        return self.occasion not in {Occasion.AD_HOC, Occasion.THEMATIC}

    def overlaps(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether its counting period shares a day with another."""
        return self.counts_from <= last and first <= self.counts_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Discipline, investigation, complaint or press report about the nominee."""

    kind: str
    label: str
    since: dt.date
    ended: dt.date | None = None
    is_cleared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeUse:
    """Another nomination or award for which a certificate of initiative was used already."""

    where: str
    is_title: bool
    same_recipient: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """The version of the award's rule by which one looks."""

    award: str
    award_name: str
    form: str = AwardForm.FORM
    subject: str = SubjectKind.COLLECTIVE
    legal_basis: str = ""
    requirements: Sequence[Mapping[str, Any]] = ()
    checklist: Sequence[str] = ()
    waiting_months: int = 0
    once_in_a_lifetime: bool = False
    quota: Mapping[str, Any] | None = None
    via_cluster: bool = False

    @property
    def counts_rivals(self) -> bool:
        """Whether its places are shared out without a cluster's choice, which keeps its own quota."""
        return self.quota is not None and (not self.via_cluster or self.quota["kind"] == ABSOLUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that is known of one nomination on the day of the check.

    `completions` gives the level of completion by year, `titles` the titles of a year that were
    given elsewhere, `figures` what the unit declared, `papers` the kinds of paper present.
    `standing` holds the exclusions in force with their legal basis (see `exclusions.STANDING`);
    one that is missing there is switched off. `rivals` are the nominations for the same places, this
    one among them; nobody counts them where the rule shares out no places.
    """

    rule: RuleFacts
    today: dt.date
    counts_from: dt.date
    counts_to: dt.date
    subject: str = SubjectKind.COLLECTIVE
    is_woman: bool = False
    is_posthumous: bool = False
    dissolved_on: dt.date | None = None
    completions: Mapping[int, str] = field(default_factory=dict)
    titles: Mapping[int, Sequence[str]] = field(default_factory=dict)
    history: Sequence[PastAward] = ()
    matters: Sequence[Matter] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    citation: str = ""
    initiative: str = ""
    initiative_number: str = ""
    initiative_uses: Sequence[InitiativeUse] = ()
    cluster_result: str = ""
    in_cluster: bool = False
    rivals: int = 0
    papers: frozenset[str] = frozenset()
    award_names: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The last year of the merit."""
        return self.counts_to.year

    @property
    def is_title(self) -> bool:
        """Whether the award is an emulation title."""
        return self.rule.form == AwardForm.TITLE
