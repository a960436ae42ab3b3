from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from personnel.selectors import proposals
from personnel.services import effects
from workflow_app.approvals import performers
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.nodes import (
    BallotTask,
    ConsultationTask,
    DecisionTask,
    Finish,
    Gate,
    OpenDossier,
    WaitTask,
)
from workflow_app.approvals.services.consultations import stop_round


class ProposalFlow(flow.Flow):
    """Personnel proposal."""

    dossier_kind = "personnel"
    process_title = _("Personnel proposal")
    lock_impl = SelectForUpdateLock(nowait=False)

    # unit
    open = OpenDossier().Annotation(title=_("Open the dossier")).Next(this.draft)
    draft = (
        DecisionTask(performers.DRAFTER, stage=Stage.DRAFTING, deadline="deadline.draft")
        .Annotation(title=_("Draft"))
        .On(Outcome.SUBMITTED, this.sign, effects.freeze)
    )
    sign = (
        DecisionTask(performers.UNIT_HEAD, stage=Stage.SIGNING, deadline="deadline.sign")
        .Annotation(title=_("Sign"))
        .On(Outcome.SIGNED, this.check_consult)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.WITHDRAWN, this.draft)
    )

    # cluster, only where the rulebook says so
    check_consult = (
        Gate(this.needs_consultation)
        .Annotation(title=_("Cluster to be consulted?"))
        .Then(this.consult_cluster)
        .Else(this.vet)
    )
    consult_cluster = (
        ConsultationTask(
            performers.CLUSTER_HEAD, stage=Stage.CONSULTING, deadline="deadline.consult"
        )
        .Annotation(title=_("Consult the cluster"))
        .On(Outcome.CONSULTED, this.vet)
        .On(Outcome.WITHDRAWN, this.draft, stop_round)
    )

    # personnel department
    vet = (
        DecisionTask(performers.PERSONNEL_OFFICER, stage=Stage.VETTING, deadline="deadline.vet")
        .Annotation(title=_("Vet the proposal"))
        .On(Outcome.APPRAISED, this.check_prior_opinion, effects.pass_vetting)
        .On(Outcome.RETURNED, this.draft)
    )
    check_prior_opinion = (
        Gate(this.needs_prior_opinion)
        .Annotation(title=_("Prior opinion owed?"))
        .Then(this.seek_prior_opinion)
        .Else(this.standing_committee)
    )
    seek_prior_opinion = (
        DecisionTask(
            performers.PERSONNEL_OFFICER,
            stage=Stage.PRIOR_OPINION,
            deadline="deadline.prior_opinion",
        )
        .Annotation(title=_("Seek the authority's prior opinion"))
        .On(Outcome.OPINION_RECEIVED, this.standing_committee, effects.take_opinion)
        .On(Outcome.RETURNED_TO_VETTING, this.vet)
        .On(Outcome.RETURNED, this.draft)
    )

    # Standing Committee: its opinion. Only the Presidium decides, so a proposal that finds no
    # support does not end here: the personnel department works on it, or returns it.
    standing_committee = (
        BallotTask(
            performers.BODY_SECRETARY,
            stage=Stage.STANDING_COMMITTEE,
            deadline="deadline.decide",
            before=effects.before_standing_committee,
        )
        .Annotation(title=_("Opinion of the Standing Committee"))
        .On(Outcome.ADOPTED, this.presidium, effects.supported)
        .On(Outcome.REJECTED, this.vet, effects.not_supported)
        .On(Outcome.RETURNED, this.draft)
    )

    # Presidium
    presidium = (
        BallotTask(
            performers.BODY_SECRETARY,
            stage=Stage.DECIDING,
            deadline="deadline.decide",
            before=effects.before_presidium,
        )
        .Annotation(title=_("Vote in the Presidium"))
        .On(Outcome.ADOPTED, this.issue, effects.adopted)
        .On(Outcome.REJECTED, this.rejected, effects.rejected)
        .On(Outcome.RETURNED, this.draft)
    )

    # office: clerk
    issue = (
        DecisionTask(performers.CLERK, stage=Stage.ISSUING, deadline="deadline.issue")
        .Annotation(title=_("Number and issue"))
        .On(Outcome.ISSUED, this.report_to_authority, effects.issue_decision)
    )

    # personnel department, then the calendar
    report_to_authority = (
        DecisionTask(
            performers.PERSONNEL_OFFICER,
            stage=Stage.REPORTING,
            deadline="deadline.report_to_authority",
        )
        .Annotation(title=_("Report to the authority"))
        .On(Outcome.REPORTED, this.check_in_force, effects.record_report)
    )
    check_in_force = (
        Gate(this.is_in_force)
        .Annotation(title=_("In effect already?"))
        .Then(this.adopted)
        .Else(this.wait_until_effective)
    )
    wait_until_effective = (
        WaitTask(stage=Stage.WAITING_FOR_EFFECT, until=effects.end_of_waiting)
        .Annotation(title=_("Wait for the day of effect"))
        .On(Outcome.TOOK_EFFECT, this.adopted)
    )

    adopted = Finish(Stage.ADOPTED).Annotation(title=_("Adopted and in effect"))
    rejected = Finish(Stage.REJECTED).Annotation(title=_("Rejected"))

    def needs_consultation(self, activation: Any) -> bool:
        return proposals.needs_consultation(activation.process.dossier)

    def needs_prior_opinion(self, activation: Any) -> bool:
        return proposals.needs_prior_opinion(activation.process.dossier)

    def is_in_force(self, activation: Any) -> bool:
        return proposals.is_in_force(activation.process.dossier)
