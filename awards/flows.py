from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from awards import performers as own
from awards.enums import Kind
from awards.nodes import ListTask, ScoringTask
from awards.selectors import nominations
from awards.selectors.scores import has_peers
from awards.services import (
    effects,
    handover,
    issuing,
    peers,
    publication,
    reviews,
    revocations,
    scores,
)
from workflow_app.approvals import performers
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.nodes import (
    BallotTask,
    DecisionTask,
    Finish,
    Gate,
    OpenDossier,
    WaitTask,
)
from workflow_app.approvals.services.revisions import freeze_submitted


class SelfScoreFlow(flow.Flow):
    """A unit's own score: drafted, signed, scored by its peers, appraised by the secretariat."""

    dossier_kind = Kind.SELF_SCORE
    process_title = _("Self-score")
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
        .On(Outcome.SIGNED, this.check_peers)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.WITHDRAWN, this.draft)
    )

    # peers of the cluster
    check_peers = (
        Gate(this.has_peers)
        .Annotation(title=_("Peers to score it?"))
        .Then(this.score_by_peers)
        .Else(this.appraise)
    )
    score_by_peers = (
        ScoringTask(
            performers.CLUSTER_HEAD, stage=Stage.SCORING, deadline="deadline.score_by_peers"
        )
        .Annotation(title=_("Scores of the peers"))
        .On(Outcome.SCORED, this.appraise)
        .On(Outcome.WITHDRAWN, this.draft, peers.stop_scoring)
    )

    # award secretariat
    appraise = (
        DecisionTask(
            own.SECRETARIAT, stage=Stage.APPRAISING_CONTENT, deadline="deadline.appraise_score"
        )
        .Annotation(title=_("Appraise the score"))
        .On(Outcome.APPRAISED, this.concluded, scores.pass_score)
        .On(Outcome.RETURNED, this.draft, scores.reopen_score)
    )
    concluded = Finish(Stage.CONCLUDED).Annotation(title=_("Scored"))

    def has_peers(self, activation: Any) -> bool:
        return has_peers(activation.process.dossier)


class ClusterReviewFlow(flow.Flow):
    """A cluster chooses within its quota: ranking, ballot, signature."""

    dossier_kind = Kind.REVIEW
    process_title = _("Choice of the cluster")
    lock_impl = SelectForUpdateLock(nowait=False)

    # head of the cluster
    open = OpenDossier().Annotation(title=_("Open the dossier")).Next(this.prepare)
    prepare = (
        DecisionTask(own.HEADING_DRAFTER, stage=Stage.DRAFTING, deadline="deadline.draft")
        .Annotation(title=_("Prepare the ranking and the candidates"))
        .On(Outcome.SUBMITTED, this.meeting, reviews.freeze_ranking)
        .On(Outcome.CANCELLED, this.nobody_stood, reviews.require_nobody)
    )

    # the cluster's meeting
    meeting = (
        BallotTask(
            performers.BODY_SECRETARY,
            stage=Stage.CLUSTER_MEETING,
            deadline="deadline.decide",
            before=reviews.before_meeting,
        )
        .Annotation(title=_("Vote in the cluster's meeting"))
        .On(Outcome.ADOPTED, this.sign)
        .On(Outcome.REJECTED, this.sign)
        .On(Outcome.RETURNED, this.prepare)
    )
    sign = (
        DecisionTask(performers.CLUSTER_HEAD, stage=Stage.ENDORSING, deadline="deadline.endorse")
        .Annotation(title=_("Sign the result for the cluster"))
        .On(Outcome.ENDORSED, this.concluded, reviews.apply_choice)
    )
    concluded = Finish(Stage.CONCLUDED).Annotation(title=_("Chosen"))
    nobody_stood = Finish(Stage.CANCELLED).Annotation(title=_("Nobody stood for choice"))


