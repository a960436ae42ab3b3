"""What the personnel department does on pages of its own: overrides, opinions from outside."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from personnel.enums import AuthorityAnswer, CheckName
from personnel.forms import ReceivedForm, SentForm
from personnel.models import Proposal
from personnel.selectors.proposals import changes_of, label_of, vets
from personnel.selectors.summary import heads_department
from personnel.selectors.vetting import vetting_of
from personnel.services.outside import record_received, record_sent
from personnel.services.vetting import override_check
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.forms import OverrideForm
from workflow_app.organization.selectors.posts import posts_of
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .proposals import visible_proposal


@require_http_methods(["GET", "POST"])
def override(request: AuthenticatedHttpRequest, code: str, uid: str, check: str) -> HttpResponse:
    """Ask the head of the department why a change may go on against a check."""
    proposal = visible_proposal(request, code)
    if not heads_department(request.user) or proposal.dossier.stage != Stage.VETTING:
        raise Http404
    open_ = vetting_of(proposal).open
    finding = next((one for one in open_ if (one.uid, one.check) == (uid, check)), None)
    if finding is None or not finding.can_be_overridden:
        raise Http404
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            override_check(
                dossier=proposal.dossier,
                uid=uid,
                check=CheckName(check),
                reason=form.cleaned_data["reason"],
                user=request.user,
            )
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The check is overridden; your reason is on record."))
            return redirect(proposal)
    change = changes_of(proposal).get(uid=uid)
    context = {
        "dossier": proposal.dossier,
        "about": label_of(change),
        "check": CheckName(check).label,
        "finding": finding,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "approvals/override.html", context, status=status)


@require_http_methods(["GET", "POST"])
def outside(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Note whom the department asked, when, and what came back."""
    proposal = visible_proposal(request, code)
    is_officer = any(vets(post) for post in posts_of(request.user))
    if not is_officer or proposal.dossier.stage != Stage.PRIOR_OPINION:
        raise Http404
    waiting = [opinion for opinion in proposal.outside_opinions.all() if not opinion.answer]
    asked = request.POST.get("opinion", "")
    sent = SentForm(request.POST if request.method == "POST" and not asked else None)
    received = {
        opinion.pk: ReceivedForm(
            request.POST if asked == str(opinion.pk) else None, opinion=opinion
        )
        for opinion in waiting
    }
    if request.method == "POST" and _recorded(request, proposal, sent, received, asked):
        return redirect("personnel:proposal_outside", code=code)
    context = {
        "proposal": proposal,
        "dossier": proposal.dossier,
        "sent_form": sent,
        "waiting": [(opinion, received[opinion.pk]) for opinion in waiting],
        "answered": proposal.outside_opinions.exclude(answer=""),
    }
    wrong = sent.errors or any(form.errors for form in received.values())
    return render(
        request, "personnel/proposals_outside.html", context, status=422 if wrong else 200
    )


def _recorded(
    request: AuthenticatedHttpRequest,
    proposal: Proposal,
    sent: SentForm,
    received: dict[int, ReceivedForm],
    asked: str,
) -> bool:
    """Record what the form says; False when it must be shown again."""
    form: SentForm | ReceivedForm | None = sent
    if asked:
        form = received.get(int(asked)) if asked.isdecimal() else None
        if form is None:
            raise Http404
    assert form is not None  # noqa: S101 -- asked above
    if not form.is_valid():
        return False
    data = dict(form.cleaned_data)
    try:
        if asked:
            data["answer"] = AuthorityAnswer(data["answer"])
            record_received(
                dossier=proposal.dossier, opinion_id=int(asked), user=request.user, **data
            )
        else:
            record_sent(dossier=proposal.dossier, user=request.user, **data)
    except RefusalError as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("It is on record."))
    return True
