"""What outcomes of the proposal's flow bring about; the flow names these functions."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from personnel import papers
from personnel.enums import ChangeResult, Support
from personnel.models import Change, Hearing, Report
from personnel.selectors.proposals import (
    DECIDING_BODY,
    DECIDING_STEP,
    OPINION_BODY,
    OPINION_STEP,
    changes_of,
    proposal_of,
)
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.performers import personnel_department
from workflow_app.approvals.services.numbering import Series, number_decision, signature_on
from workflow_app.approvals.services.revisions import freeze_submitted
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import record
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.organization.models import Body
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.rulebook.selectors import due_after, rule_on

from .outside import require_opinion
from .seats import change_seats_of
from .vetting import require_passed

DECISIONS = Series(code=papers.SERIES, symbol=papers.SYMBOL, document_type=papers.DOCUMENT_TYPE)


# --- The unit ------------------------------------------------------------------------------


def freeze(context: EffectContext) -> None:
    """Submitting freezes what the drafter sees; what was voted on an earlier one counts no more."""
    freeze_submitted(context)
    Change.objects.filter(proposal__dossier=context.dossier).update(support="", result="")


# --- The personnel department --------------------------------------------------------------


def pass_vetting(context: EffectContext) -> None:
    """Everything is met or overridden; who drafted does not vet."""
    dossier = context.dossier
    if dossier.revision is not None and dossier.revision.author_id == context.acting_user.pk:
        raise NotAllowedError(_("Who drafted a proposal does not vet it."))
    require_passed(proposal_of(dossier))


def take_opinion(context: EffectContext) -> None:
    """The authority outside has agreed."""
    require_opinion(proposal_of(context.dossier))


# --- The bodies ----------------------------------------------------------------------------


def before_standing_committee(dossier: Dossier) -> None:
    """The dossier comes before the Standing Committee, which says anew whom it supports."""
    _stand_before(dossier, OPINION_BODY)
    Change.objects.filter(proposal__dossier=dossier).update(support="")


def before_presidium(dossier: Dossier) -> None:
    """The dossier comes before the Presidium."""
    _stand_before(dossier, DECIDING_BODY)
    Change.objects.filter(proposal__dossier=dossier).update(result="")


def _stand_before(dossier: Dossier, code: str) -> None:
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise IncompleteError(
            _("There is no body with the code %(code)s; the administrator must enter it.")
            % {"code": code}
        )
    dossier.body = body
    Dossier.objects.filter(pk=dossier.pk).update(body=body)
    Hearing.objects.get_or_create(
        proposal=proposal_of(dossier), body=body, defaults={"since": timezone.now()}
    )


STAGES = {OPINION_STEP: Stage.STANDING_COMMITTEE, DECIDING_STEP: Stage.DECIDING}


def take_results(dossier: Dossier, step: str, results: Mapping[str, str]) -> None:
    """Write what a body made of each change; told by the ballots before the dossier goes on."""
    if dossier.stage != STAGES[step]:
        return  # it has gone on already, or was taken back
    for change in Change.objects.filter(proposal__dossier=dossier, uid__in=results):
        is_for = results[change.uid] == ChangeResult.ADOPTED
        if step == OPINION_STEP:
            change.support = Support.SUPPORTED if is_for else Support.NOT_SUPPORTED
        else:
            change.result = ChangeResult.ADOPTED if is_for else ChangeResult.REJECTED
        change.save(update_fields=["support", "result"])


def supported(context: EffectContext) -> None:
    """The Standing Committee supports the proposal, whole or in part."""
    _fill(context.dossier, "support", Support.SUPPORTED, Support.NOT_SUPPORTED)


def not_supported(context: EffectContext) -> None:
    """It supports none of the changes."""
    Change.objects.filter(proposal__dossier=context.dossier).update(support=Support.NOT_SUPPORTED)


def adopted(context: EffectContext) -> None:
    """The Presidium adopts the proposal, whole or in part; unsupported changes were not put to it."""
    changes = Change.objects.filter(proposal__dossier=context.dossier)
    changes.filter(support=Support.NOT_SUPPORTED).update(result=ChangeResult.REJECTED)
    supported_ones = changes.exclude(support=Support.NOT_SUPPORTED)
    if supported_ones.exclude(result="").exists():
        supported_ones.filter(result="").update(result=ChangeResult.REJECTED)
    else:
        supported_ones.update(result=ChangeResult.ADOPTED)


def rejected(context: EffectContext) -> None:
    """The Presidium adopts none of the changes."""
    Change.objects.filter(proposal__dossier=context.dossier).update(result=ChangeResult.REJECTED)


def _fill(dossier: Dossier, column: str, all_of_them: str, the_rest: str) -> None:
    """A vote on the whole is a vote on every change; else what was not named did not pass."""
    changes = Change.objects.filter(proposal__dossier=dossier)
    voted_one_by_one = changes.exclude(**{column: ""}).exists()
    changes.filter(**{column: ""}).update(**{column: the_rest if voted_one_by_one else all_of_them})


# --- Issue, report, effect -----------------------------------------------------------------


def issue_decision(context: EffectContext) -> None:
    """Number the decision on the adopted changes; the report to the authority is owed from now on.

    When the day of effect has come already, the seats change right after the commit.
    """
    dossier = context.dossier
    signature = signature_on(context)
    proposal = proposal_of(dossier)
    effective_on = max(proposal.effective_on or signature.day, signature.day)
    content = papers.decision_content(
        proposal=proposal,
        changes=list(changes_of(proposal).filter(result=ChangeResult.ADOPTED)),
        issuer=dossier.body.name if dossier.body else "",
        organisation=organisation_name(),
        department=personnel_department().name,
        decided_on=_decided_on(dossier),
        effective_on=effective_on,
    )
    number_decision(
        context=context,
        signature=signature,
        series=DECISIONS,
        subject=papers.decision_subject(proposal),
        content=content,
    )
    days = int(rule_on("deadline.report_to_authority", on=signature.day).value)
    Report.objects.get_or_create(
        proposal=proposal,
        defaults={"due": timezone.localdate(due_after(days, start=signature.day))},
    )
    if effective_on <= timezone.localdate():
        enqueue_on_commit(change_seats_of, proposal_id=proposal.pk)


def _decided_on(dossier: Dossier) -> dt.date | None:
    decision = (
        dossier.decisions.filter(outcome=Outcome.ADOPTED, step=DECIDING_STEP)
        .order_by("-pk")
        .first()
    )
    return timezone.localdate(decision.created) if decision else None


def record_report(context: EffectContext) -> None:
    """Note the paper by which the change was reported to the competent authority."""
    dossier, data = context.dossier, context.data
    report = Report.objects.select_for_update().get(proposal__dossier=dossier)
    notation = str(data.get("sent_notation", "")).strip()
    sent_on: dt.date | None = data.get("sent_on")
    if not notation or sent_on is None:
        raise IncompleteError(_("The number and the day of the report are missing."))
    if sent_on > timezone.localdate():
        raise IncompleteError(_("A paper is not dated ahead."))
    report.authority = str(data.get("authority", "")).strip()
    report.sent_notation, report.sent_on = notation, sent_on
    report.save(update_fields=["authority", "sent_notation", "sent_on"])
    record(
        action="personnel.reported",
        actor=context.user,
        object=dossier,
        data={"authority": report.authority, "paper": notation},
    )


def end_of_waiting(dossier: Dossier) -> dt.datetime | None:
    """Return the beginning of the day of effect: the day that the dossier waits for."""
    day = proposal_of(dossier).effective_on
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min)) if day else None
