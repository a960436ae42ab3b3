"""The cluster's review: my unit's opinion, the drafter's answers, the head of the cluster's part."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workflow_app.approvals.enums import Answer, OpinionState, RoundState, Stance
from workflow_app.approvals.errors import ConflictError, RefusalError
from workflow_app.approvals.forms import (
    AddUnitForm,
    AnswerForm,
    CommentForm,
    OpinionForm,
    ReasonForm,
)
from workflow_app.approvals.kinds import get_kind
from workflow_app.approvals.models import Dossier, Opinion
from workflow_app.approvals.selectors.opinions import (
    own_opinion,
    previous_opinion,
    reading_of,
    units_not_asked,
    visible_comments,
)
from workflow_app.approvals.services.comments import add_comment, answer_comment
from workflow_app.approvals.services.consultations import (
    add_unit,
    close_round,
    excuse_unit,
    give_opinion,
)
from workflow_app.approvals.services.revisions import content_of
from workflow_app.approvals.steps import get_step
from workflow_app.organization.selectors.authority import holdings_of

from .common import Trail, dossier_for, status_of, user_of

LINE = "line:"


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the frozen revision beside my unit's opinion; take the opinion."""
    dossier = dossier_for(request, code)
    opinion = own_opinion(user_of(request), dossier)
    if opinion is None:
        raise Http404
    lines = _lines(dossier, opinion)
    if request.method == "POST":
        return _take(request, dossier, opinion, lines)
    form = OpinionForm(initial={"stance": opinion.stance, "text": opinion.text})
    typed = {comment.line: comment.text for comment in opinion.comments.all() if comment.line}
    return _page(request, dossier, opinion, lines, form=form, typed=typed)


def _lines(dossier: Dossier, opinion: Opinion) -> list[dict[str, Any]]:
    """Return the lines of the revision that is being reviewed, with their names."""
    kind = get_kind(dossier.kind)
    content = content_of(opinion.round.revision)
    rows = content.get(kind.lines_key, []) if kind.lines_key else []
    return [
        {"uid": str(row["uid"]), "title": kind.line_title(row), "number": number, "row": row}
        for number, row in enumerate(rows, start=1)
    ]


def _take(
    request: HttpRequest, dossier: Dossier, opinion: Opinion, lines: list[dict[str, Any]]
) -> HttpResponse:
    form = OpinionForm(request.POST)
    typed = {line["uid"]: request.POST.get(f"{LINE}{line['uid']}", "")[:5000] for line in lines}
    if not form.is_valid():
        return _page(request, dossier, opinion, lines, form=form, typed=typed, status=422)
    seen = request.POST.get("revision", "")
    try:
        give_opinion(
            opinion_id=opinion.pk,
            user=user_of(request),
            stance=Stance(form.cleaned_data["stance"]),
            text=form.cleaned_data["text"],
            line_comments=[(line["uid"], line["title"], typed[line["uid"]]) for line in lines],
            revision_number=int(seen) if seen.isascii() and seen.isdigit() else None,
        )
    except RefusalError as refusal:
        return _page(
            request,
            dossier,
            opinion,
            lines,
            form=form,
            typed=typed,
            refusal=refusal,
            status=status_of(refusal),
        )
    messages.success(
        request, _("Your unit's opinion is handed in. You may change it until the review closes.")
    )
    trail = Trail.read(request.POST)
    if "next" in request.POST and trail.came_from_list:
        return redirect(trail.next_url(user_of(request)))
    return redirect(f"{dossier.get_absolute_url()}?tab=review")


def _page(
    request: HttpRequest,
    dossier: Dossier,
    opinion: Opinion,
    lines: list[dict[str, Any]],
    *,
    form: OpinionForm,
    typed: dict[str, str],
    refusal: RefusalError | None = None,
    status: int = 200,
) -> HttpResponse:
    user = user_of(request)
    kind = get_kind(dossier.kind)
    reading = reading_of(user, dossier)
    is_open = opinion.round.state == RoundState.OPEN and opinion.state in (
        OpinionState.INVITED,
        OpinionState.GIVEN,
    )
    comments = visible_comments(dossier, reading).filter(revision=opinion.round.revision)
    context = {
        "dossier": dossier,
        "kind": kind,
        "opinion": opinion,
        "round": opinion.round,
        "form": form,
        "lines": [line | {"typed": typed.get(line["uid"], "")} for line in lines],
        "content": content_of(opinion.round.revision),
        "content_templates": [kind.content_template, "approvals/_content.html"],
        "lines_key": kind.lines_key,
        "problems": [],
        "previous": previous_opinion(opinion),
        "others": [comment for comment in comments if comment.opinion_id not in (None, opinion.pk)],
        "others_hidden": not reading.sees_all and opinion.round_id not in reading.closed_rounds,
        "is_open": is_open,
        "refusal": refusal,
        "is_conflict": isinstance(refusal, ConflictError),
        "trail": Trail.read(request.POST if request.method == "POST" else request.GET),
        "title_of_step": get_step(dossier.kind, "consult_cluster").title,
    }
    return render(request, "approvals/opinion.html", context, status=status)


