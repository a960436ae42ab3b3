"""What every page's shell needs: navigation, counters, for whom one acts."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's variables; nothing for people who are not signed in."""
    return {}
