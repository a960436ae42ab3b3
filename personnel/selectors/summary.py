"""A proposal as the dossier's page shows it: changes, checks, opinions, effect on the body."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from personnel.enums import ChangeKind, ChangeResult, CheckName, Support
from personnel.models import Change, OutsideOpinion, Override, Proposal, Report
from personnel.rules import Finding
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier
from workflow_app.organization.enums import SeatPost
from workflow_app.organization.selectors.posts import posts_of

from .composition import Composition, SeatChange
from .composition_words import shown
from .proposals import changes_of, proposal_of, vets
from .terms import composition_of
from .vetting import Vetting, day_of_effect, vetting_shown

BEFORE_THE_VOTE = (Stage.DRAFTING, Stage.SIGNING, Stage.CONSULTING, Stage.VETTING)


@dataclass(frozen=True, slots=True)
class FindingShown:
    """One check as a line: met, not met, or overridden by whom and why."""

    finding: Finding
    override: Override | None = None

    @property
    def label(self) -> str:
        """What was checked."""
        return str(CheckName(self.finding.check).label)

    @property
    def tone(self) -> str:
        """Green when met, amber when overridden, red when it stands in the way."""
        if self.finding.is_met:
            return "green"
        return "amber" if self.override is not None else "red"


@dataclass(frozen=True, slots=True)
class Row:
    """One change of the shown revision, with what was found and decided."""

    number: int
    uid: str
    kind: str
    entering: dict[str, Any] | None
    leaving: dict[str, Any] | None
    seat: str
    post: str
    reason: str
    support: str = ""
    supports: bool = False
    result: str = ""
    is_adopted: bool = False
    applied_on: dt.date | None = None
    findings: list[FindingShown] = field(default_factory=list)

    @property
    def open(self) -> list[FindingShown]:
        """Checks that stand in the way."""
        return [one for one in self.findings if one.tone == "red"]


@dataclass(frozen=True, slots=True)
class Effect:
    """The body before and after, as the templates of compositions draw it."""

    before: Composition
    after: dict[str, Any]

    @property
    def structure(self) -> list[dict[str, Any]]:
        """The groups of each dimension, with the numbers before and after."""
        return _side_by_side(shown(self.before)["structure"], self.after["structure"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything about a proposal around the frozen content."""

    proposal: Proposal
    rows: list[Row]
    is_vetting: bool
    may_override: bool
    may_ask: bool
    opinions: list[OutsideOpinion]
    report: Report | None
    effect: Effect | None
    vetted_on: dt.date | None


def rows_of(content: Content, changes: Sequence[Change] = ()) -> list[Row]:
    """Return the changes of a content; what was decided of them since comes from the live rows."""
    live = {change.uid: change for change in changes}
    return [
        _row(number, line, live.get(line["uid"]))
        for number, line in enumerate(content["changes"], start=1)
    ]


def _row(number: int, line: dict[str, Any], change: Change | None) -> Row:
    row = Row(
        number=number,
        uid=line["uid"],
        kind=str(ChangeKind(line["kind"]).label),
        entering=line["entering"],
        leaving=line["leaving"],
        seat=line["seat"]["name"] if line["seat"] else "",
        post=str(SeatPost(line["post"]).label),
        reason=line["reason"],
    )
    if change is None:
        return row
    return Row(
        **{name: getattr(row, name) for name in ("number", "uid", "kind", "entering", "leaving")},
        **{name: getattr(row, name) for name in ("seat", "post", "reason")},
        support=change.get_support_display() if change.support else "",
        supports=change.support == Support.SUPPORTED,
        result=change.get_result_display() if change.result else "",
        is_adopted=change.result == ChangeResult.ADOPTED,
        applied_on=change.applied_on,
    )


