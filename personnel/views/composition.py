"""Bodies: their composition, structure targets, whom they miss, who sat when; tables out."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from personnel.forms_persons import TargetForm
from personnel.models import StructureTarget
from personnel.selectors.access import bodies_for, inspects, is_concerned, keeps_files, leads
from personnel.selectors.composition import Composition
from personnel.selectors.composition_words import shown, target_label
from personnel.selectors.terms import (
    composition_of,
    inactive_members,
    seat_histories,
    target_of,
    term_on,
    terms_of,
    years_of,
)
from personnel.services import composition as services
from personnel.sheets.lists import BriefLine, brief_cv_workbook, composition_workbook
from workflow_app.organization.enums import SeatPost
from workflow_app.organization.models import Body, Person, Term
from workflow_app.ui.navigation import build_navigation
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .files import attempt, attempted
from .papers import day_asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Open the first page of the errand that is there for this person."""
    if not is_concerned(request.user):
        raise Http404
    for link in build_navigation(request):
        if link.key == "personnel" and link.children:
            return redirect(link.children[0].url)
    raise Http404


@dataclass(frozen=True, slots=True)
class Studied:
    """A body's term on a day, as the page's address names it."""

    body: Body
    terms: list[Term]
    term: Term
    on: dt.date

    @property
    def query(self) -> str:
        """The address's query that brings back the same."""
        return urlencode({"term": self.term.name, "on": f"{self.on:%d/%m/%Y}"})


def _studied(request: AuthenticatedHttpRequest, code: str) -> Studied:
    body = get_object_or_404(bodies_for(request.user), code=code)
    terms, on = terms_of(body), day_asked(request)
    asked = [term for term in terms if term.name == request.GET.get("term")]
    term = asked[0] if asked else term_on(terms, on)
    if term is None:
        raise Http404
    return Studied(body, terms, term, on)


@require_safe
def bodies(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the bodies with their figures today."""
    found = list(bodies_for(request.user))
    if not found:
        raise Http404
    on = day_asked(request)
    rows: list[tuple[Body, Composition | None]] = []
    for body in found:
        term = term_on(terms_of(body), on)
        rows.append((body, composition_of(term, on) if term else None))
    context = {"rows": rows, "keeps": keeps_files(request.user)}
    return render(request, "personnel/composition_bodies.html", context)


@require_safe
def body(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Show a body: seats as a picture, targets with their arithmetic, changes over time."""
    studied = _studied(request, code)
    composition = composition_of(studied.term, studied.on)
    histories = seat_histories(studied.term, studied.on)
    shows_all = request.GET.get("seats") == "all"
    context: dict[str, Any] = shown(composition) | {
        "studied": studied,
        "body": studied.body,
        "term": studied.term,
        "on": studied.on,
        "tabs": _term_tabs(studied),
        "keeps": keeps_files(request.user),
        "inspects": inspects(request.user),
        "leads": leads(request.user, studied.body),
        "histories": [one for one in histories if shows_all or one.changed_hands],
        "seat_count": len(histories),
        "changed_count": sum(one.changed_hands for one in histories),
        "shows_all": shows_all,
        "years": years_of(studied.term, studied.on),
        "target_rows": _target_rows(studied.term),
    }
    if context["leads"]:
        context["inactive"], context["inactive_rule"] = inactive_members(studied.body, composition)
    return render(request, "personnel/composition.html", context)


def _target_rows(term: Term) -> list[dict[str, Any]]:
    """Return the targets by key, for the links that change them."""
    rows = StructureTarget.objects.filter(term=term)
    return [{"pk": row.pk, "label": target_label(target_of(row))} for row in rows]


def _term_tabs(studied: Studied) -> list[dict[str, Any]]:
    address = reverse("personnel:body", args=[studied.body.code])
    return [
        {
            "label": _("Term %(name)s") % {"name": term.name},
            "url": f"{address}?{urlencode({'term': term.name})}",
            "current": term == studied.term,
        }
        for term in studied.terms
    ]


# --- Targets -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: AuthenticatedHttpRequest, code: str, target: int | None = None) -> HttpResponse:
    """Add a structure target to a term or change one."""
    if not keeps_files(request.user):
        raise Http404
    studied = _studied(request, code)
    known = (
        get_object_or_404(StructureTarget, pk=target, term__body=studied.body) if target else None
    )
    term = known.term if known else studied.term
    form = TargetForm(request.POST or None, target=known)

    def act() -> None:
        data = {name: form.cleaned_data[name] for name in TARGET_FIELDS}
        services.save_target(term=term, user=request.user, target=known, **data)

    page = f"{reverse('personnel:body', args=[code])}?{urlencode({'term': term.name})}"
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Saved."))
        return redirect(page)
    context = {
        "form": form,
        "title": _("Change a structure target") if known else _("Add a structure target"),
        "subtitle": str(term),
        "submit": _("Save"),
        "cancel": page,
        "remove": reverse("personnel:target_remove", args=[code, known.pk]) if known else "",
    }
    status = 422 if form.errors else 200
    return render(request, "personnel/persons_form.html", context, status=status)


TARGET_FIELDS = ("dimension", "value", "at_least", "legal_basis")


@require_POST
def target_remove(request: AuthenticatedHttpRequest, code: str, target: int) -> HttpResponse:
    """Take a target back."""
    if not keeps_files(request.user):
        raise Http404
    known = get_object_or_404(StructureTarget, pk=target, term__body__code=code)
    term = known.term
    if attempted(request, lambda: services.remove_target(target=known, user=request.user)):
        messages.success(request, _("The target was taken back."))
    return redirect(f"{reverse('personnel:body', args=[code])}?{urlencode({'term': term.name})}")


# --- Tables out ----------------------------------------------------------------------------


@require_safe
def composition_sheet(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Hand out the composition as an Excel table to those who prepare the body's sessions."""
    studied = _studied(request, code)
    if not leads(request.user, studied.body):
        raise Http404
    data = composition_workbook(composition_of(studied.term, studied.on))
    services.log_composition_export(term=studied.term, user=request.user)
    return _workbook(data, f"co-cau-{code}-{studied.term.name}.xlsx")


@sensitive_variables()
@require_POST
def brief_list(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Hand out the brief-CV list of the members; whose data left is logged."""
    if not keeps_files(request.user):
        raise Http404
    studied = _studied(request, code)
    seats = [seat for seat in composition_of(studied.term, studied.on).seats if seat.holder]
    people = Person.objects.in_bulk([seat.holder.person for seat in seats if seat.holder])
    lines = [
        BriefLine(people[seat.holder.person], proposed=_post(seat.post))
        for seat in seats
        if seat.holder
    ]
    title = f"Danh sách trích ngang {studied.body.name} khóa {studied.term.name}"
    subtitle = f"(Tính đến ngày {studied.on:%d/%m/%Y})"
    data = brief_cv_workbook(lines, title=title, subtitle=subtitle)
    services.log_list_export(term=studied.term, people=list(people), user=request.user)
    return _workbook(data, f"trich-ngang-{code}-{studied.term.name}.xlsx")


def _post(post: str) -> str:
    return "" if post in ("", SeatPost.MEMBER) else str(SeatPost(post).label)


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
