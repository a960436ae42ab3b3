"""Published nominees, objections to them, and the hearing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.forms_nominations import AnswerForm, LetterForm, ObjectionForm
from awards.models import Nomination, Objection
from awards.selectors.nomination_lists import objections_of, own_objections, published_nominees
from awards.selectors.secretariat import works_in_secretariat
from awards.services.publication import answer_objection, enter_objection, object_to
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.enums import Duty
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .nominations import visible_nomination

MOST_OWN = 20


@require_safe
def published(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show everybody who is nominated for what, until when one may object, and how."""
    context = {
        "nominees": published_nominees(request.user),
        "answered": own_objections(request.user)
        .exclude(state="open")
        .select_related("nomination__recipient", "nomination__award_type")
        .order_by("-pk")[:MOST_OWN],
    }
    return render(request, "awards/nominations/published.html", context)


@require_http_methods(["GET", "POST"])
def objection(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Take an objection in one's own name."""
    rows = Nomination.objects.filter(dossier__stage=Stage.PUBLISHED)
    nomination = get_object_or_404(
        rows.select_related("recipient", "award_type", "dossier__unit"), pk=pk
    )
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            object_to(nomination=nomination, text=form.cleaned_data["text"], user=request.user)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, _("Your objection is on record; you will read here what was found.")
            )
            return redirect("awards:published")
    context = {"nomination": nomination, "form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/nominations/objection.html", context, status=status)


@require_http_methods(["GET", "POST"])
def letter(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Enter an objection that came by letter."""
    nomination = visible_nomination(request, code)
    is_officer = works_in_secretariat(request.user, Duty.APPRAISE_CONTENT)
    if not is_officer or nomination.dossier.stage != Stage.PUBLISHED:
        raise Http404
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter_objection(nomination=nomination, user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The letter is on record."))
            return redirect(nomination)
    context = {"nomination": nomination, "form": form, "is_letter": True}
    status = 422 if form.errors else 200
    return render(request, "awards/nominations/objection.html", context, status=status)


@require_http_methods(["GET", "POST"])
def hearing(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Write what was found about each objection; the step itself is decided on the dossier."""
    nomination = visible_nomination(request, code)
    is_officer = works_in_secretariat(request.user, Duty.APPRAISE_CONTENT)
    if not is_officer or nomination.dossier.stage != Stage.OBJECTIONS:
        raise Http404
    asked = request.POST.get("objection", "")
    rows = [(one, _answer_form(request, one, asked)) for one in objections_of(nomination)]
    for one, form in rows:
        if str(one.pk) == asked and form.is_valid() and _answered(request, one, form):
            return redirect("awards:hearing", code=code)
    context = {"nomination": nomination, "dossier": nomination.dossier, "rows": rows}
    wrong = any(form.errors for __, form in rows)
    return render(request, "awards/nominations/hearing.html", context, status=422 if wrong else 200)


def _answer_form(request: AuthenticatedHttpRequest, one: Objection, asked: str) -> AnswerForm:
    initial = {
        "is_upheld": {"upheld": "yes", "dismissed": "no"}.get(one.state, ""),
        "answer": one.answer,
    }
    data = request.POST if str(one.pk) == asked else None
    return AnswerForm(data, initial=initial, auto_id=f"id_{one.pk}_%s")


def _answered(request: AuthenticatedHttpRequest, one: Objection, form: AnswerForm) -> bool:
    try:
        answer_objection(objection=one, user=request.user, **form.cleaned_data)
    except RefusalError as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("The finding is on record."))
    return True
