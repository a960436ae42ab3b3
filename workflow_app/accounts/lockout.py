"""Counting failed sign-ins per account, whichever of its names was typed."""

import hashlib
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from .models import User


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the name under which django-axes counts this attempt.

    Name and e-mail of one account count together. What fits no account is kept as a digest:
    people type passwords into the wrong field.
    """
    given = credentials or {}
    typed = given.get("username") or given.get("email") or given.get("login")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    account = account_of(str(typed or ""))
    if account is not None:
        return account.username
    return "unknown:" + hashlib.sha256(str(typed).lower().encode()).hexdigest()[:24]


def account_of(typed: str) -> User | None:
    """Return the account that a typed name or e-mail belongs to."""
    if not typed:
        return None
    return User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).first()
