"""“My file”: what is kept about oneself, and how to correct it. Nothing of any deliberation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from personnel.enums import PaperKind
from personnel.forms_persons import OwnFileForm
from personnel.selectors import persons as selectors
from personnel.services import persons as services
from workflow_app.accounts.models import User
from workflow_app.organization.models import Person
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .files import attempt
from .persons import facts_of, shown_change

CHANGES_SHOWN = 20


def _own(user: User) -> Person | None:
    return Person.objects.select_related("unit").filter(user=user, is_active=True).first()


@sensitive_variables()
@require_safe
def mine(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show one's own data, the papers one has handed in, the seats one holds and held."""
    person = _own(request.user)
    if person is None:
        return render(request, "personnel/persons_mine_none.html")
    today = timezone.localdate()
    file = services.read_file(person=person, user=request.user)
    papers = selectors.papers_valid_on(file, today)
    changes = selectors.changes_of(file).filter(is_own=True)[:CHANGES_SHOWN] if file else ()
    context = {
        "person": person,
        "file": file,
        "rows": facts_of(file) if file else [],
        "today": today,
        "states": [state for state in papers if state.kind in PaperKind.own_kinds],
        "seats": selectors.seats_of_person(person),
        "changes": [shown_change(one) for one in changes],
    }
    return render(request, "personnel/persons_mine.html", context)


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Correct one's own data: some at once, the others as a request."""
    person = _own(request.user)
    if person is None:
        return redirect("personnel:mine:file")
    is_sent = request.method == "POST"
    file = (
        selectors.file_of(person)
        if is_sent
        else services.read_file(person=person, user=request.user)
    )
    form = OwnFileForm(request.POST if is_sent else None, file=file)
    results: list[services.Corrected] = []

    def act() -> None:
        values, note = form.values, form.cleaned_data["note"]
        results.append(services.correct_own_file(user=request.user, values=values, note=note))

    if is_sent and attempt(form, act):
        messages.success(request, _said(results[0]))
        return redirect("personnel:mine:file")
    context = {"form": form, "cancel": reverse("personnel:mine:file")}
    status = 422 if form.errors else 200
    return render(request, "personnel/persons_mine_edit.html", context, status=status)


def _said(result: services.Corrected) -> str:
    if result.asked and result.done:
        return _("Saved; the rest is asked of the personnel department, which will answer here.")
    if result.asked:
        return _("Asked of the personnel department, which will answer here.")
    return (
        _("Saved. The personnel department sees what you changed.")
        if result.done
        else _("Nothing was changed.")
    )
