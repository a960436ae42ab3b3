"""The cluster's review: ask, answer, excuse, close."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals import announcing, statements
from workflow_app.approvals.enums import OpinionState, Outcome, RoundState, Stance, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Comment, ConsultationRound, Dossier, Opinion
from workflow_app.approvals.performers import cluster_duty
from workflow_app.approvals.selectors.authority import recorded_authority
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import gathered, record
from workflow_app.db.objects import another
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding, Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.organization.services.authority import ensure_desks
from workflow_app.rulebook.selectors import rule_on

from .comments import ask_for_answers
from .decisions import require_authority, settle_within
from .work import close_work, lock_dossier, new_work_item

CONSULT_STEP = "consult_cluster"
OPINION_KIND = "opinion"


def open_round(*, dossier: Dossier, is_first: bool = False) -> ConsultationRound:
    """Ask every other unit of the cluster; a unit never reviews itself.

    `is_first` says that the dossier has never been at a review before. A handful of statements however many units: opinions, desks and work items in bulk.
    """
    now = timezone.now()
    revision = dossier.revision
    if dossier.cluster is None or revision is None:
        raise IncompleteError(_("There is no cluster or no submitted revision to review."))
    before = None if is_first else statements.last_round.first(dossier=dossier.pk)
    round_ = statements.add_round(
        ConsultationRound(
            dossier=dossier,
            revision=revision,
            number=before.number + 1 if before is not None else 1,
            opened=now,
            due=dossier.stage_due or now,
        )
    )
    units = statements.units_to_ask(
        cluster=dossier.cluster_id, on=timezone.localdate(), author=dossier.unit_id
    )
    _invite(round_, {unit: unit.reviewing for unit in units})
    record(
        action="round.opened",
        actor=None,
        object=round_,
        dossier_code=dossier.code,
        data={"units": [unit.code for unit in units], "revision": revision.sha256},
    )
    if not units:
        # Should it fail, the signature stands and the calendar closes the round on its due date.
        transaction.on_commit(lambda: close_round(round_id=round_.pk), robust=True)
    return round_


def _invite(round_: ConsultationRound, units: dict[Unit, int | None]) -> list[Opinion]:
    """Ask units, given with their reviewing desks; a unit asked for the first time gets one."""
    without = [unit for unit, desk in units.items() if desk is None]
    new = ensure_desks((Duty.REVIEW, ("unit", unit.pk)) for unit in without) if without else {}
    if not units:
        return []
    asking = new_work_item(
        kind=f"{round_.dossier.kind}.{OPINION_KIND}",
        dossier=round_.dossier,
        desk_id=0,
        due=round_.due,
        opened=round_.opened,
    )
    items = statements.add_work_item.many(
        [
            another(asking, desk_id=desk or new[Duty.REVIEW, ("unit", unit.pk)])
            for unit, desk in units.items()
        ]
    )
    answer = Opinion(round=round_)
    opinions = statements.add_opinions.many(
        [
            another(answer, unit=unit, work_item=item)
            for unit, item in zip(units, items, strict=True)
        ]
    )
    announcing.opinions_asked(items)
    return opinions


@transaction.atomic
@gathered()
def give_opinion(
    *,
    opinion_id: int,
    user: User,
    stance: Stance,
    text: str = "",
    line_comments: list[tuple[str, str, str]] | None = None,
    revision_number: int | None = None,
) -> Opinion:
    """Answer for one's unit; until the round closes the answer may be given again.

    `line_comments` are (line identifier, line label, text). An objection owes a reason. When
    every unit has answered, the round closes in the same transaction.
    """
    opinion = statements.opinion_at_hand.first(opinion=opinion_id) or _locked_opinion(opinion_id)
    round_ = opinion.round
    holding = _require_reviewer(opinion, user)
    if round_.state != RoundState.OPEN or opinion.state == OpinionState.EXCUSED:
        raise ConflictError(_("The review has been closed in the meantime."))
    if revision_number is not None and revision_number != round_.revision.number:
        raise ConflictError(_("A newer revision has come in; please read it first."))
    remarks = [remark for remark in line_comments or [] if remark[2].strip()]
    if stance == Stance.OBJECT and not (text.strip() or remarks):
        raise IncompleteError(_("An objection needs its reason."))
    if stance == Stance.AGREE_WITH_COMMENTS and not (text.strip() or remarks):
        raise IncompleteError(_("Please write the comments you agree with."))
    given_before = opinion.state == OpinionState.GIVEN
    _write_opinion(opinion, user=user, holding=holding, stance=stance, text=text.strip())
    _replace_comments(opinion, user, remarks, given_before=given_before)
    if opinion.work_item is not None and opinion.work_item.is_open:
        close_work(opinion.work_item, user=user)
    record(
        action="opinion.given",
        actor=user,
        object=opinion,
        authority=opinion.authority,
        dossier_code=round_.dossier.code,
        data={"unit": opinion.unit.code, "stance": stance, "revision": round_.revision.sha256},
    )
    _close_if_all_answered(opinion, others_owe=getattr(holding, "others_owe", None))
    return opinion


def _require_reviewer(opinion: Opinion, user: User) -> Holding:
    """Return under what the user speaks for the unit; raises NotAllowedError."""
    dossier = opinion.round.dossier
    if dossier.revision_id == opinion.round.revision_id:
        dossier.revision = opinion.round.revision  # read with the opinion
    item = opinion.work_item
    desk = item.desk if item is not None else None
    return require_authority(
        user=user,
        desk=desk or desk_of(Duty.REVIEW, opinion.unit),
        dossier=dossier,
        opinion=opinion,
    )


def _write_opinion(
    opinion: Opinion, *, user: User, holding: Holding, stance: Stance, text: str
) -> None:
    opinion.state = OpinionState.GIVEN
    opinion.stance = stance
    opinion.text = text
    opinion.given_by = user
    opinion.given_at = timezone.now()
    opinion.mandate_id = holding.mandate_id
    opinion.delegation_id = holding.delegation_id
    opinion.authority = recorded_authority(holding)
    statements.give(
        pk=opinion.pk,
        state=opinion.state,
        stance=stance,
        text=text,
        mandate=holding.mandate_id,
        delegation=holding.delegation_id,
        given_by=user.pk,
        authority=opinion.authority,
        given_at=opinion.given_at,
    )


def _locked_opinion(opinion_id: int) -> Opinion:
    """Lock the round's dossier first, as every act on a dossier does, then read the opinion."""
    dossier_id = Opinion.objects.values_list("round__dossier_id", flat=True).get(pk=opinion_id)
    lock_dossier(dossier_id)
    return Opinion.objects.select_related(
        "unit", "work_item", "round__revision", "round__dossier__unit"
    ).get(pk=opinion_id)


