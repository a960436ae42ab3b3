"""What the pages of a nomination draw beside its content: papers, checks, objections."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.dateparse import parse_date

from awards.enums import PaperKind, SubjectKind
from awards.models import CheckOverride, Nomination, NominationPaper, Objection
from awards.rules.findings import Finding, told_to_drafters
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import kept_from
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import holds
from workflow_app.rulebook.selectors import rule_on

from .appraisal import Appraisal, appraisal_shown, return_due
from .checks import RuleChoice, choice_of
from .nomination_lists import objections_of
from .nominations import nomination_of
from .secretariat import works_in_secretariat


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind of paper: whether the rule asks for it, and what is there."""

    kind: PaperKind
    is_required: bool
    papers: list[NominationPaper] = field(default_factory=list)

    @property
    def is_missing(self) -> bool:
        """Whether the rule asks for it and nothing is there."""
        return self.is_required and not self.papers


def checklist_of(nomination: Nomination, choice: RuleChoice | None = None) -> list[Wanted]:
    """Return the papers by kind: those that the rule asks for first, then the others present.

    Whoever has the choice of the rule in hand passes it on; an appraised nomination has it stored.
    """
    if nomination.checked is not None:
        rule = nomination.rule
    else:
        rule = (choice or choice_of(nomination)).rule
    required = [PaperKind(kind) for kind in (rule.checklist if rule is not None else ())]
    present: dict[str, list[NominationPaper]] = defaultdict(list)
    papers = nomination.papers.filter(withdrawn_at=None).select_related("file", "added_by")
    for paper in papers.order_by("pk"):
        present[paper.kind].append(paper)
    kinds = [*required, *(kind for kind in PaperKind if kind in present and kind not in required)]
    return [Wanted(kind, kind in required, present[kind]) for kind in kinds]


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A check as it is drawn, with its override if there is one."""

    finding: Finding
    override: CheckOverride | None = None
    can_be_overridden: bool = False

    @property
    def tone(self) -> str:
        """The colour of its sign: an override turns red into amber."""
        return "amber" if self.override is not None else self.finding.tone


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything on the dossier's page that is not its frozen content."""

    nomination: Nomination
    checklist: list[Wanted]
    findings: list[FindingShown]
    is_appraising: bool = False
    checked_on: object = None
    rule_reason: str = ""
    return_by: object = None
    objections: list[Objection] = field(default_factory=list)
    may_hear: bool = False
    may_enter_letter: bool = False
    is_person: bool = False


def panel_of(dossier: Dossier, user: User) -> Panel:
    """Return what this person sees beside the content of a nomination."""
    nomination = nomination_of(dossier)
    officer = works_in_secretariat(user)
    handles = works_in_secretariat(user, Duty.APPRAISE_CONTENT)
    knows_objections = officer or holds(user, Duty.INSPECT) or _votes_on(dossier, user)
    appraising = dossier.stage == Stage.APPRAISING_CONTENT and knows_objections
    appraisal = appraisal_shown(dossier) if appraising else None
    if appraisal is not None:
        findings, reason = _appraised(appraisal, user), appraisal.choice.reason
    else:
        findings, reason = _frozen(nomination, whole=knows_objections)
    days = int(rule_on("deadline.return_award").value) if appraising else 0
    return Panel(
        nomination=nomination,
        checklist=checklist_of(nomination, appraisal.choice if appraisal is not None else None),
        findings=findings,
        is_appraising=appraising,
        checked_on=parse_date(nomination.checked["on"]) if nomination.checked else None,
        rule_reason=reason,
        return_by=return_due(dossier, days) if appraising else None,
        objections=objections_of(nomination) if knows_objections else [],
        may_hear=handles and dossier.stage == Stage.OBJECTIONS,
        may_enter_letter=handles and dossier.stage == Stage.PUBLISHED,
        is_person=nomination.recipient.kind == SubjectKind.PERSON,
    )


def _votes_on(dossier: Dossier, user: User) -> bool:
    """Members of the body that has the dossier read what was found and heard."""
    return holds(user, Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES) and dossier.stage in (
        Stage.COUNCIL,
        Stage.DECIDING,
    )


def _appraised(appraisal: Appraisal, user: User) -> list[FindingShown]:
    """Return the checks as they stand now, while it is appraised."""
    dossier = appraisal.nomination.dossier
    may = heads_secretariat(user) and (dossier.pk, user.pk) not in kept_from([dossier])
    return [
        FindingShown(one, appraisal.overrides.get(one.name), may and one in appraisal.open)
        for one in appraisal.findings
    ]


def _frozen(nomination: Nomination, *, whole: bool) -> tuple[list[FindingShown], str]:
    """Return the checks that were frozen with it when it was passed."""
    if not nomination.checked:
        return [], ""
    found = [Finding(**row) for row in nomination.checked["findings"]]
    overrides = {
        row.check_name: row
        for row in nomination.overrides.select_related("by")
        if row.check_name in nomination.checked["overridden"]
    }
    told = found if whole else told_to_drafters(found)
    shown = [FindingShown(one, overrides.get(one.name)) for one in told]
    return shown, nomination.checked.get("why_this_rule", "")


def heads_secretariat(user: User) -> bool:
    """Tell whether the user signs for the award secretariat."""
    return works_in_secretariat(user, Duty.SIGN)
