"""What the part "nominations" of awards adds to the shared rooms; called by `awards.registration`."""

import datetime as dt
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awards.selectors.secretariat import may_belong
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.forms_of_steps import register_obstacle
from workflow_app.approvals.kinds import Content, DossierKind, register_kind
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.comparison import plain_words
from workflow_app.approvals.visibility import register_named, register_reasons
from workflow_app.audit.actions import register_action
from workflow_app.background.scheduler import register_job
from workflow_app.background.signals import job_over
from workflow_app.ballots.questions import Question, register_question
from workflow_app.notifications.events import register_event
from workflow_app.organization.kinds import register_dossier_kind
from workflow_app.organization.selectors.posts import posts_of
from workflow_app.ui.navigation import NavItem, everybody
from workflow_app.ui.navigation import register as register_navigation

from .content_nominations import content_of_dossier, field_labels
from .enums import Completion, Kind, PaperKind, Sex
from .notices_nominations import NOT_AWARDED, OBJECTION, PUBLICATION_ENDED, PUBLISHED
from .selectors.nomination_access import NAMED, reasons_to_see
from .selectors.nomination_checks import errors_of, problems_of
from .selectors.nomination_votes import concerns_of, order_of, propositions_of, rule_kind_of
from .selectors.nominations import skipped_stages
from .services.appraisal import why_not_passed
from .services.batches import leave_the_rest
from .services.publication import end_publications
from .sheets.nomination_profiles import profiles_for

OFTEN = dt.timedelta(minutes=1)
ACTIONS = (
    ("award.recipient_added", _("Nominee entered")),
    ("award.recipient_changed", _("Nominee corrected")),
    ("award.recipient_merged", _("Two nominees declared the same")),
    ("award.recipient_separated", _("Nominees declared two again")),
    ("award.paper_added", _("Paper of a nomination added")),
    ("award.paper_withdrawn", _("Paper of a nomination withdrawn")),
    ("award.check_overridden", _("Check of a nomination overridden")),
    ("award.objection_made", _("Objection to a nominee received")),
    ("award.objection_answered", _("Objection to a nominee answered")),
    ("award.list_imported", _("Nominations taken over from a workbook")),
    ("award.list_exported", _("List of nominations exported")),
)
EVENTS = (
    (PUBLISHED, _("A nominee of my unit is published")),
    (PUBLICATION_ENDED, _("Time for comments on a nominee is over")),
    (OBJECTION, _("Somebody objects to a nominee")),
    (NOT_AWARDED, _("A nominee of my unit is not awarded")),
)


def register() -> None:
    """Register the kind, who sees it, its votes, jobs and pages."""
    label = _("Nomination for an award")
    register_dossier_kind(Kind.NOMINATION, label)
    register_kind(
        DossierKind(
            name=Kind.NOMINATION,
            label=label,
            flow="awards.flows.NominationFlow",
            content_of=content_of_dossier,
            content_template="awards/nominations/content.html",
            problems_of=problems_of,
            errors_of=errors_of,
            edit_url=edit_url,
            lines_key="papers",
            line_title=line_title,
            field_labels=field_labels,
            words=value_words,
            icon="award",
            skipped=skipped_stages,
        )
    )
    register_reasons(Kind.NOMINATION, reasons_to_see)
    register_named(Kind.NOMINATION, NAMED)
    register_question(
        Kind.NOMINATION,
        Question(
            propositions=propositions_of,
            concerns=concerns_of,
            rule_kind=rule_kind_of,
            order=order_of,
            profiles=profiles_for,
        ),
    )
    register_obstacle(Kind.NOMINATION, "appraise", Outcome.APPRAISED, why_not_passed)
    for action, words in ACTIONS:
        register_action(action, words)
    for event, words in EVENTS:
        register_event(event, words)
    job_over.connect(leave_the_rest, dispatch_uid="awards.leave_the_rest")
    register_job("end publications of nominees", func=end_publications, every=OFTEN)
    _register_pages()


def edit_url(dossier: Dossier) -> str:
    """Return where the drafter types."""
    return reverse("awards:nomination_edit", args=[dossier.code])


def line_title(line: Content) -> str:
    """Return what a paper is, with the name of its file."""
    return f"{PaperKind(line['kind']).label}: {line['name']}"


CHOICES: dict[str, list[tuple[str, Any]]] = {
    "completion": Completion.choices,
    "kind": PaperKind.choices,
    "sex": Sex.choices,
}


def value_words(name: str, value: Any) -> str:
    """Return a stored value as people write it: the words of a choice, everything else plainly."""
    choices = CHOICES.get(name)
    return str(dict(choices).get(value, value)) if choices is not None else plain_words(value)


def may_appraise(request: HttpRequest) -> bool:
    """Show the appraisal to the award secretariat; asks the posts only."""
    return any(may_belong(post) for post in posts_of(cast("User", request.user)))


def _register_pages() -> None:
    for key, label, url, icon, order, visible in (
        ("nominations", _("Nominations"), "awards:nominations", "award", 20, everybody),
        ("appraisal", _("Appraisal"), "awards:appraisal", "list-check", 30, may_appraise),
        ("published", _("Published nominees"), "awards:published", "users", 40, everybody),
    ):
        register_navigation(
            NavItem(f"awards.{key}", label, url, icon, order, visible, parent="awards")
        )
