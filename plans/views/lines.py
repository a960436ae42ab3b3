"""One line as a whole form (long texts, phones), lines copied from last year, echoes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from plans.content import line_of
from plans.enums import ActivityKind
from plans.forms import LineForm
from plans.models import Activity, Amendment, Plan
from plans.rules import RULE_KEYS, problems_of_line
from plans.selectors.cells import COLUMNS, text_of
from plans.selectors.editor import areas_of, earlier_plans, editing_state
from plans.services.cells import Edit, save_cells
from plans.services.editing import copy_lines
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.lib.money import format_dong, parse_dong
from workflow_app.lib.times import format_when, parse_when
from workflow_app.rulebook.selectors import rules_on
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import plan_and_amendment, say_refusal, visible_dossier


@require_http_methods(["GET", "POST"])
def line(request: AuthenticatedHttpRequest, code: str, uid: str = "") -> HttpResponse:
    """Show one line with all its fields; a colleague's change in the meantime is shown, not lost."""
    dossier = visible_dossier(request.user, code)
    plan, amendment = plan_and_amendment(dossier)
    if not editing_state(dossier, request.user).allowed:
        return redirect("plans:edit", code=code)
    activity = _line(plan, amendment, uid)
    texts = (
        {name: text_of(activity, name) for name in COLUMNS}
        if activity
        else {"kind": ActivityKind.OTHER}
    )
    form = LineForm(
        request.POST or None,
        initial=texts,
        areas=areas_of(plan),
        year=dossier.year,
        is_new=activity is None,
    )
    if request.method == "POST" and form.is_valid():
        response = _save(request, form, dossier, plan, amendment, uid or "new")
        if response is not None:
            return response
        activity = _line(plan, amendment, uid)
    context = {
        "dossier": dossier,
        "form": form,
        "line": activity,
        "problems": _problems(activity, dossier.year),
    }
    status = 422 if form.errors else 200
    return render(request, "plans/line.html", context, status=status)


def _line(plan: Plan, amendment: Amendment | None, uid: str) -> Activity | None:
    if not uid:
        return None
    lines = Activity.objects.select_related("focus_area", "lead_unit")
    found = lines.filter(plan=plan, amendment=amendment, uid=uid).first()
    if found is None:
        raise Http404
    return found


def _problems(activity: Activity | None, year: int) -> list[Any]:
    if activity is None:
        return []
    return list(problems_of_line(line_of(activity), year, rules_on(*RULE_KEYS)))


def _save(  # noqa: PLR0917 -- one line of one dossier
    request: AuthenticatedHttpRequest,
    form: LineForm,
    dossier: Dossier,
    plan: Plan,
    amendment: Amendment | None,
    uid: str,
) -> HttpResponse | None:
    """Save the fields that changed; None when the form must be shown again."""
    edits = [Edit(uid, *change) for change in form.edits()]
    if not edits:
        return redirect("plans:edit", code=dossier.code)
    try:
        saved = save_cells(plan=plan, amendment=amendment, edits=edits, user=request.user)
    except RefusalError as refusal:
        form.add_error(None, refusal.message)
        return None
    for __, column, text in saved.cells:
        form.rebase(column, text)
    for __, column, message in saved.wrong:
        form.add_error(column, message)
    for conflict in saved.conflicts:
        form.show_conflict(conflict)
    if form.errors:
        return None
    messages.success(request, _("The line was saved."))
    if "next" in request.POST:
        return redirect("plans:line_new", code=dossier.code)
    return redirect("plans:edit", code=dossier.code)


@require_safe
def echo(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """Say how an amount or a time was understood."""
    if "amount" in request.GET:
        reading = parse_dong(request.GET["amount"])
        answer = reading.problem or (
            "" if reading.amount is None else f"→ {format_dong(reading.amount)}"
        )
    else:
        when = parse_when(request.GET.get("when", ""), year)
        answer = when.problem or (
            f"→ {format_when(when.first, when.last or when.first)}" if when.first else ""
        )
    return HttpResponse(escape(answer))


@require_http_methods(["GET", "POST"])
def copy(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Offer the lines of an earlier year to be copied."""
    dossier = visible_dossier(request.user, code)
    plan, amendment = plan_and_amendment(dossier)
    if amendment is not None:
        raise Http404
    if not editing_state(dossier, request.user).allowed:
        return redirect("plans:edit", code=code)
    sources = earlier_plans(plan)
    wanted = request.POST.get("source") or request.GET.get("source", "")
    source = next((item for item in sources if item.dossier.code == wanted), None)
    source = source or (sources[0] if sources else None)
    if request.method == "POST" and source is not None:
        try:
            copies = copy_lines(
                plan=plan, source=source, uids=request.POST.getlist("uids"), user=request.user
            )
        except RefusalError as refusal:
            say_refusal(request, refusal)
        else:
            messages.success(
                request,
                ngettext("%(count)s line was copied.", "%(count)s lines were copied.", len(copies))
                % {"count": len(copies)},
            )
        return redirect("plans:edit", code=code)
    have = set(plan.activities.values_list("title", flat=True))
    lines = source.activities.all() if source else []
    context = {
        "dossier": dossier,
        "sources": sources,
        "source": source,
        "lines": [(item, item.title in have) for item in lines],
    }
    return render(request, "plans/copy.html", context)
