"""Carries one id per request, and where it came from, to the audit log."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .context import AuditContext, act


class AuditContextMiddleware:
    """Gives the request an id, and tells it to the client for support calls."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with act(AuditContext(ip=request.META.get("REMOTE_ADDR", ""))) as context:
            response = self.get_response(request)
        response.headers["X-Request-ID"] = str(context.request_id)
        return response
