"""Who may read the rules of awards and who got what."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse

from workflow_app.organization.selectors.posts import posts_of
from workflow_app.ui.typing import AuthenticatedHttpRequest

P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse]


def with_a_post(view: View[P]) -> View[P]:
    """Open the page to whoever holds something in the organisation; no page for the others."""

    @wraps(view)
    def guarded(
        request: AuthenticatedHttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not posts_of(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
