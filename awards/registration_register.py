"""What the part "register" of awards adds to the shared rooms; called by `awards.registration`."""

import datetime as dt
from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.forms_of_steps import register_step_form
from workflow_app.approvals.issuing import IssueForm
from workflow_app.approvals.kinds import DossierKind, register_kind
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.selectors.comparison import plain_words
from workflow_app.approvals.visibility import register_named, register_reasons
from workflow_app.approvals.work_links import register_work_link
from workflow_app.audit.actions import register_action
from workflow_app.audit.verification import register_check
from workflow_app.background.scheduler import register_job
from workflow_app.ballots.questions import Question, register_question
from workflow_app.notifications.events import register_event
from workflow_app.organization.enums import Duty
from workflow_app.organization.kinds import register_dossier_kind
from workflow_app.organization.selectors.posts import holds, posts_of
from workflow_app.papers.access import register_readers
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation

from .content_revocations import content_of_dossier, field_labels, problems_of
from .enums import Kind, RevocationGround
from .forms_register import RecoveryForm
from .notices_register import GRANTED, HANDED_OVER, REVOKED, UPWARD_DUE
from .selectors import revocations as selectors
from .selectors.register import issues, reads_register
from .selectors.secretariat import OFFICERS, may_belong
from .services.upward import remind_of_upward
from .verification_overrides import verify_overrides
from .verification_register import verify_register

MORNING = dt.time(7, 30)
ACTIONS = (
    ("award.decided", _("Awards granted by a decision")),
    ("award.handed_over", _("Award handed over")),
    ("award.reissued", _("Certificate printed again")),
    ("award.revoked", _("Award revoked")),
    ("award.recovery_noted", _("Recovery of an award noted")),
    ("award.register_exported", _("Register of awards exported")),
    ("award.register_imported", _("Awards of earlier years entered from a workbook")),
    ("award.register_import_undone", _("Awards entered from a workbook taken out again")),
    ("upward.saved", _("Nomination to the State saved")),
    ("upward.exported", _("Nominations to the State exported")),
)


def register() -> None:
    """Register the kind "revocation", who sees it, the clerk's duties, papers, jobs and pages."""
    _register_kind()
    for action, words in ACTIONS:
        register_action(action, words)
    register_event(GRANTED, _("Awards of my unit were granted"))
    register_event(HANDED_OVER, _("Awards of my unit were handed over"))
    register_event(REVOKED, _("An award of my unit was revoked"))
    register_event(UPWARD_DUE, _("A nomination to the State is due"))
    register_job("remind of nominations to the State", func=remind_of_upward, daily_at=MORNING)
    register_work_link(
        "nomination.issue", issuing_url, _("Issue the decision on awards"), (Duty.ISSUE,)
    )
    register_work_link(
        "nomination.hand_over", handing_over_url, _("Hand the award over"), (Duty.ISSUE,)
    )
    register_check("register of awards", verify_register)
    register_check("overrides of nominations", verify_overrides)
    register_readers("awards", papers_to_read)
    _register_pages()


def _register_kind() -> None:
    label = _("Revocation of an award")
    register_dossier_kind(Kind.REVOCATION, label)
    register_kind(
        DossierKind(
            name=Kind.REVOCATION,
            label=label,
            flow="awards.flows.RevocationFlow",
            content_of=content_of_dossier,
            content_template="awards/register/revocation_content.html",
            problems_of=problems_of,
            edit_url=edit_url,
            field_labels=field_labels,
            words=value_words,
            icon="arrow-back-up",
            skipped=skipped_stages,
        )
    )
    register_reasons(Kind.REVOCATION, selectors.reasons_to_see)
    register_named(Kind.REVOCATION, selectors.NAMED)
    register_question(
        Kind.REVOCATION,
        Question(
            propositions=selectors.propositions_of,
            concerns=selectors.concerns_of,
            rule_kind=selectors.rule_kind_of,
        ),
    )
    register_step_form(Kind.REVOCATION, "issue", Outcome.ISSUED, IssueForm)
    register_step_form(Kind.REVOCATION, "recover", Outcome.RECOVERED, RecoveryForm)


def edit_url(dossier: Dossier) -> str:
    """Return where the secretariat types."""
    return reverse("awards:revocation_edit", args=[dossier.code])


def skipped_stages(__: Dossier) -> tuple[Stage, ...]:
    """Return the stages that its way leaves out: none."""
    return ()


CHOICES: dict[str, list[tuple[str, Any]]] = {"ground": RevocationGround.choices}


def value_words(name: str, value: Any) -> str:
    """Return a stored value as people write it: the words of a choice, everything else plainly."""
    choices = CHOICES.get(name)
    return str(dict(choices).get(value, value)) if choices is not None else plain_words(value)


def issuing_url(item: WorkItem) -> str:
    """Return where the clerk issues this nomination with the others of its campaign."""
    code = item.dossier.code if item.dossier else ""
    return f"{reverse('awards:issuing')}?dossier={code}"


def handing_over_url(item: WorkItem) -> str:
    """Return where the clerk notes the hand-over."""
    code = item.dossier.code if item.dossier else ""
    return f"{reverse('awards:handing_over')}?dossier={code}"


def papers_to_read(user: User) -> Q:
    """Return the papers that everybody in the house reads: decisions that grant awards.

    A decision that takes one back is read by whoever may see its dossier.
    """
    return Q(award_decision__isnull=False) if reads_register(user) else Q(pk__in=())


# --- Navigation: the posts alone are asked ---------------------------------------------------


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def may_read(request: HttpRequest) -> bool:
    """Show the register to whoever holds something in the house."""
    return reads_register(_user(request))


def may_issue(request: HttpRequest) -> bool:
    """Show the clerk's page."""
    return issues(_user(request))


def may_read_upward(request: HttpRequest) -> bool:
    """Show nominations to the State to the secretariat and the inspection."""
    user = _user(request)
    return holds(user, Duty.INSPECT) or works_near(request)


def works_near(request: HttpRequest) -> bool:
    """Show recoveries to those who may be of the secretariat; the page itself asks anew."""
    return any(may_belong(post, Duty.DRAFT, *OFFICERS) for post in posts_of(_user(request)))


def _register_pages() -> None:
    for key, label, url, icon, order, visible in (
        ("issuing", _("To be issued"), "awards:issuing", "gavel", 50, may_issue),
        ("register", _("Register of awards"), "awards:register", "book", 60, may_read),
        ("decisions", _("Decisions on awards"), "awards:decisions", "certificate", 65, may_read),
        ("upward", _("Nominations to the State"), "awards:upward", "send", 70, may_read_upward),
        ("recoveries", _("To be recovered"), "awards:recoveries", "arrow-back-up", 80, works_near),
    ):
        register_navigation(
            NavItem(f"awards.{key}", label, url, icon, order, visible, parent="awards")
        )
