"""Comments and the drafter's answers: every comment is taken on board or explained."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals import announcing, statements
from workflow_app.approvals.enums import Answer, Stage, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Comment, Dossier, WorkItem
from workflow_app.approvals.selectors.authority import own_holding
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import desk_of, holdings_of
from workflow_app.rulebook.selectors import due_by

from .work import close_work, lock_dossier, new_work_item


@transaction.atomic
def add_comment(
    *, dossier: Dossier, user: User, office: str, text: str, line: str = "", line_label: str = ""
) -> Comment:
    """Leave a remark on the submitted revision: whoever has a part in the work may.

    The inspection and the administration read; they change nothing.
    """
    lock_dossier(dossier.pk)
    dossier = Dossier.objects.select_related("unit", "revision").get(pk=dossier.pk)
    if not holdings_of(user).exclude(desk__duty__in=(Duty.INSPECT, Duty.ADMINISTER)).exists():
        raise NotAllowedError(_("Who inspects or administers reads, and changes nothing."))
    if dossier.is_final:
        raise ConflictError(_("The dossier is closed; its comments stay as they are."))
    if not text.strip():
        raise IncompleteError(_("Please write the comment."))
    if dossier.revision is None:
        raise ConflictError(_("Nothing has been submitted yet that could be commented on."))
    comment = Comment.objects.create(
        dossier=dossier,
        revision=dossier.revision,
        line=line,
        line_label=line_label[:200],
        text=text.strip(),
        author=user,
        author_office=office[:200],
    )
    if dossier.stage == Stage.ENDORSING:
        ask_for_answers(dossier)
    announcing.commented(comment)
    record(action="comment.added", actor=user, object=comment, dossier_code=dossier.code)
    return comment


@transaction.atomic
def answer_comment(*, comment_id: int, user: User, answer: Answer, text: str = "") -> Comment:
    """The drafter takes a comment on board, or explains why not."""
    lock_dossier(Comment.objects.values_list("dossier", flat=True).get(pk=comment_id))
    comment = Comment.objects.select_related("dossier__unit").get(pk=comment_id)
    if own_holding(comment.dossier, user, lock=True) is None:
        raise NotAllowedError(_("Only the unit that drafted it answers comments."))
    if comment.dossier.is_final:
        raise ConflictError(_("The dossier is closed; its comments stay as they are."))
    if answer == Answer.EXPLAINED and not text.strip():
        raise IncompleteError(_("Please explain why the comment was not taken on board."))
    comment.answer = answer
    comment.answer_text = text.strip()
    comment.answered_by = user
    comment.answered_at = timezone.now()
    comment.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    if not unanswered_comments(comment.dossier):
        close_work(list(_duties_to_answer(comment.dossier)), user=user)
    record(
        action="comment.answered",
        actor=user,
        object=comment,
        dossier_code=comment.dossier.code,
        data={"answer": answer},
    )
    return comment


def _duties_to_answer(dossier: Dossier) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(
        dossier=dossier, state=WorkState.OPEN, kind=f"{dossier.kind}.answer"
    )


def ask_for_answers(dossier: Dossier) -> None:
    """The drafter owes every comment an answer before the head of the cluster signs."""
    if not unanswered_comments(dossier) or _duties_to_answer(dossier).exists():
        return
    item = new_work_item(
        kind=f"{dossier.kind}.answer",
        dossier=dossier,
        desk_id=desk_of(Duty.DRAFT, dossier.unit).pk,
        due=due_by("deadline.answer"),
    )
    item.save()
    announcing.work_arrived(item)


def unanswered_comments(dossier: Dossier) -> int:
    """Return how many comments on the current revision still wait for an answer."""
    return len(statements.unanswered(dossier=dossier.pk, revision=dossier.revision_id or 0))


def require_answers(context: EffectContext) -> None:
    """Effect of an endorsement: refuse it while comments are unanswered."""
    open_ = unanswered_comments(context.dossier)
    if open_:
        raise IncompleteError(
            _("%(count)s comments have not been answered by the drafting unit yet.")
            % {"count": open_}
        )
