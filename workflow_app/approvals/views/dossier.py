"""The page of a dossier: what it is, where it is, who holds it, what I can do, what changed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflow_app.approvals.chart import process_chart
from workflow_app.approvals.enums import OpinionState, Outcome, RoundState
from workflow_app.approvals.forms import (
    AddUnitForm,
    AnswerForm,
    AttachmentForm,
    CommentForm,
    ReasonForm,
)
from workflow_app.approvals.models import Comment, DossierAttachment, Opinion, Revision
from workflow_app.approvals.selectors.attachments import may_attach
from workflow_app.approvals.selectors.opinions import (
    rounds_with_opinions,
    units_not_asked,
    visible_comments,
)
from workflow_app.approvals.services.revisions import content_of
from workflow_app.approvals.services.visits import mark_seen
from workflow_app.audit.models import AuditEntry
from workflow_app.audit.selectors import entries_of_dossier

from .common import Trail, dossier_for, user_of
from .page import Frame, frame_of
from .worklist import STANCE_TONES, outcome_tone

HISTORY_SHOWN = 200
TABS = ("content", "review", "decisions", "papers", "history")


@require_safe
def dossier_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a dossier; the first screen is the same on every tab."""
    dossier = dossier_for(request, code)
    frame = frame_of(user_of(request), dossier)
    tab = request.GET.get("tab", TABS[0])
    if tab not in TABS:
        raise Http404
    context = frame_context(request, frame, tab)
    context |= BUILDERS[tab](request, frame)
    return render(request, "approvals/dossier.html", context)


def frame_context(request: HttpRequest, frame: Frame, tab: str) -> dict[str, Any]:
    """Return what the page around every tab needs."""
    trail = Trail.read(request.POST if request.method == "POST" else request.GET)
    return {
        "frame": frame,
        "dossier": frame.dossier,
        "kind": frame.kind,
        "tab": tab,
        "tabs": _tabs(request, frame, tab),
        "tab_template": f"approvals/_tab_{tab}.html",
        "trail": trail,
    }


def _tabs(request: HttpRequest, frame: Frame, current: str) -> list[dict[str, Any]]:
    base = reverse("approvals:dossier", args=[frame.dossier.code])
    trail = request.GET.copy()
    trail.pop("revision", None)
    labels = {
        "content": (_("Content"), frame.kind.icon),
        "review": (_("Review"), "messages"),
        "decisions": (_("Decisions"), "gavel"),
        "papers": (_("Papers"), "paperclip"),
        "history": (_("History"), "history"),
    }
    tabs = []
    for name in TABS:
        trail["tab"] = name
        label, symbol = labels[name]
        tabs.append(
            {
                "label": label,
                "icon": symbol,
                "url": f"{base}?{trail.urlencode()}#tabs",
                "current": name == current,
            }
        )
    return tabs


