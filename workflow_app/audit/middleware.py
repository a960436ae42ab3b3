"""Where a request comes from, and one id for all that it causes."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .context import AuditContext, act


class ClientAddressMiddleware:
    """Put the visitor's address in place of the proxy's, for the log, lock-outs and rate limits.

    Every trusted proxy appends the address it saw, so with n of them the visitor is the n-th
    from the right; what stands further left was written by the visitor and means nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies = settings.TRUSTED_PROXIES
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        if 0 < proxies <= len(seen):
            with suppress(ValueError):  # not an address: the proxy's own stays
                request.META["REMOTE_ADDR"] = str(ip_address(seen[-proxies].strip()))
        return self.get_response(request)


class AuditContextMiddleware:
    """Gives the request an id, and tells it to the client for support calls."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with act(AuditContext(ip=request.META.get("REMOTE_ADDR", ""))) as context:
            response = self.get_response(request)
        response.headers["X-Request-ID"] = str(context.request_id)
        return response