def _back_to_review(dossier: Dossier, place: str = "tabs") -> HttpResponseBase:
    return redirect(f"{dossier.get_absolute_url()}?tab=review#{place}")


def _refuse(request: HttpRequest, refusal: RefusalError) -> None:
    messages.error(request, " ".join([refusal.message, *refusal.details]))


def _invalid(request: HttpRequest, form: Any) -> None:
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))


@require_POST
def answer(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Answer a comment for the drafting unit."""
    dossier = dossier_for(request, code)
    reading = reading_of(user_of(request), dossier)
    comment = get_object_or_404(visible_comments(dossier, reading), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        _invalid(request, form)
        return _back_to_review(dossier)
    try:
        answer_comment(
            comment_id=comment.pk,
            user=user_of(request),
            answer=Answer(form.cleaned_data["answer"]),
            text=form.cleaned_data["text"],
        )
        messages.success(request, _("Your answer is saved."))
    except RefusalError as refusal:
        _refuse(request, refusal)
    return _back_to_review(dossier, f"comment-{pk}")


@require_POST
def comment(request: HttpRequest, code: str) -> HttpResponseBase:
    """Leave a remark on the submitted revision."""
    dossier = dossier_for(request, code)
    form = CommentForm(request.POST)
    if not form.is_valid():
        _invalid(request, form)
        return _back_to_review(dossier)
    user = user_of(request)
    holding = (
        holdings_of(user).select_related("mandate__unit", "mandate__body").order_by("pk").first()
    )
    office = str(holding.mandate.unit or holding.mandate.body) if holding is not None else ""
    try:
        add_comment(dossier=dossier, user=user, office=office, text=form.cleaned_data["text"])
        messages.success(request, _("Your comment is saved."))
    except RefusalError as refusal:
        _refuse(request, refusal)
    return _back_to_review(dossier)


@require_POST
def close_early(request: HttpRequest, code: str) -> HttpResponseBase:
    """The head of the cluster closes the open round before its time, with a reason."""
    dossier = dossier_for(request, code)
    round_ = dossier.rounds.filter(state=RoundState.OPEN).first()
    form = ReasonForm(request.POST)
    if not form.is_valid():
        _invalid(request, form)
    elif round_ is None:
        messages.error(request, _("The review has been closed in the meantime."))
    else:
        try:
            close_round(round_id=round_.pk, by=user_of(request), reason=form.cleaned_data["reason"])
            messages.success(request, _("The review is closed."))
        except RefusalError as refusal:
            _refuse(request, refusal)
    return _back_to_review(dossier)


@require_POST
def excuse(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """The head of the cluster excuses a unit, with a reason."""
    dossier = dossier_for(request, code)
    opinion = get_object_or_404(Opinion, pk=pk, round__dossier=dossier)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        _invalid(request, form)
        return _back_to_review(dossier)
    try:
        excuse_unit(
            opinion_id=opinion.pk, user=user_of(request), reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("The unit is excused from this review."))
    except RefusalError as refusal:
        _refuse(request, refusal)
    return _back_to_review(dossier)


@require_POST
def ask_unit(request: HttpRequest, code: str) -> HttpResponseBase:
    """The head of the cluster asks one more unit, with a reason."""
    dossier = dossier_for(request, code)
    round_ = dossier.rounds.filter(state=RoundState.OPEN).first()
    if round_ is None:
        messages.error(request, _("The review has been closed in the meantime."))
        return _back_to_review(dossier)
    form = AddUnitForm(request.POST, units=units_not_asked(round_, dossier.cluster))
    if not form.is_valid():
        _invalid(request, form)
        return _back_to_review(dossier)
    try:
        add_unit(
            round_id=round_.pk,
            unit=form.cleaned_data["unit"],
            user=user_of(request),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The unit is asked for its opinion."))
    except RefusalError as refusal:
        _refuse(request, refusal)
    return _back_to_review(dossier)
