"""Which request (or background act) the running code belongs to."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuditContext:
    """One id for everything that one click, task or command causes."""

    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    ip: str = ""


_current: ContextVar[AuditContext | None] = ContextVar("audit_context", default=None)


def current_context() -> AuditContext:
    """Return the context of the running request or act, or a fresh one outside any."""
    return _current.get() or AuditContext()


@contextmanager
def act(context: AuditContext | None = None) -> Iterator[AuditContext]:
    """Group everything recorded inside under one id."""
    context = context or AuditContext()
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
