"""Nominations: the list, opening one, typing it with what the rules say."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.enums import Kind, SubjectKind
from awards.filters_nominations import NominationFilter
from awards.forms_nominations import ChoiceForm, NominationForm, PaperForm
from awards.models import Nomination
from awards.selectors.checks import choice_of
from awards.selectors.nomination_checks import drafters_findings, missing_of
from awards.selectors.nomination_lists import (
    lines_of,
    nominations_for,
    units_of_drafter,
    waiting_for_act,
)
from awards.selectors.nomination_panels import checklist_of
from awards.selectors.nominations import nomination_of
from awards.selectors.recipients import search
from awards.services.nominations import open_nomination, save_nomination, would_be
from awards.services.recipients import recipient_for
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.views.common import required_dossier
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.ui.typing import AuthenticatedHttpRequest

PAGE = 50


def visible_nomination(request: AuthenticatedHttpRequest, code: str) -> Nomination:
    """Return the nomination, or 404 for those who may not know of it."""
    return nomination_of(required_dossier(request.user, code, Kind.NOMINATION))


def draft_of(request: AuthenticatedHttpRequest, code: str) -> Nomination:
    """Return the nomination for its unit's drafters; 404 for all others."""
    nomination = visible_nomination(request, code)
    desk = desk_of(Duty.DRAFT, nomination.dossier.unit)
    if authority_at(request.user, desk, kind=Kind.NOMINATION) is None:
        raise Http404
    return nomination


def say_refusal(request: AuthenticatedHttpRequest, refusal: RefusalError) -> None:
    """Tell the person why the act was not done."""
    messages.error(request, " ".join([refusal.message, *refusal.details]))


@require_safe
def nomination_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the nominations that the person may know of, with what drafts lack."""
    found = NominationFilter(request.GET, queryset=nominations_for(request.user), request=request)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "lines": lines_of(page.object_list),
        "may_open": units_of_drafter(request.user).exists(),
        "to_submit": waiting_for_act(request.user, Stage.DRAFTING).count(),
        "to_sign": waiting_for_act(request.user, Stage.SIGNING).count(),
    }
    return render(request, "awards/nominations/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Choose award and nominee, then lead to the editor."""
    units = units_of_drafter(request.user)
    if not units:
        raise Http404
    form = ChoiceForm(request.POST or None, units=units, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            recipient = recipient_for(key=request.POST.get("nominee", ""))
            dossier = open_nomination(recipient=recipient, user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("awards:nomination_edit", code=dossier.code)
    context = {"form": form, "found": _found(request), "has_campaign": _has_campaign(form)}
    return render(
        request, "awards/nominations/new.html", context, status=422 if form.errors else 200
    )


def _has_campaign(form: ChoiceForm) -> bool:
    field: Any = form.fields["campaign"]
    return bool(field.queryset.exists())


def _found(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    """Return whom the typed part of a name fits, of the kind that the chosen award goes to."""
    data = request.POST if request.method == "POST" else request.GET
    form = ChoiceForm(data, units=units_of_drafter(request.user))
    form.is_valid()
    award = form.cleaned_data.get("award_type")
    text = data.get("q", "").strip()
    kept = {name: data[name] for name in ("campaign", "unit", "award_type", "q") if data.get(name)}
    return {
        "new_url": f"{reverse('awards:recipient_new', args=[award.subject])}?{urlencode(kept)}"
        if award is not None and text
        else "",
        "award": award,
        "text": text,
        "chosen": data.get("nominee", ""),
        "rows": search(text, award.subject) if award is not None else [],
        "is_person": award is not None and award.subject == SubjectKind.PERSON,
    }


@require_safe
def find(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Answer the search for a nominee while one types."""
    if not units_of_drafter(request.user).exists():
        raise Http404
    return render(request, "awards/nominations/found.html", {"found": _found(request)})


def form_of(nomination: Nomination, data: QueryDict | None = None) -> NominationForm:
    """Return the form with the figures that the rule of the award asks for."""
    rule = choice_of(nomination).rule
    requirements = rule.requirements if rule is not None else ()
    return NominationForm(data, nomination=nomination, requirements=requirements)


@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Type a nomination; what the rules say stands beside it."""
    nomination = draft_of(request, code)
    if not nomination.dossier.is_editable:
        return redirect(nomination)
    form = form_of(nomination, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_nomination(nomination=nomination, values=form.values(), user=request.user)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The nomination was saved."))
            return redirect("awards:nomination_edit", code=code)
    context = editor_context(nomination) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/nominations/edit.html", context, status=status)


def editor_context(nomination: Nomination) -> dict[str, Any]:
    """Return checks, what is missing, and the checklist of papers."""
    return {
        "nomination": nomination,
        "dossier": nomination.dossier,
        "recipient": nomination.recipient,
        "findings": drafters_findings(nomination),
        "missing": missing_of(nomination),
        "checklist": checklist_of(nomination),
        "paper_form": PaperForm(),
    }


@require_POST
def check(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Say what the rules find about the nomination as it stands in the form; nothing is stored."""
    nomination = draft_of(request, code)
    form = form_of(nomination, request.POST)
    context: dict[str, Any] = {"findings": [], "missing": []}
    if form.is_valid():
        typed = would_be(nomination, form.values())
        context = {"findings": drafters_findings(typed), "missing": missing_of(typed)}
    else:
        context["wrong"] = True
    return render(request, "awards/nominations/checks.html", context)
