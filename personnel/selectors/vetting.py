"""The automatic checks of a proposal: facts are read here, judged by `personnel.rules`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from personnel.enums import CheckName
from personnel.models import Change, Discipline, Override, PersonFile, Proposal
from personnel.rules import Finding, Frame, RuleQuoted, Subject, findings_of, open_findings
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.kinds import Content, Problem
from workflow_app.approvals.models import Dossier
from workflow_app.lib.kept import once_for
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Mandate, Term
from workflow_app.rulebook.selectors import rules_on

from .attendance import missed_in_a_row
from .persons import papers_valid_on
from .proposals import changes_of, last_submission, proposal_of
from .seats import SeatPlan, older_seats_in_force, plan_seats

SHOWN = "_vetting_shown"
RULE_KEYS = (
    "personnel.age",
    "personnel.age_president",
    "personnel.terms",
    "personnel.seats",
    "personnel.papers",
    "personnel.discipline",
    "personnel.inactive_after",
)


@dataclass(frozen=True, slots=True)
class Vetting:
    """All checks of a proposal, and what of them an officer has overridden on this revision."""

    changes: list[Change]
    findings: list[Finding]
    overrides: dict[tuple[str, str], Override]

    @property
    def open(self) -> list[Finding]:
        """What still stands in the way."""
        return open_findings(self.findings, self.overrides.keys())

    def of(self, uid: str) -> list[Finding]:
        """Return the findings of one change."""
        return [finding for finding in self.findings if finding.uid == uid]


def vetting_of(proposal: Proposal) -> Vetting:
    """Check the proposal by the rules in force on the day of effect."""
    changes = list(changes_of(proposal))
    return Vetting(
        changes=changes,
        findings=findings_of(subjects_of(proposal, changes), frame_of(proposal)),
        overrides={
            (row.uid, row.check_name): row
            for row in Override.objects.filter(
                proposal=proposal, revision=proposal.dossier.revision_id
            ).select_related("by")
        },
    )


def vetting_shown(dossier: Dossier) -> Vetting:
    """Check the proposal for a page, once for its object of the dossier, however many parts ask.

    Acts do not use it: they check what stands there under their lock.
    """
    return once_for(dossier, SHOWN, lambda: vetting_of(proposal_of(dossier)))


def findings_with(proposal: Proposal, typed: Change) -> list[Finding]:
    """Return what the rules say of a change that is only typed so far, beside the stored others."""
    stored = list(changes_of(proposal))
    others = [change for change in stored if change.uid != typed.uid]
    place = next((i for i, change in enumerate(stored) if change.uid == typed.uid), len(others))
    changes = [*others[:place], typed, *others[place:]]
    found = findings_of(subjects_of(proposal, changes), frame_of(proposal))
    mine = [finding for finding in found if finding.uid == typed.uid]
    return told_to_drafters(proposal, changes, mine)


def told_to_drafters(
    proposal: Proposal, changes: Sequence[Change], findings: Sequence[Finding]
) -> list[Finding]:
    """Leave out what would tell of a stranger's file.

    Otherwise whoever may draft could type any name and read age, papers and discipline.
    """
    own = {
        change.uid
        for change in changes
        if (person := change.person_to_seat) is not None
        and person.unit_id == proposal.dossier.unit_id
    }
    return [
        finding
        for finding in findings
        if finding.uid in own or finding.check not in CheckName.from_files
    ]


def day_of_effect(proposal: Proposal) -> dt.date:
    """Return the day of effect, never one that has passed: seats change tomorrow at the earliest."""
    today = timezone.localdate()
    return max(proposal.effective_on or today, today)


def frame_of(proposal: Proposal) -> Frame:
    """Return what holds for all changes."""
    day = day_of_effect(proposal)
    rules = rules_on(*RULE_KEYS, on=day)
    return Frame(
        effective_on=day,
        submitted_on=last_submission(proposal.dossier),
        decided_seats=proposal.term.decided_seats,
        filled_before=_seated(proposal.term, day).count(),
        rules={key: RuleQuoted(rule.value, rule.legal_basis) for key, rule in rules.items()},
    )


def _seated(term: Term, day: dt.date) -> QuerySet[Mandate]:
    return Mandate.objects.in_force(day).filter(seat__term=term)


def subjects_of(proposal: Proposal, changes: Sequence[Change]) -> list[Subject]:
    """Return the facts of every change; the number of statements grows with the people only."""
    day = day_of_effect(proposal)
    people = {person.pk for change in changes if (person := change.person_to_seat) is not None}
    known = _Known(
        files={file.person_id: file for file in PersonFile.objects.filter(person__in=people)},
        disciplines=_disciplines(people, day),
        others=_other_seats(proposal, changes, people, day),
        terms=_terms_held(proposal, people),
        missed=missed_in_a_row(proposal.body, people, day),
        plan=plan_seats(proposal, changes, day),
        submitted=last_submission(proposal.dossier),
    )
    return [_subject(proposal, change, known) for change in changes]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read for all changes together, by person."""

    files: dict[int, PersonFile]
    disciplines: dict[int, list[str]]
    others: dict[int, str]
    terms: dict[tuple[int, str], set[int]]
    missed: dict[int, int]
    plan: SeatPlan
    submitted: dt.date


