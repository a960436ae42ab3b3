"""The bell's page."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from workflow_app.accounts.models import User
from workflow_app.ui.keyset import keyset_page

from .selectors import NEWEST_FIRST, notices_of
from .services import mark_read

PAGE_SIZE = 25


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show one's notices, all or the unread ones."""
    only_unread = request.GET.get("unread") == "1"
    notices = notices_of(cast("User", request.user).pk)
    if only_unread:
        notices = notices.filter(read_at=None)
    page = keyset_page(notices, NEWEST_FIRST, request.GET.get("after", ""), PAGE_SIZE)
    context = {"page": page, "only_unread": only_unread}
    return render(request, "notifications/list.html", context)


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    user = cast("User", request.user)
    notice = get_object_or_404(notices_of(user.pk), pk=pk)
    mark_read(user=user, notice=notice)
    return redirect(notice.path or "notifications:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_read(user=cast("User", request.user))
    return redirect("notifications:list")
