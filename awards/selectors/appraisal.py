"""What the award secretariat sees: every check of a nomination, and which dossiers differ."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from awards.enums import Kind
from awards.models import AwardCampaign, CheckOverride, Nomination
from awards.rules.findings import Finding
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import visible_at
from workflow_app.audit.selectors import last_sequence, others_acted_since
from workflow_app.lib.kept import once_for
from workflow_app.rulebook.selectors import due_after, rule_on

from .batches import under_way
from .checks import Bench, Checked, RuleChoice, check_many
from .nominations import nomination_of

SHOWN = "_appraisal_shown"

Overrides = dict[tuple[int, int], dict[str, CheckOverride]]
"""By nomination and revision, then by the name of the check."""

OF_EACH = ("dossier__revision", "recipient__person", "recipient__unit")
SHARED = (
    "dossier__unit",
    "dossier__cluster",
    "campaign",
    "award_type",
    "recipient__person__unit",
    "rule__award_type",
)
RELATED = (*OF_EACH, *SHARED)
WHOLE_TEXTS = ("dossier__revision__content", "dossier__search_text", "recipient__search_text")
"""What a list does not read of each."""
PER_PAGE = 200
"""So many of those that wait are checked and shown at a time: a federation of a thousand units has thousands."""


def for_list(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Read with each what is its own, and apart from it, once, what many of them share.

    Joined, a thousand nominations came with a thousand copies of their campaign and award, forty
    megabytes; and PostgreSQL, which puts no more than eight tables in order, read all there ever were.
    """
    return nominations.select_related(*OF_EACH).prefetch_related(*SHARED).defer(*WHOLE_TEXTS)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The checks of one nomination, and what of them the head has let pass on this revision."""

    nomination: Nomination
    choice: RuleChoice
    findings: list[Finding]
    overrides: dict[str, CheckOverride] = field(default_factory=dict)
    amount: int = 0

    @property
    def open(self) -> list[Finding]:
        """What stands in the way and nobody has let pass."""
        return [one for one in self.findings if one.is_error and one.name not in self.overrides]

    @property
    def overridden(self) -> list[Finding]:
        """What stands in the way and was let pass."""
        return [one for one in self.findings if one.is_error and one.name in self.overrides]

    @property
    def to_judge(self) -> list[Finding]:
        """What no rule decides: people look at it."""
        return [one for one in self.findings if one.is_open]

    @property
    def differs(self) -> bool:
        """Whether something stands in the way."""
        return bool(self.open)


def appraisal_of(nomination: Nomination) -> Appraisal:
    """Check one nomination by the version of the rule it goes by."""
    return appraisals_of([nomination])[0]


def appraisal_shown(dossier: Dossier) -> Appraisal:
    """Appraise for a page, once for its object of the dossier, however many parts of it ask.

    Acts do not use it: they appraise what stands there under their lock.
    """
    nomination = nomination_of(dossier)
    return once_for(nomination, SHOWN, lambda: appraisal_of(nomination))


def appraisals_of(nominations: Sequence[Nomination]) -> list[Appraisal]:
    """Check nominations in the order given; the number of statements is that of one."""
    if not nominations:
        return []
    overrides = _overrides_of(nominations)
    return [_appraisal(checked, overrides) for checked in check_many(nominations)]


def _overrides_of(nominations: Sequence[Nomination]) -> Overrides:
    """Return what was let pass, by nomination and revision."""
    found: Overrides = defaultdict(dict)
    rows = CheckOverride.objects.filter(nomination__in=[one.pk for one in nominations])
    for row in rows.select_related("by"):
        found[row.nomination_id, row.revision_id][row.check_name] = row
    return found


def _appraisal(checked: Checked, overrides: Overrides) -> Appraisal:
    nomination = checked.nomination
    of_this = nomination.pk, nomination.dossier.revision_id or 0
    return Appraisal(
        nomination=nomination,
        choice=checked.choice,
        findings=checked.findings,
        overrides=overrides.get(of_this, {}),
        amount=checked.amount,
    )


class Appraiser:
    """Appraises some nominations one after the other from facts that were read for all at once.

    The facts are read when the first of them is asked for, and again as soon as anybody else's act
    is on record: what is found is what would be found by reading everything anew. Typing into a
    draft is on no record; what drafts of the same nominees say is as old as the reading.
    """

    def __init__(self, dossiers: Collection[int]) -> None:
        self._dossiers = frozenset(dossiers)
        self._bench: Bench | None = None
        self._overrides: Overrides = {}
        self._sequence = 0

    def __call__(self, nomination: Nomination) -> Appraisal:
        """Appraise one of them as it stands now; one statement, mostly."""
        if nomination.dossier_id not in self._dossiers:
            return appraisal_of(nomination)
        if self._bench is None or others_acted_since(self._sequence):
            self._sequence = last_sequence()  # first: what comes meanwhile is read again
            found = Nomination.objects.filter(dossier__in=self._dossiers)
            rows = list(for_list(found))
            self._bench = Bench.for_all(rows)
            self._overrides = _overrides_of(rows)
        return _appraisal(self._bench.check(nomination), self._overrides)


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of what waits for appraisal, exceptions first; `campaigns` are those of all that waits.

    `page` holds the keys of its nominations, and how many wait on all pages. `under_way` says how
    many more the worker is deciding now, by acts on many, of which `own_batches` are the person's own.
    """

    page: Page[int]
    differing: list[Appraisal]
    within: list[Appraisal]
    campaigns: list[AwardCampaign]
    return_days: int
    under_way: int = 0
    own_batches: Sequence[UUID] = ()

    @property
    def total(self) -> int:
        """How many dossiers wait."""
        return self.page.paginator.count


def waiting_for(user: User) -> QuerySet[Nomination]:
    """Return the nominations that wait for appraisal, as far as the user may know of them."""
    waiting = visible_at(user, Kind.NOMINATION, Stage.APPRAISING_CONTENT)
    return Nomination.objects.filter(waiting).order_by(
        "award_type__level", "dossier__unit__sort_key", "pk"
    )


def worklist_of(user: User, *, campaign: int | None = None, number: str = "") -> Worklist:
    """Return a page of the nominations that wait for the secretariat, as far as the user may know of them.

    Only those of the page are read and checked; a number that is none, or beyond the last, is the
    first page or the last.
    """
    waiting = waiting_for(user)
    found = list(waiting.values_list("pk", "dossier", "campaign"))
    now = under_way(user)
    asked = [(pk, dossier) for pk, dossier, of in found if campaign in (None, of)]
    keys = [pk for pk, dossier in asked if dossier not in now.dossiers]
    page = Paginator(keys, PER_PAGE).get_page(number)
    appraisals = appraisals_of(list(for_list(waiting.filter(pk__in=list(page)))))
    return Worklist(
        page=page,
        differing=[one for one in appraisals if one.differs],
        within=[one for one in appraisals if not one.differs],
        campaigns=list(AwardCampaign.objects.filter(pk__in={of for *_, of in found})),
        return_days=int(rule_on("deadline.return_award").value),
        under_way=len(asked) - len(keys),
        own_batches=now.own,
    )


def return_due(dossier: Dossier, days: int) -> dt.datetime:
    """Return until when an incomplete dossier goes back: so many working days after it came."""
    return due_after(days, start=timezone.localdate(dossier.stage_since))
