"""What proposals add to the shared rooms; called once from `apps.ready`."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.forms_of_steps import register_obstacle, register_step_form
from workflow_app.approvals.issuing import IssueForm
from workflow_app.approvals.kinds import DossierKind, register_kind
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.comparison import plain_words
from workflow_app.approvals.visibility import register_named, register_reasons
from workflow_app.audit.actions import register_action
from workflow_app.audit.verification import register_check
from workflow_app.background.scheduler import register_job
from workflow_app.ballots.questions import Proposition, Question, register_question
from workflow_app.notifications.events import register_event
from workflow_app.organization.enums import Duty, SeatPost
from workflow_app.organization.kinds import register_dossier_kind
from workflow_app.organization.kinship import register_kin
from workflow_app.organization.selectors.posts import held_at, posts_of
from workflow_app.rulebook.keys import (
    HOUSE,
    PROCEDURE,
    WORKING_DAYS,
    YES_NO,
    RuleKey,
    register_rule,
)
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation

from .content import content_of_dossier
from .enums import ChangeKind
from .forms import ReportForm
from .notices import ANSWERED, CORRECTION, OBSTACLE
from .selectors.access import register_concerned, register_handled
from .selectors.interests import kin_among, kin_of_candidates
from .selectors.proposals import (
    KIND,
    NAMED,
    options_of,
    people_of_own_drafts,
    reasons_to_see,
    skipped_stages,
    vets,
)
from .selectors.vetting import problems_of
from .services.effects import take_results
from .services.profiles import profiles_for
from .services.seats import change_seats
from .services.vetting import why_not_passed
from .verification import verify_overrides, verify_seats

OFTEN = dt.timedelta(minutes=1)
LIMITS = "Quy định 118-QĐ/TW ngày 22/8/2023"
ASSOCIATIONS = "Nghị định 126/2024/NĐ-CP, Điều 22"
REPORTS = "Nghị định 126/2024/NĐ-CP, Điều 24 khoản 10"
FILES = "Nghị định 170/2025/NĐ-CP, Điều 35 (áp dụng tương tự)"
CADRES = "Quy định 80-QĐ/TW ngày 18/8/2022"

NUMBER = "number"
RULES = (
    RuleKey("personnel.age", _("Age at the first introduction, at most"), NUMBER, 65, LIMITS),
    RuleKey("personnel.age_president", _("Age of the president, at most"), NUMBER, 70, LIMITS),
    RuleKey(
        "personnel.terms",
        _("Terms in a row as president or vice president, at most"),
        NUMBER,
        2,
        LIMITS,
    ),
    RuleKey(
        "personnel.seats",
        _("No more members than seats were decided for the term"),
        YES_NO,
        True,
        ASSOCIATIONS,
    ),
    RuleKey(
        "personnel.papers",
        _("Papers of the file must be complete and valid"),
        YES_NO,
        True,
        FILES,
    ),
    RuleKey(
        "personnel.discipline",
        _("Discipline in force or being looked into stops a proposal"),
        YES_NO,
        True,
        CADRES,
    ),
    RuleKey(
        "personnel.consult_cluster",
        _("Proposals of local unions go through their cluster"),
        YES_NO,
        False,
        HOUSE,
    ),
    RuleKey(
        "personnel.prior_opinion.chair",
        _("Prior opinion of the authority: President"),
        YES_NO,
        True,
        ASSOCIATIONS,
    ),
    RuleKey(
        "personnel.prior_opinion.deputy_chair",
        _("Prior opinion of the authority: Vice President"),
        YES_NO,
        True,
        ASSOCIATIONS,
    ),
    RuleKey(
        "personnel.prior_opinion.secretary_general",
        _("Prior opinion of the authority: Secretary General"),
        YES_NO,
        True,
        ASSOCIATIONS,
    ),
    RuleKey(
        "personnel.prior_opinion.member",
        _("Prior opinion of the authority: members"),
        YES_NO,
        False,
        HOUSE,
    ),
    RuleKey("deadline.vet", _("Time to vet a proposal"), WORKING_DAYS, 10, PROCEDURE),
    RuleKey(
        "deadline.prior_opinion",
        _("Time for the authority's prior opinion"),
        WORKING_DAYS,
        20,
        PROCEDURE,
    ),
    RuleKey(
        "deadline.report_to_authority",
        _("Time to report a change to the authority"),
        WORKING_DAYS,
        20,
        REPORTS,
    ),
)


def register() -> None:
    """Register the kind, who sees it, its rules, votes, jobs and pages."""
    _register_kind()
    for rule in RULES:
        register_rule(rule)
    for action, label in (
        ("personnel.change_removed", _("Change taken out of a proposal")),
        ("personnel.overridden", _("Check overridden")),
        ("personnel.opinion_asked", _("Authority asked for its opinion")),
        ("personnel.opinion_received", _("Opinion of the authority received")),
        ("personnel.reported", _("Change reported to the authority")),
        ("personnel.took_effect", _("Seats changed")),
        ("personnel.obstacle", _("Seats could not change")),
        ("personnel.slate_imported", _("Slate of candidates imported")),
    ):
        register_action(action, label)
    register_event(OBSTACLE, _("Seats could not change on their day"))
    register_event(CORRECTION, _("Somebody asks for a correction of their file"))
    register_event(ANSWERED, _("A correction of my file that I asked for is answered"))
    register_job("change seats", func=change_seats, every=OFTEN)
    register_check("seats against proposals", verify_seats)
    register_check("overrides", verify_overrides)
    register_question(
        KIND,
        Question(
            propositions=propositions_of,
            on_results=take_results,
            concerns=kin_of_candidates,
            profiles=profiles_for,
        ),
    )
    register_kin("personnel", kin_among)
    register_obstacle(KIND, "vet", Outcome.APPRAISED, why_not_passed)
    register_step_form(KIND, "issue", Outcome.ISSUED, IssueForm)
    register_step_form(KIND, "report_to_authority", Outcome.REPORTED, ReportForm)
    _register_pages()


def _register_kind() -> None:
    label = _("Personnel proposal")
    register_dossier_kind(KIND, label)
    register_kind(
        DossierKind(
            name=KIND,
            label=label,
            flow="personnel.flows.ProposalFlow",
            content_of=content_of_dossier,
            content_template="personnel/proposals_content.html",
            problems_of=problems_of,
            edit_url=edit_url,
            lines_key="changes",
            line_title=line_title,
            field_labels=field_labels,
            words=value_words,
            icon="user-share",
            skipped=skipped_stages,
        )
    )
    register_reasons(KIND, reasons_to_see)
    register_named(KIND, NAMED)
    register_handled("proposals", people_to_file)
    register_concerned("proposals", proposes_or_vets)


def propositions_of(dossier: Dossier, step: str) -> Sequence[Proposition]:
    """Return what is put to the vote: every change, with the candidate who leaves the room."""
    return [Proposition(key, label, person) for key, label, person in options_of(dossier, step)]


def people_to_file(user: User) -> Q:
    """Return the condition on Person: those of one's own unit whom one's drafts propose."""
    units = held_at(user, "unit", Duty.DRAFT, Duty.SIGN)
    return Q(pk__in=people_of_own_drafts(units)) if units else Q(pk__in=())


def proposes_or_vets(user: User) -> bool:
    """Tell whether proposals are this person's business; asks the posts only."""
    return any(vets(post) or post.duty in (Duty.DRAFT, Duty.SIGN) for post in posts_of(user))


