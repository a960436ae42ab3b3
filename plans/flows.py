from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from plans.services import effects
from workflow_app.approvals import performers
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.nodes import (
    BallotTask,
    ConsultationTask,
    DecisionTask,
    Finish,
    Gate,
    OpenDossier,
)
from workflow_app.approvals.selectors.reviews import cluster_review_is_needed
from workflow_app.approvals.services.comments import require_answers
from workflow_app.approvals.services.consultations import stop_round
from workflow_app.approvals.services.revisions import freeze_submitted


class PlanFlow(flow.Flow):
    """Annual plan."""

    dossier_kind = "plan"
    process_title = _("Annual plan")
    lock_impl = SelectForUpdateLock(nowait=False)

    # campaign, or the unit itself
    open = OpenDossier().Annotation(title=_("Open the dossier")).Next(this.draft)

    # unit: drafter
    draft = (
        DecisionTask(performers.DRAFTER, stage=Stage.DRAFTING, deadline="deadline.draft")
        .Annotation(title=_("Draft"))
        .On(Outcome.SUBMITTED, this.sign, freeze_submitted)
    )

    # unit: head
    sign = (
        DecisionTask(performers.UNIT_HEAD, stage=Stage.SIGNING, deadline="deadline.sign")
        .Annotation(title=_("Sign"))
        .On(Outcome.SIGNED, this.check_cluster)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.WITHDRAWN, this.draft)
    )

    check_cluster = (
        Gate(this.needs_cluster_review)
        .Annotation(title=_("Cluster to be asked?"))
        .Then(this.consult_cluster)
        .Else(this.appraise_content)
    )

    # cluster
    consult_cluster = (
        ConsultationTask(
            performers.CLUSTER_HEAD, stage=Stage.CONSULTING, deadline="deadline.consult"
        )
        .Annotation(title=_("Review in the cluster"))
        .On(Outcome.CONSULTED, this.endorse)
        .On(Outcome.WITHDRAWN, this.draft, stop_round)
    )
    endorse = (
        DecisionTask(performers.CLUSTER_HEAD, stage=Stage.ENDORSING, deadline="deadline.endorse")
        .Annotation(title=_("Sign for the cluster"))
        .On(Outcome.ENDORSED, this.appraise_content, require_answers)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.WITHDRAWN, this.draft)
    )

    # Standing Office
    appraise_content = (
        DecisionTask(
            performers.CONTENT_APPRAISER,
            stage=Stage.APPRAISING_CONTENT,
            deadline="deadline.appraise_content",
        )
        .Annotation(title=_("Appraise the content"))
        .On(Outcome.APPRAISED, this.appraise_form)
        .On(Outcome.RETURNED_TO_CLUSTER, this.endorse)
        .On(Outcome.RETURNED, this.draft)
    )
    appraise_form = (
        DecisionTask(
            performers.FORM_APPRAISER,
            stage=Stage.APPRAISING_FORM,
            deadline="deadline.appraise_form",
        )
        .Annotation(title=_("Appraise the form"))
        .On(Outcome.APPRAISED, this.presidium)
        .On(Outcome.RETURNED_TO_CONTENT, this.appraise_content)
        .On(Outcome.RETURNED, this.draft)
    )

    # Presidium
    presidium = (
        BallotTask(performers.BODY_SECRETARY, stage=Stage.DECIDING, deadline="deadline.decide")
        .Annotation(title=_("Vote in the Presidium"))
        .On(Outcome.ADOPTED, this.issue)
        .On(Outcome.REJECTED, this.rejected)
        .On(Outcome.RETURNED, this.draft)
    )

    # office: clerk
    issue = (
        DecisionTask(performers.CLERK, stage=Stage.ISSUING, deadline="deadline.issue")
        .Annotation(title=_("Number and issue"))
        .On(Outcome.ISSUED, this.adopted, effects.issue_plan)
    )

    adopted = Finish(Stage.ADOPTED).Annotation(title=_("Adopted and issued"))
    rejected = Finish(Stage.REJECTED).Annotation(title=_("Rejected"))

    def needs_cluster_review(self, activation: Any) -> bool:
        return cluster_review_is_needed(activation.process.dossier)


class AmendmentFlow(flow.Flow):
    """Ad-hoc addition to a plan."""

    dossier_kind = "amendment"
    process_title = _("Ad-hoc addition to a plan")
    lock_impl = SelectForUpdateLock(nowait=False)

    # unit
    open = OpenDossier().Annotation(title=_("Open the dossier")).Next(this.draft)
    draft = (
        DecisionTask(performers.DRAFTER, stage=Stage.DRAFTING, deadline="deadline.draft")
        .Annotation(title=_("Draft"))
        .On(Outcome.SUBMITTED, this.sign, freeze_submitted)
    )
    sign = (
        DecisionTask(performers.UNIT_HEAD, stage=Stage.SIGNING, deadline="deadline.sign")
        .Annotation(title=_("Sign"))
        .On(Outcome.SIGNED, this.appraise)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.WITHDRAWN, this.draft)
    )

    # Standing Office
    appraise = (
        DecisionTask(
            performers.CONTENT_APPRAISER,
            stage=Stage.APPRAISING_CONTENT,
            deadline="deadline.appraise_content",
        )
        .Annotation(title=_("Appraise the content"))
        .On(Outcome.APPRAISED, this.check_power)
        .On(Outcome.RETURNED, this.draft)
    )
    check_power = (
        Gate(this.is_within_officers_power)
        .Annotation(title=_("Within the officer's power?"))
        .Then(this.decide)
        .Else(this.presidium)
    )

    # the officer whom the rulebook empowers, else the Presidium
    decide = (
        DecisionTask(performers.BODY_CHAIR, stage=Stage.DECIDING, deadline="deadline.issue")
        .Annotation(title=_("Decide as the empowered officer"))
        .On(Outcome.ADOPTED, this.adopted, effects.apply_amendment)
        .On(Outcome.REJECTED, this.rejected)
        .On(Outcome.RETURNED, this.draft)
    )
    presidium = (
        BallotTask(performers.BODY_SECRETARY, stage=Stage.DECIDING, deadline="deadline.decide")
        .Annotation(title=_("Vote in the Presidium"))
        .On(Outcome.ADOPTED, this.adopted, effects.apply_amendment)
        .On(Outcome.REJECTED, this.rejected)
        .On(Outcome.RETURNED, this.draft)
    )

    adopted = Finish(Stage.ADOPTED).Annotation(title=_("Adopted and applied"))
    rejected = Finish(Stage.REJECTED).Annotation(title=_("Rejected"))

    def is_within_officers_power(self, activation: Any) -> bool:
        return effects.is_within_officers_power(activation.process.dossier)
