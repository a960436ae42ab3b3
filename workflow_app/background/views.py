"""Progress of one's own long work, and two public pages for machines."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .heartbeats import is_somebody_alive
from .models import Heartbeat, LongJob


@require_safe
@never_cache
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far the work is; the page asks again by itself until the work is over."""
    found = get_object_or_404(LongJob, pk=pk, owner_id=request.user.pk)
    is_poll = request.headers.get("HX-Request") == "true"
    template = "background/_job_state.html" if is_poll else "background/job.html"
    return render(request, template, {"job": found})


@login_not_required
@require_safe
@never_cache
def livez(_request: HttpRequest) -> HttpResponse:
    """Tell whether this process can answer and reach the database."""
    return _verdict(_database_answers())


@login_not_required
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Tell whether the whole house works: database and at least one living worker."""
    return _verdict(_database_answers() and is_somebody_alive(Heartbeat.Kind.WORKER))


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _verdict(well: bool) -> HttpResponse:  # noqa: FBT001 -- the verdict itself
    if well:
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "unavailable"}, status=503)
