"""Decisions on awards: issuing one for many, its certificates, money and ledger."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from awards.amounts import dong_in_words
from awards.certificates import certificates_pdf
from awards.enums import AwardState
from awards.forms_register import DecisionForm, HandOverForm
from awards.models import (
    Award,
    AwardCampaign,
    AwardDecision,
    Batch,
    DecisionInHand,
    Nomination,
)
from awards.selectors import issuing as waiting_selectors
from awards.selectors import register as selectors
from awards.selectors.batches import decisions_in_hand, under_way
from awards.services import batches
from awards.services.decision_in_hand import issue_or_hand_over
from awards.services.handover import hand_over
from awards.services.issuing import draft_of
from awards.sheets.register import money_workbook
from workflow_app.approvals.errors import ConflictError, RefusalError
from workflow_app.background.models import JobState
from workflow_app.papers.pages import Page
from workflow_app.ui.keyset import keyset_page
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .register_files import pdf_response, workbook_response

PER_PAGE = 25
PER_FILE = 300
"""Sheets of one print file: some 20 seconds of typesetting on a busy machine."""


# --- Issuing -------------------------------------------------------------------------------


@require_safe
def issuing(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show per campaign and award what waits for a decision; a duty leads on to its campaign."""
    if not selectors.issues(request.user):
        raise Http404
    code = request.GET.get("dossier", "")
    if code:
        nomination = Nomination.objects.filter(dossier__code=code).first()
        if nomination is not None:
            return redirect("awards:issue", pk=nomination.campaign_id)
    rows = waiting_selectors.waiting_by_campaign(request.user)
    recent = selectors.decision_list().filter(paper__isnull=False)[:10]
    context = {"rows": rows, "recent": recent, "in_hand": decisions_in_hand()}
    return render(request, "awards/register/issuing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Check, order and sign the list of one decision; first a look at it, then the number."""
    if not selectors.issues(request.user):
        raise Http404
    campaign = get_object_or_404(AwardCampaign.objects.select_related("presidium"), pk=pk)
    waiting = waiting_selectors.waiting(campaign, request.user)
    if not waiting:
        return _nothing_left(request)
    taken = under_way(request.user).dossiers
    free = [nomination for nomination in waiting if nomination.dossier_id not in taken]
    is_last_step = "issue" in request.POST
    chosen = _chosen(_rows(request, waiting if is_last_step else free))
    form = DecisionForm(request.POST or None, campaign=campaign, nominations=chosen or waiting)
    preview: Page | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if is_last_step:
                return _issued(request, chosen, form.cleaned_data)
            preview = draft_of(dossiers=[one.dossier for one in chosen], **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, " ".join([refusal.message, *refusal.details]))
    if not free:
        return _nothing_left(request)
    rows = _rows(request, free)
    context = {
        "campaign": campaign,
        "rows": rows,
        "chosen": len(_chosen(rows)),
        "at_once": batches.AT_ONCE,
        "in_hand": decisions_in_hand().filter(campaign=campaign),
        "form": form,
        "page": preview,
    }
    status = 422 if form.errors else 200
    return render(request, "awards/register/issue.html", context, status=status)


def _nothing_left(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Lead to the page that says what is being issued and what was issued lately."""
    if request.method == "POST":
        messages.info(request, _("Nothing on this list waits for a decision any more."))
    return redirect("awards:issuing")


def _chosen(rows: list[dict[str, Any]]) -> list[Nomination]:
    return [row["nomination"] for row in rows if row["is_chosen"]]


def _issued(
    request: AuthenticatedHttpRequest, chosen: list[Nomination], values: dict[str, Any]
) -> HttpResponse:
    """Issue just the list that was ticked: now if it is short, else by the worker."""
    if len(chosen) < len(set(request.POST.getlist("dossier"))):
        raise ConflictError(_("The list has changed meanwhile. Look at the decision again."))
    made = issue_or_hand_over(
        dossiers=[nomination.dossier for nomination in chosen], user=request.user, **values
    )
    if isinstance(made, Batch):
        return redirect("awards:issuing_result", made.pk)
    messages.success(
        request,
        _("%(number)s was issued; everybody on its list stands in the register.")
        % {"number": made.number},
    )
    return redirect("awards:decision", pk=made.pk)


@require_safe
def issuing_result(request: AuthenticatedHttpRequest, job: UUID) -> HttpResponse:
    """Say how far a decision on many awards is, and what came of it, to who pressed the button."""
    own = DecisionInHand.objects.filter(batch__job__owner=request.user)
    found = get_object_or_404(own.select_related("campaign", "batch__job"), pk=job)
    context = {
        "in_hand": found,
        "job": found.batch.job,
        "has_failed": found.batch.job.state == JobState.FAILED,
    }
    return render(request, "awards/register/issuing_result.html", context)


def _rows(request: AuthenticatedHttpRequest, waiting: list[Nomination]) -> list[dict[str, Any]]:
    """Return the list as the clerk has ticked and ordered it; the usual order at first."""
    is_sent = request.method == "POST"
    ticked = set(request.POST.getlist("dossier"))
    rows = []
    for place, nomination in enumerate(waiting, start=1):
        asked = request.POST.get(f"place-{nomination.dossier_id}", "")
        name, details = waiting_selectors.name_on_paper(nomination.recipient)
        rows.append(
            {
                "nomination": nomination,
                "name": name,
                "details": details,
                "place": int(asked) if asked.isdecimal() and len(asked) <= 5 else place,  # noqa: PLR2004 -- digits
                "usual": place,
                "is_chosen": str(nomination.dossier_id) in ticked if is_sent else True,
                "lacks_citation": not nomination.citation.strip(),
            }
        )
    rows.sort(key=lambda row: (row["place"], row["usual"]))
    for place, row in enumerate(rows, start=1):
        row["place"] = place
    return rows


# --- One decision --------------------------------------------------------------------------


def _decision(request: AuthenticatedHttpRequest, pk: int, *, keeps: bool = False) -> AwardDecision:
    """Return the decision for readers of the register, or only for those who keep it."""
    may = selectors.keeps_register if keeps else selectors.reads_register
    if not may(request.user):
        raise Http404
    return get_object_or_404(selectors.decision_list().defer(None), pk=pk)


@require_safe
def decisions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the decisions, the newest first."""
    if not selectors.reads_register(request.user):
        raise Http404
    after = request.GET.get("after", "")
    context = {
        "page": keyset_page(selectors.decision_list(), selectors.DECISIONS_ORDER, after, PER_PAGE),
        "keeps": selectors.keeps_register(request.user),
        "may_issue": selectors.issues(request.user),
    }
    return render(request, "awards/register/decisions.html", context)


@require_safe
def decision(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show a decision with its frozen list, and what is still to be handed over."""
    found = _decision(request, pk)
    rows = selectors.awards_of(found)
    context = {
        "decision": found,
        "rows": rows,
        "files": _print_files(rows) if found.paper is not None else [],
        "keeps": selectors.keeps_register(request.user),
        "may_hand_over": selectors.issues(request.user),
    }
    return render(request, "awards/register/decision.html", context)


def _print_files(rows: list[Award]) -> list[tuple[int, int]]:
    """Return the first and last sheet of each print file; mostly there is one."""
    standing = sum(row.state == AwardState.VALID for row in rows)
    starts = range(1, standing + 1, PER_FILE)
    return [(first, min(first + PER_FILE - 1, standing)) for first in starts]


@require_safe
def certificates(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Hand out the certificates of a decision as one print file."""
    found = _decision(request, pk, keeps=True)
    standing = [row for row in selectors.awards_of(found) if row.state == AwardState.VALID]
    first = request.GET.get("from", "1")
    start = int(first) - 1 if first.isdecimal() and len(first) <= 6 else 0  # noqa: PLR2004 -- digits
    part = standing[max(start, 0) : max(start, 0) + PER_FILE]
    if not part or found.paper is None:
        raise Http404
    return pdf_response(certificates_pdf(part), f"bang-{found.year}-{found.pk}-{start + 1}.pdf")


@require_safe
def money(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the money of a decision: who, what, coefficient, why, total in figures and words."""
    found = _decision(request, pk, keeps=True)
    lines = selectors.money_lines(selectors.awards_of(found))
    if "xlsx" in request.GET:
        return workbook_response(
            money_workbook(found, lines), f"tien-thuong-{found.year}-{found.pk}.xlsx"
        )
    total = selectors.money_total(lines)
    context = {
        "decision": found,
        "lines": lines,
        "total": total,
        "words": dong_in_words(total),
        "paid": sum(line.is_paid for line in lines),
    }
    return render(request, "awards/register/money.html", context)


# --- Handing over --------------------------------------------------------------------------


@require_safe
def handing_over(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Lead a duty to its ledger; without one, show the decisions with something left."""
    if not selectors.issues(request.user):
        raise Http404
    award = Award.objects.filter(nomination__dossier__code=request.GET.get("dossier", "")).first()
    if award is not None:
        return redirect("awards:ledger", pk=award.decision_id)
    return redirect("awards:decisions")


@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The hand-over ledger: tick who received, one or many; print it with room for signatures."""
    found = _decision(request, pk, keeps=True)
    rows = selectors.awards_of(found)
    may = selectors.issues(request.user)
    if request.method == "POST" and not may:
        raise Http404
    form = HandOverForm(request.POST or None)
    ticked = set(request.POST.getlist("award"))
    if request.method == "POST" and form.is_valid():
        try:
            number = hand_over(
                awards=[row for row in rows if str(row.pk) in ticked],
                user=request.user,
                **form.cleaned_data,
            )
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                ngettext(
                    "%(number)s award noted as handed over.",
                    "%(number)s awards noted as handed over.",
                    number,
                )
                % {"number": number},
            )
            return redirect("awards:ledger", pk=pk)
    context = {
        "decision": found,
        "rows": [(row, str(row.pk) in ticked) for row in rows],
        "form": form if may else None,
        "left": sum(row.handed_over_on is None and row.state == AwardState.VALID for row in rows),
        "is_printed": "print" in request.GET,
    }
    status = 422 if form.errors else 200
    return render(request, "awards/register/ledger.html", context, status=status)
