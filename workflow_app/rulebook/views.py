"""Pages of the rulebook: rules with their legal basis and dates, and the working calendar."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workflow_app.organization.selectors.access import may_administer
from workflow_app.organization.views.common import (
    administration_readers,
    administrators_only,
    attempt,
    day_asked,
)
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .forms import CalendarDayForm, RuleForm
from .keys import RULES
from .models import CalendarDay, Rule
from .selectors import rules_on
from .services import load_calendar, remove_calendar_day, set_calendar_day, set_rule
from .units import UNITS
from .words import value_in_words

FIRST_YEAR, LAST_YEAR = 2000, 2100


@administration_readers
def rule_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List every rule as it is in force on a day."""
    day = day_asked(request)
    in_force = rules_on(*RULES, on=day)
    starts = dict(
        Rule.objects.filter(valid_from__lte=day)
        .order_by("valid_from")
        .values_list("key", "valid_from")
    )
    coming = set(Rule.objects.filter(valid_from__gt=day).values_list("key", flat=True))
    rows = [
        {
            "key": key,
            "label": rule.label,
            "words": value_in_words(key, in_force[key].value, in_force),
            "basis": in_force[key].legal_basis,
            "since": starts.get(key, rule.valid_from),
            "is_default": key not in starts,
            "changes": key in coming,
        }
        for key, rule in RULES.items()
    ]
    context = {"rows": rows, "day": day, "may_administer": may_administer(request.user)}
    return render(request, "rulebook/rules.html", context)


@administration_readers
def rule_page(request: AuthenticatedHttpRequest, key: str) -> HttpResponse:
    """Show the versions of a rule; administrators add one."""
    if key not in RULES:
        raise Http404
    rule, administers = RULES[key], may_administer(request.user)
    unit = UNITS.get(rule.unit)
    in_force = rules_on(key, *(unit.rests_on if unit else ()))
    current = in_force[key]
    form = RuleForm(request.POST or None, rule=rule, current=current.value) if administers else None
    if request.method == "POST" and form is None:
        raise Http404
    posted = form if request.method == "POST" else None
    seen = request.POST.get("seen", "")
    is_seen = unit is None or (posted is not None and posted.is_valid() and seen == posted.digest)
    if posted and is_seen and attempt(posted, lambda: _set(posted, request)):
        messages.success(request, _("The new version is in the rulebook."))
        return redirect("rulebook:rule", key=key)
    typed = posted if posted is not None and posted.own_value is not None else None
    versions = [
        {"rule": version, "words": value_in_words(key, version.value, in_force)}
        for version in Rule.objects.filter(key=key).order_by("-valid_from")
    ]
    context = {
        "key": key,
        "rule": rule,
        "current": current,
        "subtitle": ""
        if unit
        else _("Today: %(words)s") % {"words": value_in_words(key, current.value)},
        "default_words": value_in_words(key, rule.default, in_force),
        "versions": versions,
        "form": form,
        "today": timezone.localdate(),
        "meaning": unit.meaning(current.value, in_force) if unit else None,
        "typed": unit.meaning(typed.own_value, in_force) if unit and typed else None,
        "digest": typed.digest if typed else "",
        "has_changed": bool(typed and seen and seen != typed.digest),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "rulebook/rule.html", context, status=status)


def _set(form: RuleForm, request: AuthenticatedHttpRequest) -> Rule:
    data: dict[str, Any] = {
        name: form.cleaned_data[name] for name in ("legal_basis", "valid_from", "note")
    }
    return set_rule(key=form.rule.key, value=form.value, by=request.user, **data)


def _year(request: AuthenticatedHttpRequest) -> int:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == len("2026") else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else timezone.localdate().year


@administration_readers
def calendar(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show a year's special days; administrators add, correct and load them."""
    year, administers = _year(request), may_administer(request.user)
    form = CalendarDayForm(request.POST or None) if administers else None
    if request.method == "POST" and form is None:
        raise Http404
    posted = form if request.method == "POST" else None
    if posted and attempt(posted, lambda: set_calendar_day(by=request.user, **posted.cleaned_data)):
        messages.success(request, _("Saved. Deadlines set from now on count with it."))
        return redirect(
            f"{reverse('rulebook:calendar:days')}?year={posted.cleaned_data['day'].year}"
        )
    context = {
        "year": year,
        "years": [
            {"label": str(one), "url": f"?year={one}", "current": one == year}
            for one in range(year - 2, year + 3)
        ],
        "days": CalendarDay.objects.filter(day__year=year),
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "rulebook/calendar.html", context, status=status)


@administrators_only
@require_POST
def calendar_load(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Add the public holidays of a year."""
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isdecimal() else timezone.localdate().year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    added = load_calendar(years=[year], by=request.user)
    messages.success(request, _("%(count)s days were added.") % {"count": added})
    return redirect(f"{reverse('rulebook:calendar:days')}?year={year}")


@administrators_only
@require_POST
def calendar_remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Take a day out of the calendar."""
    row = get_object_or_404(CalendarDay, pk=pk)
    remove_calendar_day(row=row, by=request.user)
    messages.success(request, _("Removed; the rule of the week counts again."))
    return redirect(f"{reverse('rulebook:calendar:days')}?year={row.day.year}")
