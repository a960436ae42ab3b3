"""Who got what when: search by name, and a page per recipient."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from awards.models import Recipient
from awards.selectors.history import Held, awarded, histories_of, history_of, waiting_of
from awards.selectors.types import RuleSet
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .types_common import with_a_post

PER_PAGE = 50


@with_a_post
def history_search(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Find recipients of awards by name, with or without marks."""
    query = request.GET.get("q", "").strip()
    page = Paginator(awarded(query), PER_PAGE).get_page(request.GET.get("page"))
    histories = histories_of(page.object_list)
    rows = [{"recipient": one, "history": histories[one.pk]} for one in page.object_list]
    context = {"query": query, "page": page, "rows": rows}
    return render(request, "awards/types/history.html", context)


@with_a_post
def recipient_history(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show what one recipient got, and from when it may be nominated again."""
    recipient = get_object_or_404(awarded(), pk=pk)
    history: list[Held] = history_of(recipient)
    context = {
        "recipient": recipient,
        "history": history,
        "waiting": waiting_of(history, RuleSet.load(), timezone.localdate()),
        "merged": Recipient.objects.filter(merged_into=recipient),
    }
    return render(request, "awards/types/recipient.html", context)