def _replace_comments(
    opinion: Opinion, user: User, remarks: list[tuple[str, str, str]], *, given_before: bool
) -> None:
    """Bring the comments in step with an opinion that is given anew.

    What stands as it was keeps its answer, and what the drafter has answered is never taken away.
    """
    wanted = [(line, label[:200], text.strip()) for line, label, text in remarks]
    if opinion.text and opinion.stance != Stance.AGREE:
        wanted.insert(0, ("", "", opinion.text))
    have = list(opinion.comments.all()) if given_before else []
    standing = {(comment.line, comment.text) for comment in have}
    said = {(line, text) for line, __, text in wanted}
    gone = [
        comment.pk
        for comment in have
        if not comment.answer and (comment.line, comment.text) not in said
    ]
    if gone:
        opinion.comments.filter(pk__in=gone).delete()
    new = [remark for remark in wanted if (remark[0], remark[2]) not in standing]
    if new:
        Comment.objects.bulk_create(
            Comment(
                dossier=opinion.round.dossier,
                revision=opinion.round.revision,
                opinion=opinion,
                line=line,
                line_label=label,
                text=text,
                author=user,
                author_office=opinion.unit.short_name,
            )
            for line, label, text in new
        )


def _close_if_all_answered(opinion: Opinion, *, others_owe: bool | None = None) -> None:
    """Close the round with its last answer. What was read under the lock need not be asked for."""
    round_ = opinion.round
    if others_owe is None:
        others = round_.opinions.filter(state=OpinionState.INVITED).exclude(pk=opinion.pk)
        others_owe = others.exists()
    if others_owe:
        return
    if rule_on("consultation.close_when_all").value:
        with official_language():
            reason = _("All units have answered.")
        _close(round_, reason=reason, unanswered=[])


@transaction.atomic
@gathered()
def close_round(*, round_id: int, by: User | None = None, reason: str = "") -> ConsultationRound:
    """Close a round: whoever has not answered is recorded as having no opinion.

    Called by the calendar on the due date, or earlier by the head of the cluster, who owes a
    reason. Restartable: a closed round stays as it is.
    """
    dossier_id = ConsultationRound.objects.values_list("dossier_id", flat=True).get(pk=round_id)
    lock_dossier(dossier_id)
    round_ = ConsultationRound.objects.select_related(
        "dossier__unit", "dossier__cluster", "revision"
    ).get(pk=round_id)
    if by is not None:
        _require_cluster_head(round_.dossier, by)
        if not reason.strip():
            raise IncompleteError(_("Please give the reason: the people concerned will read it."))
    if round_.state == RoundState.OPEN:
        with official_language():
            words = _("The time for opinions is over.")
            if by is not None:
                words = _("Closed early by %(person)s: %(reason)s") % {
                    "person": by,
                    "reason": reason,
                }
        _close(round_, by=by, reason=words, unanswered=_unanswered(round_))
    return round_


