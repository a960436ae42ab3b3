"""Papers of a file, discipline and relatives: what the personnel department adds to it."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from personnel.forms_persons import DisciplineForm, KinshipForm, PaperForm
from personnel.models import Discipline, PersonPaper
from personnel.selectors import persons as selectors
from personnel.services import facts
from personnel.services import papers as services
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.fields import DayField
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .files import Opened, attempt, attempted, opened, opened_to_keep, tabs_of


@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the checklist as it stands on a day; keepers add a paper below it."""
    found = opened(request, pk)
    is_sent = request.method == "POST"
    if is_sent and not found.access.keeps:
        raise Http404
    form = PaperForm(request.POST or None, request.FILES or None) if found.access.keeps else None
    if (
        is_sent
        and form
        and attempt(
            form,
            lambda: services.add_paper(person=found.person, user=request.user, **form.cleaned_data),
        )
    ):
        messages.success(request, _("The paper was added."))
        return redirect("personnel:person_papers", pk=pk)
    context = _checklist(found, day_asked(request)) | {"form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "personnel/person_papers.html", context, status=status)


def day_asked(request: AuthenticatedHttpRequest) -> dt.date:
    """Return the day of the page (?on=), today when none or nonsense is given."""
    try:
        return DayField(required=False).clean(request.GET.get("on", "")) or timezone.localdate()
    except ValidationError:
        return timezone.localdate()


def _checklist(found: Opened, day: dt.date) -> dict[str, object]:
    states = selectors.papers_valid_on(found.file, day)
    shown = {state.paper.pk for state in states if state.paper}
    every = selectors.papers_of(found.file) if found.file else ()
    return {
        "found": found,
        "person": found.person,
        "tabs": tabs_of(found, "person_papers"),
        "day": day,
        "is_today": day == timezone.localdate(),
        "states": states,
        "valid": sum(state.is_valid for state in states),
        "older": [paper for paper in every if paper.pk not in shown],
    }


@require_POST
def withdraw(request: AuthenticatedHttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a paper out of the checklist."""
    found = opened_to_keep(request, pk)
    wanted = get_object_or_404(PersonPaper, pk=paper, file=found.file)
    if attempted(request, lambda: services.withdraw_paper(paper=wanted, user=request.user)):
        messages.success(request, _("The paper was withdrawn; it stays in the file, marked."))
    return redirect("personnel:person_papers", pk=pk)


@sensitive_variables()
@require_safe
def attachment(request: AuthenticatedHttpRequest, pk: int, paper: int) -> HttpResponse:
    """Hand out what is attached to a paper: to those who read the file, or its own person."""
    papers_of_person = PersonPaper.objects.select_related("file__person", "attachment")
    wanted = get_object_or_404(
        papers_of_person, pk=paper, file__person=pk, attachment__isnull=False
    )
    try:
        content = services.read_paper(paper=wanted, user=request.user)
    except RefusalError:
        raise Http404 from None
    assert wanted.attachment is not None  # noqa: S101 -- asked for above
    response = HttpResponse(content, content_type=wanted.attachment.media_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=wanted.attachment.name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def discipline(
    request: AuthenticatedHttpRequest, pk: int, discipline: int | None = None
) -> HttpResponse:
    """Record a measure, or what became of one."""
    found = opened_to_keep(request, pk)
    known = (
        get_object_or_404(Discipline, pk=discipline, person=found.person) if discipline else None
    )
    initial = {name: getattr(known, name) for name in DISCIPLINE} if known else {}
    form = DisciplineForm(request.POST or None, initial=initial)

    def act() -> None:
        if known is None:
            facts.record_discipline(person=found.person, user=request.user, **form.cleaned_data)
        else:
            facts.change_discipline(discipline=known, user=request.user, **form.cleaned_data)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Saved."))
        return redirect("personnel:person", pk=pk)
    title = _("Change an entry on discipline") if known else _("Record discipline")
    return _form_page(request, found, form, title)


@require_http_methods(["GET", "HEAD", "POST"])
def kinship(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Record a relative."""
    found = opened_to_keep(request, pk)
    form = KinshipForm(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: facts.record_kinship(person=found.person, user=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Saved."))
        return redirect("personnel:person", pk=pk)
    return _form_page(request, found, form, _("Record a relative"))


@require_POST
def kinship_remove(request: AuthenticatedHttpRequest, pk: int, kinship: int) -> HttpResponse:
    """Take back a kinship that was a mistake."""
    found = opened_to_keep(request, pk)
    for known in selectors.kin_of(found.person):
        if known.pk == kinship:
            facts.remove_kinship(kinship=known, person=found.person, user=request.user)
            messages.success(request, _("The kinship was taken back."))
    return redirect("personnel:person", pk=pk)


DISCIPLINE = ("kind", "decided_on", "ends_on", "is_pending", "note")


def _form_page(
    request: AuthenticatedHttpRequest, found: Opened, form: DisciplineForm | KinshipForm, title: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "subtitle": found.person.full_name,
        "submit": _("Save"),
        "cancel": reverse("personnel:person", args=[found.person.pk]),
    }
    status = 422 if form.errors else 200
    return render(request, "personnel/persons_form.html", context, status=status)
