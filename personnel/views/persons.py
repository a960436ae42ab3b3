"""Persons' files: the list, one file's pages, its data."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from personnel.enums import ChangeState, Sex
from personnel.forms_persons import AnswerForm, FileForm
from personnel.models import FileChange, PersonFile
from personnel.selectors import persons as selectors
from personnel.selectors.access import inspects, keeps_files, persons_for
from personnel.selectors.attendance import attendance_of
from personnel.services import persons as services
from personnel.tables import PER_PAGE, PersonFilter, PersonTable
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .files import attempt, attempted, opened, opened_to_keep, opened_to_read, tabs_of

SESSIONS_SHOWN = 6


@require_safe
def person_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the people whose files the reader keeps, handles or inspects."""
    people = persons_for(request.user)
    keeps = keeps_files(request.user)
    if not (keeps or inspects(request.user) or people.exists()):
        raise Http404
    found = PersonFilter(request.GET, queryset=selectors.with_file_facts(people))
    table = PersonTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"filter": found, "table": table, "keeps": keeps}
    return render(request, "personnel/persons.html", context)


@require_safe
def person(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show who this is, which seats they hold and held, and how complete the file is."""
    found = opened(request, pk)
    today = timezone.localdate()
    papers = selectors.papers_valid_on(found.file, today)
    sessions = attendance_of(found.person)
    seats = list(selectors.seats_of_person(found.person))
    context: dict[str, Any] = {
        "found": found,
        "person": found.person,
        "tabs": tabs_of(found, "person"),
        "today": today,
        "seats_now": [seat for seat in seats if seat.in_force_on(today)],
        "seats_before": [seat for seat in seats if not seat.in_force_on(today)],
        "posts": selectors.posts_of_person(found.person),
        "papers_valid": sum(state.is_valid for state in papers),
        "papers_all": len(papers),
        "papers_wrong": [state for state in papers if state.is_expired],
        "sessions": sessions[:SESSIONS_SHOWN],
        "session_count": len(sessions),
        "present_count": sum(session.was_present for session in sessions),
    }
    if found.access.reads:
        context["disciplines"] = selectors.disciplines_of(found.person)
        context["kin"] = selectors.kin_of(found.person)
        context["age"] = _age(found.file)
    if found.access.keeps and found.file:
        context["waiting"] = selectors.unreviewed().filter(file=found.file).count()
    return render(request, "personnel/person.html", context)


@sensitive_variables()
@require_safe
def details(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the sensitive data; that they were shown goes into the log."""
    found = opened_to_read(request, pk)
    file = services.read_file(person=found.person, user=request.user)
    changes = list(selectors.changes_of(file)) if file else []
    context = {
        "found": found,
        "person": found.person,
        "tabs": tabs_of(found, "person_details"),
        "file": file,
        "disciplines": selectors.disciplines_of(found.person),
        "age": _age(file),
        "rows": facts_of(file) if file else [],
        "waiting": [shown_change(one) for one in changes if one.is_own and one.reviewed_at is None],
        "changes": [shown_change(one) for one in changes if not one.is_own or one.reviewed_at],
        "answer": AnswerForm(),
    }
    return render(request, "personnel/person_details.html", context)


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Enter data into the file; the form shows them, so opening it is logged too."""
    found = opened_to_keep(request, pk)
    is_sent = request.method == "POST"
    file = found.file if is_sent else services.read_file(person=found.person, user=request.user)
    form = FileForm(request.POST if is_sent else None, file=file)
    if is_sent and attempt(
        form,
        lambda: services.change_file(
            person=found.person, values=form.cleaned_data, user=request.user
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("personnel:person_details", pk=pk)
    context = {
        "form": form,
        "title": _("Change the file"),
        "subtitle": found.person.full_name,
        "cancel": reverse("personnel:person", args=[pk]),
        "submit": _("Save"),
        "hint": _("What you change is kept with its old value, for the department alone."),
    }
    return render(request, "personnel/persons_form.html", context, status=_status(form))


@require_safe
def log(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show who opened the file and who changed it, without a word of what stands in it."""
    found = opened(request, pk)
    if not found.access.inspects:
        raise Http404
    entries = selectors.readings_of(found.file)[:200] if found.file else ()
    context = {
        "found": found,
        "person": found.person,
        "tabs": tabs_of(found, "person_log"),
        "entries": entries,
    }
    return render(request, "personnel/person_log.html", context)


@sensitive_variables()
@sensitive_post_parameters()
@require_POST
def answer(request: AuthenticatedHttpRequest, pk: int, change: int) -> HttpResponse:
    """Accept or decline a correction that was asked for, or note that one was seen."""
    found = opened_to_keep(request, pk)
    asked = get_object_or_404(FileChange, pk=change, file=found.file)
    words = request.POST.get("answer", "")
    decision = request.POST.get("decision", "")
    if asked.state != ChangeState.ASKED:
        attempted(request, lambda: services.review_correction(change=asked, user=request.user))
    elif decision in {"accept", "decline"} and attempted(
        request,
        lambda: services.answer_correction(
            change=asked, is_accepted=decision == "accept", user=request.user, answer=words
        ),
    ):
        messages.success(request, _("The person will find your answer in their file."))
    return redirect("personnel:person_details", pk=pk)


def facts_of(file: PersonFile) -> list[tuple[str, Any]]:
    """Return the sensitive fields with their labels, empty ones too: it shows what is missing."""
    return [(selectors.label_of(name), getattr(file, name)) for name in selectors.SEALED_FIELDS]


def shown_change(change: FileChange) -> dict[str, Any]:
    """Return a change with the names of its fields in words."""
    lines = [
        (selectors.label_of(name), _words(name, old), _words(name, new))
        for name, (old, new) in change.changes.items()
    ]
    return {"change": change, "lines": lines, "is_asked": change.state == ChangeState.ASKED}


def _words(name: str, text: str) -> str:
    """Return a kept value as people write it."""
    if not text:
        return "–"
    if name == "birth_date":
        return "/".join(reversed(text.split("-")))
    if name == "sex":
        return str(Sex(text).label)
    return text


def _age(file: PersonFile | None) -> int | None:
    if file is None or file.birth_date is None:
        return None
    return selectors.age_on(file.birth_date, timezone.localdate())


def _status(form: FileForm) -> int:
    return 422 if form.errors else 200
