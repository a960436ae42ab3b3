"""Lists of nominations as workbooks: the brief list out, a sheet of nominees in."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.enums import Completion, SubjectKind
from awards.filters_nominations import NominationFilter
from awards.forms_nominations import SheetForm
from awards.models import AwardCampaign, AwardType
from awards.selectors.nomination_lists import nominations_for, open_campaigns, units_of_drafter
from awards.services.nomination_import import import_nominations
from awards.sheets.nomination_preview import RowShown, rows_shown
from awards.sheets.nominations import NOMINEES, NomineeSheet, brief_list, read_nominees
from workflow_app.approvals.errors import RefusalError
from workflow_app.audit.services import record
from workflow_app.organization.fields import DayField
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.sessions import XLSX, clean_name, read_upload
from workflow_app.sheets.writing import write_template
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .nominations import say_refusal

NOBODY = "new"


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as a download."""
    header = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": str(header)})


@require_safe
def export(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Hand out the brief list of exactly the nominations that the page shows."""
    found = NominationFilter(request.GET, queryset=nominations_for(request.user), request=request)
    rows = list(found.qs)
    with transaction.atomic():
        record(
            action="award.list_exported",
            actor=request.user,
            data={"filter": found.query, "number": len(rows)},
        )
    content = brief_list(rows, title="Danh sách trích ngang đề nghị khen thưởng")
    return workbook(content, f"trich-ngang-{timezone.localdate():%Y%m%d}.xlsx")


@require_safe
def template(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Hand out the empty workbook."""
    if not units_of_drafter(request.user).exists():
        raise Http404
    return workbook(write_template(NOMINEES), "danh-sach-de-nghi-khen-thuong.xlsx")


@require_http_methods(["GET", "POST"])
def read(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Read an upload and show what was understood; the file is not kept, nothing is changed."""
    units = units_of_drafter(request.user)
    if not units:
        raise Http404
    form = SheetForm(request.POST or None, request.FILES or None, units=units)
    sheet: NomineeSheet | None = None
    shown: list[RowShown] = []
    file = request.FILES.get("file")
    if request.method == "POST" and form.is_valid() and isinstance(file, UploadedFile):
        campaign, unit = form.cleaned_data["campaign"], form.cleaned_data["unit"]
        try:
            sheet = read_nominees(read_upload(file)[1], campaign.year)
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            if sheet.problem:
                form.add_error("file", sheet.problem)
                sheet = None
            else:
                shown = rows_shown(sheet.rows, campaign=campaign, unit=unit)
    context = {
        "form": form,
        "sheet": sheet,
        "ready": [one for one in shown if not one.row.problems],
        "wrong": [one for one in shown if one.row.problems],
        "name": clean_name(file.name or "") if isinstance(file, UploadedFile) else "",
    }
    status = 422 if form.errors else 200
    return render(request, "awards/nominations/import.html", context, status=status)


@require_POST
def take(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Take over the rows that were ticked; every value is checked again."""
    data = request.POST
    unit = get_object_or_404(units_of_drafter(request.user), pk=_key(data.get("unit")))
    campaigns: Any = open_campaigns()
    campaign: AwardCampaign = get_object_or_404(campaigns, pk=_key(data.get("campaign")))
    try:
        opened = import_nominations(
            campaign=campaign,
            unit=unit,
            rows=_rows(data),
            name=data.get("name", ""),
            user=request.user,
        )
    except RefusalError as refusal:
        say_refusal(request, refusal)
        return redirect("awards:nomination_import")
    messages.success(
        request,
        ngettext(
            "%(count)s nomination was opened.", "%(count)s nominations were opened.", len(opened)
        )
        % {"count": len(opened)},
    )
    return redirect("awards:nominations")


def _rows(data: QueryDict) -> list[dict[str, Any]]:
    numbers = [number for number in data.getlist("row") if number.isdecimal()]
    awards = AwardType.objects.in_bulk([_key(data.get(f"{number}-award")) for number in numbers])
    return [_read_row(data, number, awards) for number in numbers]


def _read_row(data: QueryDict, number: str, awards: dict[int, AwardType]) -> dict[str, Any]:
    award = awards.get(_key(data.get(f"{number}-award")))
    nominee = data.get(f"{number}-nominee", "")
    recipient: dict[str, Any] = {
        "name": data.get(f"{number}-name", "")[:255],
        "organisation": data.get(f"{number}-organisation", "")[:255],
    }
    if award is not None and award.subject == SubjectKind.PERSON:
        recipient |= {
            "post": data.get(f"{number}-post", "")[:200],
            "birth_date": DayField(required=False).clean(data.get(f"{number}-born", "")),
        }
    completion = data.get(f"{number}-completion", "")
    return {
        "number": number,
        "award_type": award,
        "nominee": "" if nominee == NOBODY else nominee,
        "recipient": recipient,
        "told_apart_from": data.getlist(f"{number}-twin") if nominee == NOBODY else [],
        "values": {
            "completion": completion if completion in Completion.values else "",
            "citation": data.get(f"{number}-citation", "")[:500],
        },
    }


def _key(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0
