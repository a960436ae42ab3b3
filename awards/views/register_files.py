"""Files that the register hands out."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def workbook_response(data: bytes, name: str) -> HttpResponse:
    """Give a workbook to keep."""
    return _file(data, XLSX, name, keep=True)


def pdf_response(data: bytes, name: str) -> HttpResponse:
    """Give a PDF file, shown by the browser, from where it is printed."""
    return _file(data, PDF, name, keep=False)


def _file(data: bytes, media_type: str, name: str, *, keep: bool) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=keep, filename=name) or ""
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