def panel_of(dossier: Dossier, content: Content, user: User) -> Panel:
    """Return what the page says besides the frozen words; the person may see the dossier.

    While it is vetted, the checks are those of now; afterwards those that the department passed.
    """
    proposal = proposal_of(dossier)
    changes = list(changes_of(proposal))
    rows = rows_of(content, changes)
    is_officer = any(vets(post) for post in posts_of(user))
    is_vetting = dossier.stage == Stage.VETTING and is_officer
    found = by_change(vetting_shown(dossier)) if is_vetting else _found(proposal)
    for row in rows:
        row.findings.extend(found.get(row.uid, []))
    vetted = proposal.vetted or {}
    return Panel(
        proposal=proposal,
        rows=rows,
        is_vetting=is_vetting,
        may_override=is_vetting and heads_department(user),
        may_ask=is_officer and dossier.stage == Stage.PRIOR_OPINION,
        opinions=list(proposal.outside_opinions.select_related("revision")),
        report=Report.objects.filter(proposal=proposal).first(),
        effect=None if dossier.is_final else effect_of(proposal, changes),
        vetted_on=dt.date.fromisoformat(vetted["on"]) if vetted and not is_vetting else None,
    )


def heads_department(user: User) -> bool:
    """Tell whether the person signs for the personnel department today."""
    return any(vets(post) and post.duty == "sign" for post in posts_of(user))


def _found(proposal: Proposal) -> dict[str, list[FindingShown]]:
    if not proposal.vetted or proposal.dossier.stage in BEFORE_THE_VOTE:
        return {}
    overrides = {
        (row.uid, row.check_name): row
        for row in proposal.overrides.filter(
            revision__number=proposal.vetted["revision"]
        ).select_related("by")
    }
    found: dict[str, list[FindingShown]] = {}
    for stored in proposal.vetted["findings"]:
        finding = Finding(**stored | {"check": CheckName(stored["check"])})
        key = (finding.uid, str(finding.check))
        found.setdefault(finding.uid, []).append(FindingShown(finding, overrides.get(key)))
    return found


def by_change(vetting: Vetting) -> dict[str, list[FindingShown]]:
    """Return the findings of each change with the overrides given."""
    found: dict[str, list[FindingShown]] = {}
    for finding in vetting.findings:
        key = (finding.uid, str(finding.check))
        found.setdefault(finding.uid, []).append(FindingShown(finding, vetting.overrides.get(key)))
    return found


def effect_of(proposal: Proposal, changes: Sequence[Change]) -> Effect | None:
    """Return the body before and after the changes that are still alive."""
    moves = [
        move
        for change in changes
        if change.result != ChangeResult.REJECTED
        and change.support != Support.NOT_SUPPORTED
        and change.applied_on is None
        and (move := seat_change(change)) is not None
    ]
    if not moves:
        return None
    day = day_of_effect(proposal)
    return Effect(
        before=composition_of(proposal.term, min(day, timezone.localdate())),
        after=shown(composition_of(proposal.term, day, moves)),
    )


def seat_change(change: Change) -> SeatChange | None:
    """Return what the change does to the seats; nothing where somebody only stands for election."""
    if change.kind == ChangeKind.INTRODUCE:
        return None
    person = change.person_to_seat
    return SeatChange(
        leaves=change.leaving.person_id if change.leaving is not None else None,
        enters=person.pk if person is not None else None,
        seat=change.seat_id,
    )


def _side_by_side(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the groups whose number changes, with both counts; one that vanishes counts 0 after."""
    found = []
    for earlier, later in zip(before, after, strict=True):
        first = {group["label"]: group["count"] for group in earlier["groups"]}
        last = {group["label"]: group["count"] for group in later["groups"]}
        labels = [*last, *(label for label in first if label not in last)]
        found.append(
            {
                "dimension": later["dimension"],
                "groups": [
                    {
                        "label": label,
                        "before": first.get(label, 0),
                        "after": last.get(label, 0),
                    }
                    for label in labels
                    if first.get(label, 0) != last.get(label, 0)
                ],
            }
        )
    return found
