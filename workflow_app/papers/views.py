"""Issued papers: the page of one, its Word and PDF files, the register. Nothing changes a paper."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow_app.lib.text import search_text, words
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .access import keeps_register
from .documents import file_name, page_of, paper_docx, paper_pdf
from .models import IssuedPaper, NumberRegister

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"
PER_PAGE = 50


def _visible(request: AuthenticatedHttpRequest, pk: int) -> IssuedPaper:
    papers = IssuedPaper.objects.visible_to(request.user).select_related("register", "issued_by")
    paper: IssuedPaper = get_object_or_404(papers, pk=pk)
    return paper


@require_safe
def paper(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the paper as it stands, ready to print on A4."""
    found = _visible(request, pk)
    context = {"paper": found, "page": page_of(found)}
    return render(request, "papers/decision.html", context)


@require_safe
def docx(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Give the paper as a Word file in the layout of Decree 30/2020."""
    found = _visible(request, pk)
    return download(paper_docx(found), DOCX_TYPE, file_name(found))


@require_safe
def pdf(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Give the paper as PDF/A in the layout of Decree 30/2020."""
    found = _visible(request, pk)
    return download(paper_pdf(found), PDF_TYPE, file_name(found, "pdf"))


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Give a file to keep; `name` is plain ASCII."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def register(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The register of outgoing papers with the fields of Decree 30/2020, App. IV."""
    if not keeps_register(request.user):
        raise Http404
    papers = IssuedPaper.objects.visible_to(request.user).select_related("register")
    used = NumberRegister.objects.filter(last_number__gt=0).order_by("-year")
    registers = list(used.values_list("year", "pk"))
    years = list(dict.fromkeys(each for each, __ in registers))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years or [_this_year()])[0]
    of_year = [pk for each, pk in registers if each == year]
    rows = papers.filter(register__in=of_year).order_by("register__series", "number")
    query = request.GET.get("q", "")
    # A year's papers are sifted without their contents, which only those on the page need.
    found = [row.pk for row in rows.defer("content") if _matches(row, query)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    is_printed = "print" in request.GET
    shown = rows.filter(pk__in=found if is_printed else page.object_list)
    context = {
        "year": year,
        "q": query,
        "tabs": [
            {"label": str(item), "url": f"?year={item}", "current": item == year} for item in years
        ],
        "total": len(found),
        "page": page,
        "papers": shown,
        "is_printed": is_printed,
        "title": _("Register of outgoing papers"),
    }
    return render(request, "papers/register.html", context)


def _matches(row: IssuedPaper, query: str) -> bool:
    text = search_text(row.notation, row.subject, row.signer)
    return all(word in text for word in words(query))


def _this_year() -> int:
    return timezone.localdate().year
