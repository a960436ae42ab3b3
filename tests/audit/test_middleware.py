"""Where a request comes from: the visitor, whatever they claim."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from workflow_app.audit.context import current_context
from workflow_app.audit.middleware import AuditContextMiddleware, ClientAddressMiddleware


def address_seen(forwarded: str | None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.2")
    seen = []

    def page(_request):
        seen.append(current_context().ip)
        return HttpResponse()

    ClientAddressMiddleware(AuditContextMiddleware(page))(request)
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    (
        (0, "203.0.113.9", "10.0.0.2"),  # nobody in front: the header is the visitor's invention
        (1, None, "10.0.0.2"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.2"),
        (1, "nonsense", "10.0.0.2"),
        (1, "2001:db8::1", "2001:db8::1"),
    ),
)
def test_the_address_is_the_one_the_trusted_proxies_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert address_seen(forwarded) == address
