"""A session that was planned otherwise: another day, hour, place, or way of coming together."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.audit.services import record
from workflow_app.ballots.enums import SessionMode, SessionState
from workflow_app.ballots.models import Session
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty

from .sessions import accounts_of_members, locked_session, require_duty

CHANGEABLE = (SessionState.PLANNED, SessionState.CONVENED)
FIELDS = ("held_on", "begins", "mode", "place", "due")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When and how a session meets. `due` is the end of a written consultation, and of nothing else."""

    held_on: dt.date
    begins: dt.time | None
    mode: SessionMode
    place: str
    due: dt.datetime | None = None


@transaction.atomic
def change_session(*, session: Session, when: When, user: User) -> list[str]:
    """Move a session that has not begun; members who were convened are told what changed.

    Returns what changed, a sentence for each; nothing is told or logged when nothing did. Raises
    ConflictError once it has begun, IncompleteError for a day outside the term or a written
    consultation without an end to come.
    """
    session = locked_session(session, *SessionState.preparing)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    if session.state not in CHANGEABLE:
        raise ConflictError(
            _("The session has begun; its day, place and way of meeting stay as they are.")
        )
    new = _checked(session, when)
    before = {name: getattr(session, name) for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != new[name]]
    if not changed:
        return []
    for name in changed:
        setattr(session, name, new[name])
    session.term = _term_of(session, when.held_on)
    session.save(update_fields=[*changed, "term"])
    sentences = [_sentence(name, before[name], new[name]) for name in changed]
    record(
        action="session.changed",
        actor=user,
        object=session,
        data={name: [_stored(before[name]), _stored(new[name])] for name in changed},
    )
    if session.state == SessionState.CONVENED:
        notify(
            event="session.changed",
            users=accounts_of_members(session),
            subject=_("Changed: %(session)s") % {"session": session},
            body="\n".join(sentences),
            path=session.get_absolute_url(),
        )
    return sentences


def _checked(session: Session, when: When) -> dict[str, Any]:
    is_written = when.mode == SessionMode.WRITTEN
    if is_written and when.due is None:
        raise IncompleteError(_("A written consultation needs a day until which it runs."))
    if is_written and when.due is not None and when.due <= timezone.now():
        raise IncompleteError(_("A written consultation ends in the future."))
    if when.held_on != session.held_on and when.held_on < timezone.localdate():
        raise IncompleteError(_("That day is over."))
    return {
        "held_on": when.held_on,
        "begins": when.begins,
        "mode": when.mode,
        "place": when.place.strip(),
        "due": when.due if is_written else None,
    }


def _term_of(session: Session, day: dt.date) -> Any:
    term = next((term for term in session.body.terms.all() if term.covers(day)), None)
    if term is None:
        raise IncompleteError(_("The body has no term on that day."))
    return term


def _sentence(name: str, before: Any, after: Any) -> str:
    label = str(getattr(Session._meta.get_field(name), "verbose_name", name))
    return _("%(what)s: %(after)s (before: %(before)s)") % {
        "what": label[:1].upper() + label[1:],
        "before": _words(before),
        "after": _words(after),
    }


def _words(value: Any) -> str:
    if value in (None, ""):
        return "–"
    if value in SessionMode.values:
        return str(SessionMode(value).label)
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "d/m/Y H:i")
    if isinstance(value, dt.date):
        return date_format(value, "d/m/Y")
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value)


def _stored(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value or "")
