"""Comments and the drafter's answers: every comment is taken on board or explained."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Answer, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Comment, Dossier, WorkItem
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import holdings_of

from .decisions import own_holding
from .work import close_work


@transaction.atomic
def add_comment(
    *, dossier: Dossier, user: User, office: str, text: str, line: str = "", line_label: str = ""
) -> Comment:
    """Leave a remark on the submitted revision: whoever has a part in the work may.

    The inspection and the administration read; they change nothing.
    """
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
    record(action="comment.added", actor=user, object=comment, dossier_code=dossier.code)
    return comment


@transaction.atomic
def answer_comment(*, comment_id: int, user: User, answer: Answer, text: str = "") -> Comment:
    """The drafter takes a comment on board, or explains why not."""
    comment = Comment.objects.select_related("dossier__unit").get(pk=comment_id)
    Dossier.objects.select_for_update(of=("self",)).only("pk").get(pk=comment.dossier_id)
    if own_holding(comment.dossier, user) is None:
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
    record(
        action="comment.answered",
        actor=user,
        object=comment,
        dossier_code=comment.dossier.code,
        data={"answer": answer},
    )
    if not unanswered_comments(comment.dossier):
        waiting = WorkItem.objects.filter(
            dossier=comment.dossier, state=WorkState.OPEN, kind=f"{comment.dossier.kind}.answer"
        )
        close_work(list(waiting), user=user)
    return comment


def unanswered_comments(dossier: Dossier) -> int:
    """Return how many comments on the current revision still wait for an answer."""
    return dossier.comments.filter(revision=dossier.revision_id, answer="").count()


def require_answers(context: EffectContext) -> None:
    """Effect of an endorsement: refuse it while comments are unanswered."""
    open_ = unanswered_comments(context.dossier)
    if open_:
        raise IncompleteError(
            _("%(count)s comments have not been answered by the drafting unit yet.")
            % {"count": open_}
        )