def _subject(proposal: Proposal, change: Change, known: _Known) -> Subject:
    leaving, person = change.leaving, change.person_to_seat
    seat_of_leaving = leaving.seat if leaving is not None else None
    frees = seat_of_leaving is not None and seat_of_leaving.term_id == proposal.term_id
    basics = Subject(
        uid=change.uid,
        kind=change.kind,
        post=change.post_in_question,
        leaving_since=leaving.valid_from if leaving is not None else None,
        leaving_until=leaving.valid_to if leaving is not None else None,
        frees_seat=frees,
    )
    if person is None:
        return basics
    file = known.files.get(person.pk)
    seat = known.plan.seats.get(change.uid)
    holder = known.plan.holders.get(seat.pk) if seat is not None else None
    return replace(
        basics,
        person=str(person),
        birth_date=file.birth_date if file is not None else None,
        terms_before=_in_a_row(proposal, known.terms.get((person.pk, basics.post), set())),
        other_seat=known.others.get(person.pk, ""),
        has_seat=seat is not None or change.uid not in known.plan.seats,
        seat_holder=str(holder.person) if holder is not None else "",
        missing_papers=[
            str(state.kind.label)
            for state in papers_valid_on(file, known.submitted)
            if not state.is_valid
        ],
        disciplines=known.disciplines.get(person.pk, []),
        missed_in_a_row=known.missed.get(person.pk, 0),
    )


def _disciplines(people: set[int], day: dt.date) -> dict[int, list[str]]:
    """Return what is in force on the day or still being looked into, by person."""
    rows = Discipline.objects.filter(
        Q(is_pending=True)
        | (Q(decided_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))),
        person__in=people,
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.is_pending:
            found[row.person_id].append(_("a matter is being looked into"))
        else:
            found[row.person_id].append(
                _("%(measure)s of %(day)s")
                % {"measure": row.get_kind_display(), "day": date_format(row.decided_on, "d/m/Y")}
            )
    return found


def _other_seats(
    proposal: Proposal, changes: Sequence[Change], people: set[int], day: dt.date
) -> dict[int, str]:
    """Return the seat of the same body that a person keeps; those of older terms end by re-election."""
    ending = {change.leaving_id for change in changes if change.leaving_id is not None}
    again = older_seats_in_force(proposal, changes, day)
    kept = (
        Mandate.objects.in_force(day)
        .filter(person__in=people, body=proposal.body_id, role=Role.BODY_MEMBER)
        .exclude(pk__in=ending)
        .exclude(pk__in=again.values("pk"))
        .select_related("seat__term", "body")
    )
    return {mandate.person_id: str(mandate.seat or mandate.body) for mandate in kept}


def _terms_held(proposal: Proposal, people: set[int]) -> dict[tuple[int, str], set[int]]:
    """Return the terms of the body in which each person held each post."""
    rows = Mandate.objects.filter(
        person__in=people, seat__term__body=proposal.body_id, role=Role.BODY_MEMBER
    ).values_list("person", "seat__post", "seat__term")
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for person, post, term in rows:
        found[person, post].add(term)
    return found


def _in_a_row(proposal: Proposal, held: set[int]) -> int:
    """Count the terms directly before the proposal's in which the post was held."""
    if not held:
        return 0
    earlier = proposal.body.terms.filter(start__lt=proposal.term.start).order_by("-start")
    number = 0
    for term in earlier.values_list("pk", flat=True):
        if term not in held:
            break
        number += 1
    return number


# --- While typing --------------------------------------------------------------------------


def problems_of(content: Content) -> list[Problem]:
    """Return what the drafter should know: what is missing stops, what the vetting will say warns."""
    missing = [Problem(text, is_error=True) for text in _missing(content)]
    proposal = (
        Proposal.objects.select_related("dossier__revision", "body", "term")
        .filter(dossier__code=content["code"])
        .first()
    )
    if proposal is None or proposal.dossier.stage != Stage.DRAFTING:
        return missing
    vetting = drafters_vetting_of(proposal)
    return missing + [
        Problem(finding.text, finding.legal_basis, line=finding.uid)
        for finding in vetting.findings
        if not finding.is_met
    ]


def drafters_vetting_of(proposal: Proposal) -> Vetting:
    """Return what drafters are told the vetting will find."""
    vetting = vetting_of(proposal)
    told = told_to_drafters(proposal, vetting.changes, vetting.findings)
    return replace(vetting, findings=told)


def _missing(content: Content) -> list[str]:
    found = []
    if not content["changes"]:
        found.append(_("The proposal names no change yet."))
    if not content["effective_on"]:
        found.append(_("The day from which it shall be in effect is missing."))
    if not content["reason"].strip():
        found.append(_("The reason for the proposal is missing."))
    return found
