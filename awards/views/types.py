"""Pages of awards: the list, one award with its versions, base salaries."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.forms_types import (
    RequirementFormSet,
    SalaryForm,
    VersionForm,
    digest_of,
    initial_of,
    typed_from,
)
from awards.models import AwardRule, AwardType, BaseSalary
from awards.rules.money import amount_of
from awards.selectors.preview import Preview, effect_of_salary, effect_of_version
from awards.selectors.types import RuleSet, award_names, base_salary_on
from awards.services.types import RuleDraft, begin_salary, begin_version
from awards.words_types import VersionInWords, vote_words
from workflow_app.organization.selectors.access import may_administer
from workflow_app.organization.views.common import administrators_only, attempt
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .types_common import with_a_post

PREFIX = "requirements"


@with_a_post
def type_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the awards from low to high with the rule of today."""
    today = timezone.localdate()
    rules, salary = RuleSet.load(), base_salary_on(today)
    rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for award in AwardType.objects.all():
        rule = rules.on(award.pk, today)
        rows[award.is_active].append(
            {
                "award": award,
                "rule": rule,
                "coming": rules.coming(award.pk, today),
                "amount": amount_of(rule.coefficient, salary) if rule and salary else None,
            }
        )
    context = {
        "own": rows[True],
        "others": rows[False],
        "salary": BaseSalary.objects.filter(valid_from__lte=today).first(),
        "may_administer": may_administer(request.user),
    }
    return render(request, "awards/types/list.html", context)


@with_a_post
def type_page(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Show what an award asks for today and every version before and after."""
    award = get_object_or_404(AwardType, code=code)
    today, names = timezone.localdate(), award_names()
    versions = [
        VersionInWords(rule, names)
        for rule in AwardRule.objects.filter(award_type=award).order_by("-valid_from")
    ]
    current = next((it for it in versions if it.is_in_force(today)), None)
    salary = base_salary_on(today)
    context = {
        "award": award,
        "current": current,
        "others": [it for it in versions if it is not current],
        "salary": salary,
        "amount": amount_of(current.rule.coefficient, salary) if current and salary else None,
        "vote": vote_words(award),
        "today": today,
        "may_administer": may_administer(request.user),
    }
    return render(request, "awards/types/type.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def version(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Type a new version, look at what it would do, let it begin."""
    award = get_object_or_404(AwardType, code=code)
    data = request.POST or None
    in_force = RuleSet.load([award.pk]).on(award.pk, timezone.localdate())
    form = VersionForm(data, initial=initial_of(in_force))
    rows = RequirementFormSet(
        data,
        prefix=PREFIX,
        initial=[typed_from(row) for row in (in_force.requirements if in_force else ())],
    )
    draft = _draft(form, rows) if request.method == "POST" else None
    preview, digest = None, ""
    if draft is not None:
        digest = digest_of(draft)
        seen = request.POST.get("seen", "")
        if seen == digest and _begin(form, award, draft, request):
            messages.success(request, _("The new version stands in the rules."))
            return redirect("awards:type", code=code)
        preview = _try_out(form, award, draft, request)
    context = {
        "award": award,
        "in_force": in_force,
        "form": form,
        "rows": rows,
        "preview": preview,
        "words": VersionInWords(draft.as_rule(award), award_names()) if draft else None,
        "digest": digest,
        "has_changed": bool(request.POST.get("seen")) and request.POST["seen"] != digest,
    }
    is_wrong = form.is_bound and bool(form.errors or not rows.is_valid())
    status = 422 if is_wrong else 200
    return render(request, "awards/types/version.html", context, status=status)


def _draft(form: VersionForm, rows: Any) -> RuleDraft | None:
    if not (form.is_valid() & rows.is_valid()):
        return None
    return form.draft(rows.rows())


def _begin(
    form: VersionForm, award: AwardType, draft: RuleDraft, request: AuthenticatedHttpRequest
) -> bool:
    return attempt(form, lambda: begin_version(award_type=award, draft=draft, user=request.user))


def _try_out(
    form: VersionForm, award: AwardType, draft: RuleDraft, request: AuthenticatedHttpRequest
) -> Preview | None:
    if draft.valid_from < timezone.localdate() and "valid_from" not in form.errors:
        form.add_error(
            "valid_from",
            _("A rule cannot begin in the past: what was decided rests on the rule of its day."),
        )
    return None if form.errors else effect_of_version(draft.as_rule(award), user=request.user)


@require_http_methods(["GET", "POST"])
@with_a_post
def salaries(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the base salaries; administrators add one after looking at what it changes."""
    administers = may_administer(request.user)
    if request.method == "POST" and not administers:
        raise Http404
    form = SalaryForm(request.POST or None) if administers else None
    preview, digest = None, ""
    if form is not None and request.method == "POST" and form.is_valid():
        digest = form.digest
        if request.POST.get("seen") == digest and _begin_salary(form, request):
            messages.success(request, _("The base salary is written down."))
            return redirect("awards:salaries")
        values: Mapping[str, Any] = form.cleaned_data
        if not form.errors:
            preview = effect_of_salary(values["valid_from"], values["amount"], user=request.user)
    context = {
        "rows": BaseSalary.objects.all(),
        "today": timezone.localdate(),
        "form": form,
        "preview": preview,
        "digest": digest,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "awards/types/salaries.html", context, status=status)


def _begin_salary(form: SalaryForm, request: AuthenticatedHttpRequest) -> bool:
    try:
        begin_salary(user=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        for name, sentences in refusal.message_dict.items():
            form.add_error(name, sentences)
        return False
    return True
