"""A house with leaks: every one shows in another kind of answer that something hidden exists."""

import io
from collections.abc import Callable

import openpyxl
from django.http import HttpRequest, HttpResponse

from tests.papers.sheets import decision
from workflow_app.approvals.models import Dossier
from workflow_app.papers.pdf import page_pdf
from workflow_app.papers.word import page_docx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def hidden() -> int:
    return Dossier.objects.filter(is_confidential=True).count()


def counter() -> HttpResponse:
    return HttpResponse(f"<nav>{hidden()}</nav>")


def sorted_list(request: HttpRequest) -> HttpResponse:
    """The list itself tells nothing; its order does, or the part that scripts fetch."""
    if request.headers.get("HX-Request"):
        return HttpResponse("a part" + "." * hidden())
    names = ["ba", "an"] if request.GET.get("sort") and hidden() else ["an", "ba"]
    links = '<a href="?sort=name">x</a><div hx-get="?page=2"></div>'
    return HttpResponse(f"{links} {' '.join(names)}")


def workbook() -> HttpResponse:
    book = openpyxl.Workbook()
    book.active.append(["Hồ sơ", hidden()])
    file = io.BytesIO()
    book.save(file)
    return HttpResponse(file.getvalue(), content_type=XLSX)


def word() -> HttpResponse:
    return HttpResponse(page_docx(decision(subject=f"Về {hidden()} hồ sơ")), content_type=DOCX)


def pdf() -> HttpResponse:
    page = page_pdf(decision(subject=f"Về {hidden()} hồ sơ"))
    return HttpResponse(page, content_type="application/pdf")


def picture() -> HttpResponse:
    return HttpResponse(b"\x89PNG" + bytes([hidden()]), content_type="image/png")


def calendar() -> HttpResponse:
    return HttpResponse("BEGIN:VEVENT\n" * hidden(), content_type="text/calendar")


def answer() -> HttpResponse:
    return HttpResponse(f'{{"total": {hidden()}}}', content_type="application/json")


ANSWERS: dict[str, Callable[[], HttpResponse]] = {
    "/mutant/counter/": counter,
    "/mutant/table.xlsx": workbook,
    "/mutant/paper.docx": word,
    "/mutant/paper.pdf": pdf,
    "/mutant/picture.png": picture,
    "/mutant/calendar.ics": calendar,
    "/mutant/api/": answer,
}
LIST = "/mutant/list/"
PLACES = (*ANSWERS, LIST)


class Leaky:
    """Answers in place of the house, or spoils what the house answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == LIST:
            return sorted_list(request)
        if request.path in ANSWERS:
            return ANSWERS[request.path]()
        response = self.get_response(request)
        code = request.path.split("/")[2:3]
        known = response.status_code == 404 and Dossier.objects.filter(code__in=code).exists()
        if known and request.path.endswith("/compare/"):
            response = HttpResponse("This is not for you.", status=403)
        if known and request.method == "POST" and request.path.endswith("/comments/"):
            response = HttpResponse("You may not comment on it.", status=403)
        return response
