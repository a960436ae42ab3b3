"""The register: its list, an award's page, one certificate, printing it again."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.certificates import certificates_pdf, spelled
from awards.enums import AwardState
from awards.filters_register import RegisterFilter
from awards.forms_register import OpenRevocationForm, ReissueForm
from awards.models import Award, Revocation
from awards.selectors import register as selectors
from awards.selectors.revocations import open_revocation_of
from awards.selectors.secretariat import works_in_secretariat
from awards.services.handover import reissue as write_reissue
from awards.services.revocations import open_revocation
from awards.sheets.register import register_workbook
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.ui.keyset import keyset_page
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .register_files import pdf_response, workbook_response

PAGE = 50
MOST_EXPORTED = 20_000


def required_award(request: AuthenticatedHttpRequest, pk: int) -> Award:
    """Return the award for those who read the register; 404 for everybody else."""
    award = selectors.award_with_names(pk) if selectors.reads_register(request.user) else None
    if award is None:
        raise Http404
    return award


@require_safe
def register(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the awards, the newest first; searched with and without marks."""
    if not selectors.reads_register(request.user):
        raise Http404
    found = RegisterFilter(request.GET or None, queryset=selectors.register_rows())
    page = keyset_page(found.qs, selectors.ORDER, request.GET.get("after", ""), PAGE)
    context = {
        "filter": found,
        "page": page,
        "total": found.qs.count(),
        "query": found.query,
        "keeps": selectors.keeps_register(request.user),
        "may_import": selectors.enters_old_awards(request.user),
    }
    return render(request, "awards/register/register.html", context)


@require_safe
def register_export(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Hand out exactly the rows that the list shows, as a workbook."""
    if not selectors.reads_register(request.user):
        raise Http404
    found = RegisterFilter(request.GET or None, queryset=selectors.register_rows())
    rows = list(found.qs.order_by(*selectors.ORDER)[:MOST_EXPORTED])
    chosen = ", ".join(f"{chip.label}: {chip.text}" for chip in found.chips)
    data = register_workbook(rows, subtitle=f"({chosen})" if chosen else "")
    with transaction.atomic():
        record(action="award.register_exported", actor=request.user, data={"rows": len(rows)})
    return workbook_response(data, "so-vang.xlsx")


@require_safe
def award(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show one award: what, who, by which decision, money, hand-over, and whether it stands."""
    return render(
        request, "awards/register/award.html", _page(request, required_award(request, pk))
    )


def _page(request: AuthenticatedHttpRequest, found: Award) -> dict[str, Any]:
    user = request.user
    keeps = selectors.keeps_register(user)
    seen = Dossier.objects.visible_to(user)
    revocations = Revocation.objects.filter(award=found).select_related("dossier__paper__register")
    is_valid = found.state == AwardState.VALID
    nomination = found.nomination
    return {
        "award": found,
        "decision": found.decision,
        "keeps": keeps,
        "sees_money": selectors.sees_money(user, found)
        and (found.decision.is_issued_here or found.amount > 0),
        "code": spelled(found.code) if keeps and found.decision.is_issued_here else "",
        "verified": found.verifications.order_by("-day")[:5] if keeps else (),
        "nomination": nomination
        if nomination and seen.filter(pk=nomination.dossier_id).exists()
        else None,
        "revocations": [row for row in revocations if seen.filter(pk=row.dossier_id).exists()],
        "reissues": found.reissues.select_related("by") if keeps else (),
        "may_print": keeps and is_valid and found.decision.paper is not None,
        "may_reissue": selectors.reissues(user) and is_valid and found.decision.paper is not None,
        "may_hand_over": selectors.issues(user)
        and is_valid
        and found.decision.is_issued_here
        and found.handed_over_on is None,
        "may_revoke": is_valid
        and works_in_secretariat(user, Duty.DRAFT)
        and open_revocation_of(found) is None,
    }


@require_safe
def certificate(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Hand out one certificate as PDF."""
    found = required_award(request, pk)
    if not selectors.keeps_register(request.user) or found.decision.paper is None:
        raise Http404
    if found.state != AwardState.VALID:
        messages.error(request, _("The award was revoked; its certificate is not printed."))
        return redirect(found)
    return pdf_response(
        certificates_pdf([found]), f"bang-{found.decision.year}-{found.ordinal:03d}.pdf"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reissue(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Write down why a certificate is printed again."""
    found = required_award(request, pk)
    if not selectors.reissues(request.user):
        raise Http404
    form = ReissueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_reissue(award=found, user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted. Now print the certificate."))
            return redirect(found)
    context = {"award": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/register/reissue.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Open the dossier by which the award is to be taken back."""
    found = required_award(request, pk)
    if not works_in_secretariat(request.user, Duty.DRAFT):
        raise Http404
    form = OpenRevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dossier = open_revocation(award=found, user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The dossier was opened; check it and submit it."))
            return redirect(dossier)
    context = {"award": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/register/revoke.html", context, status=status)