def _unanswered(round_: ConsultationRound) -> list[Opinion]:
    owed = round_.opinions.filter(state=OpinionState.INVITED)
    return list(owed.select_related("work_item", "unit"))


def _close(
    round_: ConsultationRound,
    *,
    reason: str,
    unanswered: list[Opinion],
    by: User | None = None,
) -> None:
    _end_round(round_, RoundState.CLOSED, unanswered, by)
    ask_for_answers(round_.dossier)
    settle_within(
        dossier=round_.dossier, step=CONSULT_STEP, outcome=Outcome.CONSULTED, reason=reason
    )


def stop_round(context: EffectContext) -> None:
    """Stop the open round because the dossier was withdrawn; the effect of that outcome."""
    round_ = context.dossier.rounds.filter(state=RoundState.OPEN).first()
    if round_ is not None:
        _end_round(round_, RoundState.STOPPED, _unanswered(round_), context.user)


def _end_round(
    round_: ConsultationRound, state: RoundState, unanswered: list[Opinion], by: User | None
) -> None:
    """Close a round; whoever was asked and has not answered has no opinion, and no duty left."""
    round_.state = state
    round_.closed = timezone.now()
    statements.end_round(pk=round_.pk, state=state, closed=round_.closed)
    if unanswered:
        Opinion.objects.filter(pk__in=[opinion.pk for opinion in unanswered]).update(
            state=OpinionState.LAPSED
        )
        items = [opinion.work_item for opinion in unanswered if opinion.work_item is not None]
        close_work(items, user=by, state=WorkState.CANCELLED)
    record(
        action=f"round.{state}",
        actor=by,
        object=round_,
        dossier_code=round_.dossier.code,
        data={"without_opinion": [opinion.unit.code for opinion in unanswered]},
    )


@transaction.atomic
@gathered()
def excuse_unit(*, opinion_id: int, user: User, reason: str) -> Opinion:
    """The head of the cluster excuses a unit from the round, with a reason."""
    opinion = _locked_opinion(opinion_id)
    _require_cluster_head(opinion.round.dossier, user)
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: the people concerned will read it."))
    if opinion.round.state != RoundState.OPEN or opinion.state != OpinionState.INVITED:
        raise ConflictError(_("The unit has answered, or the review is closed."))
    opinion.state = OpinionState.EXCUSED
    opinion.excuse = reason.strip()
    opinion.save(update_fields=["state", "excuse"])
    if opinion.work_item is not None:
        close_work(opinion.work_item, user=user, state=WorkState.CANCELLED)
    record(
        action="opinion.excused",
        actor=user,
        object=opinion,
        dossier_code=opinion.round.dossier.code,
        data={"unit": opinion.unit.code, "reason": opinion.excuse},
    )
    _close_if_all_answered(opinion)
    return opinion


@transaction.atomic
@gathered()
def add_unit(*, round_id: int, unit: Unit, user: User, reason: str) -> Opinion:
    """The head of the cluster asks one more unit, with a reason."""
    lock_dossier(ConsultationRound.objects.values_list("dossier_id", flat=True).get(pk=round_id))
    round_ = ConsultationRound.objects.select_related("dossier__unit", "dossier__cluster").get(
        pk=round_id
    )
    _require_cluster_head(round_.dossier, user)
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: the people concerned will read it."))
    if round_.state != RoundState.OPEN:
        raise ConflictError(_("The review has been closed in the meantime."))
    if unit.pk == round_.dossier.unit_id:
        raise NotAllowedError(_("A unit never reviews itself."))
    if round_.opinions.filter(unit=unit).exists():
        raise ConflictError(_("This unit has already been asked."))
    opinion = _invite(round_, {unit: None})[0]
    record(
        action="opinion.asked",
        actor=user,
        object=opinion,
        dossier_code=round_.dossier.code,
        data={"unit": unit.code, "reason": reason.strip()},
    )
    return opinion


def _require_cluster_head(dossier: Dossier, user: User) -> None:
    """The heading unit's head, or the deputy unit's where the head is the author."""
    cluster = dossier.cluster
    desk = desk_of(cluster_duty(dossier), cluster) if cluster is not None else None
    if desk is None or authority_at(user, desk, kind=dossier.kind) is None:
        raise NotAllowedError(_("This is for the head of the cluster to do."))
