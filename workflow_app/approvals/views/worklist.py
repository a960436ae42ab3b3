"""Việc của tôi: what I must do now, what my unit sent, what I did."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflow_app.approvals.enums import Outcome, Stage, Stance
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.approvals.filters import WorkFilter, read_filters
from workflow_app.approvals.kinds import get_kind
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.navigation import WAITING
from workflow_app.approvals.selectors.addresses import Addresses, addresses_of
from workflow_app.approvals.selectors.past import SENT_ORDER, done_by, sent_by
from workflow_app.approvals.selectors.worklist import (
    DELEGATED,
    OWN,
    PAGE_SIZE,
    TAKEN,
    Place,
    page_of_work,
)
from workflow_app.approvals.services.work import claim, release
from workflow_app.approvals.work_links import label_of
from workflow_app.ui.counters import capped, pending, remember, remember_annotated
from workflow_app.ui.html import TONE_ICONS
from workflow_app.ui.keyset import keyset_page

from .common import safe_next, user_of, work_url


@dataclass(frozen=True, slots=True)
class Row:
    """One duty as the list shows it."""

    item: WorkItem
    label: str
    url: str
    whose: str
    take_url: str
    is_mine: bool


@dataclass(slots=True)
class Section:
    """One part of the list under its own heading."""

    title: str
    help: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KindCount:
    """A counter by kind; it filters the list."""

    label: str
    number: str
    url: str
    current: bool


def tabs(current: str, waiting: int | None = None) -> list[dict[str, Any]]:
    """Return the three tabs of the page."""
    return [
        {
            "label": _("To do"),
            "url": reverse("approvals:worklist"),
            "current": current == "work",
            "icon": "inbox",
            "count": capped(waiting) if waiting is not None else None,
        },
        {
            "label": _("What we sent"),
            "url": reverse("approvals:sent"),
            "current": current == "sent",
            "icon": "send",
        },
        {
            "label": _("What I did"),
            "url": reverse("approvals:done"),
            "current": current == "done",
            "icon": "history",
        },
    ]


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Show the open duties, the most urgent first, in four statements however many there are."""
    user = user_of(request)
    asked = read_filters(request.GET.urlencode())
    remember(request, WAITING, 0)
    page = page_of_work(user, asked, Place.parse(request.GET.get("after", "")), pending(request))
    remember_annotated(request, page.first)
    remember(request, WAITING, page.waiting)
    filter_ = WorkFilter(request.GET, asked, page.units)
    addresses = addresses_of(user)
    rows = [_row(item, filter_.query, addresses) for item in page.rows]
    context = {
        "tabs": tabs("work", page.waiting),
        "filter": filter_,
        "counters": list(_counters(page.kinds, asked.kind)),
        "sections": _sections(rows),
        "waiting": capped(page.waiting),
        "is_filtered": bool(filter_.chips or asked.q),
        "more": _more(request, page.more),
        "is_first_page": "after" not in request.GET,
    }
    return render(request, "approvals/worklist.html", context)


def _row(item: Any, query: str, addresses: Addresses) -> Row:
    is_mine = item.claimed_by_id == addresses.user
    take_url = ""
    if item.desk_id is not None and item.group != TAKEN:
        take_url = reverse(f"approvals:{'release' if is_mine else 'claim'}", args=[item.pk])
    return Row(
        item=item,
        label=label_of(item.kind),
        url=work_url(item, query),
        whose=_whose(item, addresses),
        take_url=take_url,
        is_mine=is_mine,
    )


def _whose(item: Any, addresses: Addresses) -> str:
    """Say whose work it is: a colleague's, the person's own, an office's, or somebody else's."""
    if item.group == TAKEN:
        return str(item.claimed_by)
    if item.group == DELEGATED:
        person = addresses.giver(item.desk_id, item.dossier_kind)
        return _("For %(person)s") % {"person": person}
    if item.claimed_by_id is not None:
        return _("Yours: you took it")
    return addresses.places.get(item.desk_id or 0) or _("Yours")


def _sections(rows: Iterable[Row]) -> list[Section]:
    sections = {
        OWN: Section("", ""),
        DELEGATED: Section(
            _("Delegated to you"), _("You do these in the name of the person who delegated them.")
        ),
        TAKEN: Section(
            _("Taken by colleagues"), _("Somebody of the same office is already working on these.")
        ),
    }
    for row in rows:
        sections[row.item.group].rows.append(row)  # type: ignore[attr-defined]  # annotated
    return [section for section in sections.values() if section.rows]