def edit_url(dossier: Dossier) -> str:
    """Return where the drafter types."""
    return reverse("personnel:proposal_edit", args=[dossier.code])


def line_title(line: dict[str, Any]) -> str:
    """Return what a change is, with whom."""
    people = [line[who]["name"] for who in ("entering", "leaving") if line[who]]
    return f"{ChangeKind(line['kind']).label}: {' ← '.join(people)}"


CHOICES: dict[str, list[tuple[str, Any]]] = {
    "kind": ChangeKind.choices,
    "post": SeatPost.choices,
}


def value_words(name: str, value: Any) -> str:
    """Return a stored value as people write it: the words of a choice, everything else plainly."""
    choices = CHOICES.get(name)
    return str(dict(choices).get(value, value)) if choices is not None else plain_words(value)


def field_labels() -> dict[str, str]:
    """Return the words for the fields of a proposal and its changes, for comparisons."""
    return {
        "title": str(_("title")),
        "unit": str(_("unit")),
        "body": str(_("body whose seats change")),
        "term": str(_("term")),
        "effective_on": str(_("in effect from")),
        "year": str(_("year")),
        "kind": str(_("kind")),
        "leaving": str(_("who leaves")),
        "entering": str(_("who enters")),
        "seat": str(_("seat")),
        "post": str(_("post")),
        "reason": str(_("reason")),
    }


def _register_pages() -> None:
    register_navigation(
        NavItem(
            "personnel.proposals",
            _("Proposals"),
            "personnel:proposals",
            "user-share",
            10,
            parent="personnel",
        )
    )
