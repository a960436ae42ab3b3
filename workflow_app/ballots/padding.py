"""Answers whose length says nothing about what was chosen.

A page that repeats a member's choices is longer or shorter by the words for them, and web servers and
proxies note the length of every answer beside the address and the time.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from workflow_app.ui.typing import AuthenticatedHttpRequest

P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponseBase]
STEP = 16 * 1024
"""Lengths are multiples of this many bytes."""
FILL = b"\n<!-- %s -->"


def evenly_long(view: View[P]) -> View[P]:
    """Let the view's pages have lengths that are multiples of 16 KiB, by one step more or less.

    Rounding up alone would tell apart two pages with a multiple between them. So a random number of
    bytes, up to one step, is added before: ten bytes more or less on the page then change the
    chance of the longer answer by less than one in a thousand, and its length by nothing.
    """

    @wraps(view)
    def padded(request: AuthenticatedHttpRequest, *args: P.args, **kwargs: P.kwargs) -> object:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and response.status_code not in {301, 302, 304}:
            pad(response)
        return response

    return padded  # type: ignore[return-value]


def pad(response: HttpResponse) -> None:
    """Fill up an HTML answer with a comment."""
    bare = len(response.content) + len(FILL) - 2
    length = bare + secrets.randbelow(STEP)
    length += -length % STEP
    response.content += FILL % (b"." * (length - bare))