def shown_content(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    """Return the live draft to its own unit while it drafts, a frozen revision to all others.

    `revision=2` in the address shows an older revision.
    """
    dossier, kind = frame.dossier, frame.kind
    wanted = request.GET.get("revision", "")
    revision: Revision | None = dossier.revision
    if wanted.isascii() and wanted.isdigit():
        revision = dossier.revisions.filter(number=int(wanted[:4])).first()
        if revision is None:
            raise Http404
    elif frame.reads_draft:
        live = kind.content_of(dossier)
        return {
            "content": live,
            "problems": kind.problems_of(live),
            "revision": None,
            "is_draft": True,
        }
    content = content_of(revision) if revision is not None else None
    return {"content": content, "problems": [], "revision": revision, "is_draft": False}


def _content_tab(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    return shown_content(request, frame) | {
        "content_templates": [frame.kind.content_template, "approvals/_content.html"],
        "lines_key": frame.kind.lines_key,
    }


def _review_tab(_request: HttpRequest, frame: Frame) -> dict[str, Any]:
    dossier, reading = frame.dossier, frame.reading
    rounds = list(rounds_with_opinions(dossier))
    comments = list(visible_comments(dossier, reading))
    for comment in comments:
        comment.form = AnswerForm(auto_id=f"answer_{comment.pk}_%s")  # type: ignore[attr-defined]
    open_round = next((round_ for round_ in rounds if round_.state == RoundState.OPEN), None)
    leads = reading.heads_cluster and open_round is not None
    return {
        "rounds": [
            {
                "round": round_,
                "opinions": [_opinion(opinion, reading) for opinion in round_.opinions.all()],
            }
            for round_ in rounds
        ],
        "comments": _by_line(comments),
        "may_answer": reading.is_author and not dossier.is_final,
        "current_revision": dossier.revision_id,
        "leads": leads,
        "close_form": ReasonForm(auto_id="close_%s") if leads else None,
        "add_form": AddUnitForm(
            auto_id="add_%s",
            units=units_not_asked(open_round, dossier.cluster) if open_round else None,
        )
        if leads
        else None,
        "open_round": open_round,
        "comment_form": CommentForm(auto_id="comment_%s")
        if dossier.revision_id and not dossier.is_final
        else None,
    }


OPINION_TONES: dict[str, str] = {
    OpinionState.INVITED: "grey",
    OpinionState.LAPSED: "amber",
    OpinionState.EXCUSED: "grey",
}


def _opinion(opinion: Opinion, reading: Any) -> dict[str, Any]:
    readable = opinion.state != OpinionState.GIVEN or reading.may_read(opinion)
    given = opinion.state == OpinionState.GIVEN
    shows = given and readable
    return {
        "opinion": opinion,
        "readable": readable,
        "label": opinion.get_stance_display() if shows else opinion.get_state_display(),
        "tone": STANCE_TONES.get(opinion.stance, "grey")
        if shows
        else OPINION_TONES.get(opinion.state, "blue"),
        "excuse_form": ReasonForm(auto_id=f"excuse_{opinion.pk}_%s"),
    }


def _by_line(comments: list[Comment]) -> list[tuple[str, list[Comment]]]:
    """Group comments by the line they are about, those on the whole first."""
    groups: dict[str, list[Comment]] = {}
    for comment in sorted(comments, key=lambda comment: (bool(comment.line), comment.pk)):
        groups.setdefault(comment.line_label if comment.line else "", []).append(comment)
    return list(groups.items())


def _decisions_tab(_request: HttpRequest, frame: Frame) -> dict[str, Any]:
    """Tell the decisions and the opinions the person may read in the order of time."""
    since = frame.changes.since
    story: list[dict[str, Any]] = [
        {
            "at": decision.created,
            "action": decision.get_outcome_display(),
            "who": decision.actor,
            "behalf": decision.authority,
            "text": decision.reason,
            "tone": outcome_tone(decision.outcome),
            "icon": "corner-up-left" if decision.outcome in Outcome.sends_back else "check",
            "revision": decision.revision,
        }
        for decision in frame.decisions
    ]
    opinions = Opinion.objects.filter(
        round__dossier=frame.dossier, state=OpinionState.GIVEN
    ).select_related("unit", "given_by", "round__revision")
    story += [
        {
            "at": opinion.given_at,
            "action": _("Opinion of %(unit)s: %(stance)s")
            % {"unit": opinion.unit, "stance": opinion.get_stance_display()},
            "who": opinion.given_by,
            "behalf": opinion.authority,
            "text": opinion.text,
            "tone": STANCE_TONES.get(opinion.stance, "grey"),
            "icon": "message",
            "revision": opinion.round.revision,
        }
        for opinion in opinions
        if frame.reading.may_read(opinion)
    ]
    story.sort(key=lambda entry: entry["at"], reverse=True)
    for entry in story:
        entry["new"] = since is not None and entry["at"] > since
    return {"story": story}


def _papers_tab(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    user = user_of(request)
    attachments = DossierAttachment.objects.filter(dossier=frame.dossier).select_related(
        "file__uploaded_by"
    )
    return {
        "paper": frame.dossier.paper,
        "attachments": attachments,
        "upload_form": AttachmentForm() if may_attach(user, frame.dossier) else None,
        "me": user,
    }


SPOKEN_KINDS = ("approvals.revision", "approvals.dossierattachment", "papers.issuedpaper")


def _spoken(entry: AuditEntry) -> str:
    """Name what the entry is about; a revision's label repeats the dossier's code."""
    number = entry.object_label.rpartition(" · ")[2]
    if entry.object_kind == "approvals.revision" and number.isdigit():
        return _("Revision %(number)s") % {"number": number}
    return entry.object_label


def _history_tab(_request: HttpRequest, frame: Frame) -> dict[str, Any]:
    entries = list(entries_of_dossier(frame.dossier.code)[: HISTORY_SHOWN + 1])
    for entry in entries:
        # Labels of comments and opinions quote their text; who may read that is decided elsewhere.
        entry.spoken = _spoken(entry) if entry.object_kind in SPOKEN_KINDS else ""  # type: ignore[attr-defined]
    revisions = list(frame.dossier.revisions.select_related("author").order_by("-number"))
    return {
        "entries": entries[:HISTORY_SHOWN],
        "has_older_entries": len(entries) > HISTORY_SHOWN,
        "revisions": revisions,
        "chart": process_chart(frame.dossier),
    }


BUILDERS: dict[str, Callable[[HttpRequest, Frame], dict[str, Any]]] = {
    "content": _content_tab,
    "review": _review_tab,
    "decisions": _decisions_tab,
    "papers": _papers_tab,
    "history": _history_tab,
}


@require_POST
def seen(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the person looked; the page says so itself once it is shown."""
    mark_seen(dossier=dossier_for(request, code), user=user_of(request))
    return HttpResponse(status=204)