def _counters(numbers: Mapping[str, int], chosen: str) -> Iterable[KindCount]:
    """Say by kind what waits, the largest first."""
    names = Counter(label_of(kind) for kind in numbers)
    for kind, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        current = kind == chosen
        label = label_of(kind)
        if names[label] > 1:  # a plan and an addition are both drafted
            label = f"{label} ({get_kind(kind.partition('.')[0]).label})"
        yield KindCount(label, capped(number), "?" if current else f"?kind={kind}", current)


def _more(request: HttpRequest, place: str) -> str:
    if not place:
        return ""
    query = request.GET.copy()
    query["after"] = place
    return f"?{query.urlencode()}"


STAGE_TONES: dict[str, str] = {
    Stage.ADOPTED: "green",
    Stage.REJECTED: "red",
    Stage.CANCELLED: "grey",
    Stage.DRAFTING: "grey",
}


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the dossiers of one's unit: where each is, who holds it until when."""
    query = request.GET.get("q", "")[:200]
    after = request.GET.get("after", "")
    page = keyset_page(sent_by(user_of(request), query), SENT_ORDER, after, PAGE_SIZE)
    rows = [
        {
            "dossier": dossier,
            "tone": STAGE_TONES.get(dossier.stage, "blue"),
            "holder": _holder(dossier.open_work),
        }
        for dossier in page.rows
    ]
    context = {"tabs": tabs("sent"), "page": page, "rows": rows, "q": query}
    return render(request, "approvals/sent.html", context)


def _holder(work: list[WorkItem]) -> str:
    """Name the desk that has the dossier now, or how many must still answer.

    The drafter's answers to comments go on beside the next step; they do not hold the dossier.
    """
    work = [item for item in work if not item.kind.endswith(".answer")] or work
    if not work:
        return ""
    if len(work) > 1:
        return _("%(count)s offices must still answer") % {"count": len(work)}
    item = work[0]
    if item.claimed_by is not None:
        return str(item.claimed_by)
    return str(item.desk or item.user)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something the person did."""

    at: dt.datetime
    label: str | Promise
    tone: str
    icon: str
    code: str
    title: str
    authority: str


STANCE_TONES: dict[str, str] = {
    Stance.AGREE: "green",
    Stance.AGREE_WITH_COMMENTS: "amber",
    Stance.OBJECT: "red",
}


def outcome_tone(outcome: str) -> str:
    """Return the tone of a decision: red rejects, amber sends back, green moves on."""
    if outcome in (Outcome.REJECTED, Outcome.CANCELLED):
        return "red"
    return "amber" if outcome in Outcome.sends_back else "green"


def _deed(row: dict[str, Any]) -> Deed:
    if row["is_opinion"]:
        stance = Stance(row["what"])
        label, tone = _("Opinion: %(stance)s") % {"stance": stance.label}, STANCE_TONES[stance]
    else:
        label, tone = str(Outcome(row["what"]).label), outcome_tone(row["what"])
    return Deed(
        at=row["at"],
        label=label,
        tone=tone,
        icon="message" if row["is_opinion"] else TONE_ICONS[tone],
        code=row["dossier__code"],
        title=row["dossier__title"],
        authority=row["authority"],
    )


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Show what one decided and the opinions one gave, newest first."""
    before = _moment(request.GET.get("before", ""))
    rows = [_deed(row) for row in done_by(user_of(request), PAGE_SIZE + 1, before)]
    older = rows[PAGE_SIZE - 1].at.isoformat() if len(rows) > PAGE_SIZE else ""
    context = {"tabs": tabs("done"), "deeds": rows[:PAGE_SIZE], "older": older, "before": before}
    return render(request, "approvals/done.html", context)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


@require_POST
def claim_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a duty of one's office."""
    return _with_item(request, pk, take=True)


@require_POST
def release_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a duty back to one's office."""
    return _with_item(request, pk, take=False)


def _with_item(request: HttpRequest, pk: int, *, take: bool) -> HttpResponse:
    try:
        if take:
            claim(item_id=pk, user=user_of(request))
            messages.success(request, _("You have taken this. Your colleagues see it."))
        else:
            release(item_id=pk, user=user_of(request))
            messages.success(request, _("Given back to your office."))
    except NotAllowedError:
        raise Http404 from None
    except ConflictError as refusal:
        messages.error(request, refusal.message)
    return redirect(safe_next(request, reverse("approvals:worklist")))