class NominationFlow(flow.Flow):
    """Nomination for an award."""

    dossier_kind = Kind.NOMINATION
    process_title = _("Nomination for an award")
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
        .On(Outcome.SIGNED, this.check_cluster, effects.receive)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.WITHDRAWN, this.draft)
    )

    # cluster, for awards that it chooses within a quota
    check_cluster = (
        Gate(this.goes_through_cluster)
        .Annotation(title=_("Chosen by the cluster?"))
        .Then(this.cluster_choice)
        .Else(this.appraise)
    )
    cluster_choice = (
        WaitTask(stage=Stage.RANKING, until=nominations.end_of_choice)
        .Annotation(title=_("Wait for the cluster's choice"))
        .On(Outcome.NOMINATED, this.appraise)
        .On(Outcome.NOT_NOMINATED, this.rejected, effects.tell_why)
        .On(Outcome.WITHDRAWN, this.draft, effects.leave_the_choice)
    )

    # award secretariat
    appraise = (
        DecisionTask(
            own.SECRETARIAT, stage=Stage.APPRAISING_CONTENT, deadline="deadline.appraise_award"
        )
        .Annotation(title=_("Appraise the nomination"))
        .On(Outcome.APPRAISED, this.check_publication, effects.pass_appraisal)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.REJECTED, this.rejected, effects.tell_why)
    )
    check_publication = (
        Gate(this.needs_publication)
        .Annotation(title=_("To be published for comment?"))
        .Then(this.publish)
        .Else(this.check_council)
    )
    publish = (
        WaitTask(stage=Stage.PUBLISHED, until=publication.publish)
        .Annotation(title=_("Published for comment"))
        .On(Outcome.PUBLICATION_ENDED, this.check_objections)
    )
    check_objections = (
        Gate(this.has_objections)
        .Annotation(title=_("Objections to be heard?"))
        .Then(this.hear_objections)
        .Else(this.check_council)
    )
    hear_objections = (
        DecisionTask(own.SECRETARIAT, stage=Stage.OBJECTIONS, deadline="deadline.hear_objections")
        .Annotation(title=_("Hear the objections"))
        .On(Outcome.OBJECTIONS_DISMISSED, this.check_council, publication.dismiss)
        .On(Outcome.OBJECTION_UPHELD, this.rejected, publication.uphold)
    )

    # council and Presidium
    check_council = (
        Gate(this.needs_council)
        .Annotation(title=_("Before the council?"))
        .Then(this.council)
        .Else(this.check_presidium)
    )
    council = (
        BallotTask(
            performers.BODY_SECRETARY,
            stage=Stage.COUNCIL,
            deadline="deadline.decide",
            before=effects.before_council,
        )
        .Annotation(title=_("Vote in the council"))
        .On(Outcome.ADOPTED, this.check_presidium)
        .On(Outcome.REJECTED, this.rejected, effects.tell_why)
        .On(Outcome.RETURNED, this.appraise)
    )
    check_presidium = (
        Gate(this.needs_presidium)
        .Annotation(title=_("Decided by the Presidium?"))
        .Then(this.presidium)
        .Else(this.issue)
    )
    presidium = (
        BallotTask(
            performers.BODY_SECRETARY,
            stage=Stage.DECIDING,
            deadline="deadline.decide",
            before=effects.before_presidium,
        )
        .Annotation(title=_("Vote in the Presidium"))
        .On(Outcome.ADOPTED, this.issue)
        .On(Outcome.REJECTED, this.rejected, effects.tell_why)
        .On(Outcome.RETURNED, this.appraise)
    )

    # office: one decision with a list of many
    issue = (
        ListTask(performers.CLERK, stage=Stage.ISSUING, deadline="deadline.issue")
        .Annotation(title=_("Number and issue"))
        .On(Outcome.ISSUED, this.hand_over, issuing.enter_register)
    )
    hand_over = (
        ListTask(performers.CLERK, stage=Stage.HANDING_OVER, deadline="deadline.hand_over")
        .Annotation(title=_("Hand over"))
        .On(Outcome.HANDED_OVER, this.adopted, handover.note_hand_over)
        .On(Outcome.CANCELLED, this.rejected)  # revoked before it was handed over
    )

    adopted = Finish(Stage.ADOPTED).Annotation(title=_("Awarded"))
    rejected = Finish(Stage.REJECTED).Annotation(title=_("Not awarded"))

    def goes_through_cluster(self, activation: Any) -> bool:
        return nominations.goes_through_cluster(activation.process.dossier)

    def needs_publication(self, activation: Any) -> bool:
        return nominations.rule_of(activation.process.dossier).needs_publication

    def has_objections(self, activation: Any) -> bool:
        return nominations.has_open_objections(activation.process.dossier)

    def needs_council(self, activation: Any) -> bool:
        return nominations.rule_of(activation.process.dossier).needs_council

    def needs_presidium(self, activation: Any) -> bool:
        return nominations.rule_of(activation.process.dossier).needs_presidium


class RevocationFlow(flow.Flow):
    """Revocation of an award."""

    dossier_kind = Kind.REVOCATION
    process_title = _("Revocation of an award")
    lock_impl = SelectForUpdateLock(nowait=False)

    # award secretariat
    open = OpenDossier().Annotation(title=_("Open the dossier")).Next(this.draft)
    draft = (
        DecisionTask(own.SECRETARIAT_DRAFTER, stage=Stage.DRAFTING, deadline="deadline.revoke")
        .Annotation(title=_("Draft"))
        .On(Outcome.SUBMITTED, this.sign, freeze_submitted)
        .On(Outcome.CANCELLED, this.cancelled)
    )
    sign = (
        DecisionTask(own.SECRETARIAT_HEAD, stage=Stage.SIGNING, deadline="deadline.sign")
        .Annotation(title=_("Sign"))
        .On(Outcome.SIGNED, this.presidium)
        .On(Outcome.RETURNED, this.draft)
        .On(Outcome.WITHDRAWN, this.draft)
    )

    # the body that granted it
    presidium = (
        BallotTask(
            performers.BODY_SECRETARY,
            stage=Stage.DECIDING,
            deadline="deadline.decide",
            before=revocations.before_presidium,
        )
        .Annotation(title=_("Vote in the Presidium"))
        .On(Outcome.ADOPTED, this.issue)
        .On(Outcome.REJECTED, this.rejected)
        .On(Outcome.RETURNED, this.draft)
    )

    # office: clerk
    issue = (
        DecisionTask(performers.CLERK, stage=Stage.ISSUING, deadline="deadline.issue")
        .Annotation(title=_("Number and issue"))
        .On(Outcome.ISSUED, this.recover, revocations.issue_revocation)
    )
    recover = (
        DecisionTask(own.SECRETARIAT_DRAFTER, stage=Stage.RECOVERING, deadline="deadline.recover")
        .Annotation(title=_("Recover certificate and money"))
        .On(Outcome.RECOVERED, this.concluded, revocations.record_recovery)
    )

    concluded = Finish(Stage.CONCLUDED).Annotation(title=_("Revoked and recovered"))
    rejected = Finish(Stage.REJECTED).Annotation(title=_("The award stands"))
    cancelled = Finish(Stage.CANCELLED).Annotation(title=_("Cancelled"))
