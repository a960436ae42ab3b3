"""What this room adds to the others; called once from `apps.ready`."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.work_links import register_ballot_link, register_work_link
from workflow_app.audit.actions import register_action
from workflow_app.audit.verification import register_check
from workflow_app.background.scheduler import register_job
from workflow_app.notifications.events import EmailChoice, register_event
from workflow_app.organization.enums import Duty
from workflow_app.organization.navigation import standing
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_nav
from workflow_app.vault.registry import register_column

from .services.calendar import close_due
from .services.last_word import ERRAND
from .services.resumption import resume_unfinished
from .services.rounds import VOTE_KIND
from .verification import verify_ballots, verify_rounds


def knows_sessions(request: HttpRequest) -> bool:
    """Tell whether sessions are this person's business: a body's duty, or the inspection."""
    duties = {Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES, Duty.INSPECT}
    return bool(duties & standing(request).duties)


def sheet_of(item: WorkItem) -> str:
    """Return the voting sheet that a duty stands for."""
    return reverse("ballots:sheet", args=[item.source_id])


def last_word_of(item: WorkItem) -> str:
    """Return where what a ballot left open is decided."""
    return reverse("ballots:last_word", args=[item.source_id])


def convening_for(item: WorkItem) -> str:
    """Return where the secretary puts a waiting dossier on an agenda.

    A dossier that stands on one already leads on to its session; the page finds out, so that the
    worklist need not ask for every row.
    """
    code = item.dossier.code if item.dossier is not None else ""
    return f"{reverse('ballots:convene')}?{urlencode({'dossier': code})}"


def register() -> None:
    """Register audit actions, events, jobs, the recount, the navigation and where duties lead."""
    for action, label in (
        ("session.convened", _("Session convened")),
        ("session.called", _("Members convened")),
        ("session.changed", _("Session changed")),
        ("session.cancelled", _("Session cancelled")),
        ("session.chair_changed", _("Somebody else took the chair")),
        ("session.agenda", _("Agenda changed")),
        ("session.attendance", _("Attendance noted")),
        ("session.board_chosen", _("Counting board chosen")),
        ("session.vote_opened", _("Vote opened")),
        ("session.reminded", _("Members reminded of their sheet")),
        ("session.announced", _("Results announced")),
        ("session.sheet_handed_in", _("Voting sheet handed in")),
        ("session.vote_broken_off", _("Vote broken off")),
        ("session.paper_issued", _("Ballot issued on paper")),
        ("session.paper_entered", _("Sheet from paper typed in")),
        ("session.paper_taken_back", _("Sheet from paper taken back")),
        ("session.paper_collected", _("Ballots on paper collected")),
        ("ballot.interest", _("Interest declared")),
        ("ballot.counted", _("Votes counted")),
        ("ballot.final_say", _("Decided after the last run")),
        ("ballot.removed", _("Taken off the agenda")),
        ("ballot.returned", _("Returned instead of put to the vote")),
    ):
        register_action(action, label)
    register_event("vote.opened", _("A vote is open for me"))
    register_event("vote.reminder", _("My voting sheet is awaited"))
    register_event("session.called", _("I am invited to a session"))
    register_event("vote.last_word", _("I have the last word on a vote"))
    register_event("session.changed", _("A session that I am invited to is changed"))
    register_event(
        "session.cancelled", _("A session that I am invited to is cancelled"), EmailChoice.AT_ONCE
    )
    register_event("session.board", _("I am chosen for a counting board"))
    register_event("session.announced", _("Results of a session are announced"))
    register_check("ballots recounted", verify_ballots)
    register_check("rolls and check codes", verify_rounds)
    register_column("ballots.Urn", "key")
    register_job("ballots.close_due", every=timedelta(minutes=1), func=close_due)
    register_job("ballots.resume", every=timedelta(minutes=1), func=resume_unfinished)
    register_work_link(VOTE_KIND, sheet_of, _("Hand in a voting sheet"))
    register_work_link(f".{ERRAND}", last_word_of, _("Decide what a ballot left open"))
    register_ballot_link(convening_for, _("Put to the vote"))
    register_nav(
        NavItem(
            "sessions",
            _("Sessions"),
            "ballots:sessions",
            icon="gavel",
            order=50,
            visible=knows_sessions,
            namespaces=("ballots",),
        )
    )
