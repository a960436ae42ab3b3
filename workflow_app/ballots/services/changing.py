"""A session that was planned otherwise: its name, day, hour, place, link, chair or secretary."""

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
from workflow_app.ballots.models import ChairChange, Session
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty, Role
from workflow_app.organization.models import Person, Term

from .sessions import holder_of, locked_session, people_concerned, require_duty

FIELDS = ("title", "held_on", "begins", "mode", "place", "link", "due", "chair", "secretary")
UNDER_WAY = (SessionState.SITTING, SessionState.VOTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """How a session is planned. `due` is the end of a written consultation, and of nothing else.

    `link` leads to a meeting that is held online, wholly or in part. Without a chair or a secretary
    it gets those of the body.
    """

    title: str
    held_on: dt.date
    begins: dt.time | None
    mode: SessionMode
    place: str
    link: str = ""
    due: dt.datetime | None = None
    chair: Person | None = None
    secretary: Person | None = None


@transaction.atomic
def change_session(*, session: Session, plan: Arrangement, user: User) -> list[str]:
    """Plan a session that has not begun otherwise; whom it concerns is told what changed.

    Those are the members, once they are convened, with the counting board; and whoever takes or
    leaves the chair or the minutes. Returns what changed, a sentence for each; nothing is told or
    logged when nothing did. Raises ConflictError once it has begun, IncompleteError for a session
    without a name, a day outside the term or a written consultation without an end to come.
    """
    session = locked_session(session, *SessionState.preparing)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    if session.state not in SessionState.before:
        raise ConflictError(has_begun())
    new = _checked(session, plan)
    before = {name: getattr(session, name) for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != new[name]]
    if not changed:
        return []
    concerned = _officers(before, changed) if {"chair", "secretary"} & set(changed) else []
    for name in changed:
        setattr(session, name, new[name])
    session.term = _term_of(session, plan.held_on)
    session.save(update_fields=[*changed, "term"])
    sentences = [_sentence(name, before[name], new[name]) for name in changed]
    concerned += _officers(new, changed)
    if session.state == SessionState.CONVENED:
        concerned += people_concerned(session)
    notify(
        event="session.changed",
        users=concerned,
        subject=_("Changed: %(session)s") % {"session": session},
        body="\n".join(sentences),
        path=session.get_absolute_url(),
    )
    record(
        action="session.changed",
        actor=user,
        object=session,
        data={name: [_stored(name, before[name]), _stored(name, new[name])] for name in changed},
    )
    return sentences


@transaction.atomic
def change_chair(
    *, session: Session, chair: Person, reason: str, user: User, at: dt.datetime | None = None
) -> ChairChange:
    """Note that somebody else takes the chair of a session under way; it stands in the minutes.

    Before it begins the chair is changed with everything else (`change_session`). Who opens and
    closes votes in the system stays with the office of the chair, or its delegate. Raises
    ConflictError when the session is not under way, IncompleteError without a reason or for a
    moment that is not within it.
    """
    session = locked_session(session, *SessionState.values)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    if session.state not in UNDER_WAY:
        raise ConflictError(_("The session is not under way."))
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: it stands in the minutes."))
    if session.chair_id == chair.pk:
        raise ConflictError(_("%(person)s has the chair already.") % {"person": chair})
    moment = at or timezone.now()
    last = session.chair_changes.order_by("at", "pk").last()
    earliest = last.at if last is not None else session.started
    if moment > timezone.now() or (earliest is not None and moment < earliest):
        raise IncompleteError(
            _("The chair changes between the beginning, or the last change, and now.")
        )
    before = session.chair
    change = ChairChange.objects.create(
        session=session,
        before=before,
        after=chair,
        at=moment,
        reason=reason.strip()[:255],
        noted_by=user,
    )
    session.chair = chair
    session.save(update_fields=["chair"])
    notify(
        event="session.changed",
        users=[one.user for one in (before, chair) if one is not None and one.user is not None],
        subject=_("Changed: %(session)s") % {"session": session},
        body=_sentence("chair", before, chair),
        path=session.get_absolute_url(),
    )
    record(
        action="session.chair_changed",
        actor=user,
        object=session,
        data={
            "chair": [_stored("chair", before), _stored("chair", chair)],
            "at": moment.isoformat(),
            "reason": change.reason,
        },
    )
    return change


def has_begun() -> str:
    """Say why nothing but the chair changes any more."""
    return _("The session has begun: its name, day, place and way of meeting stay as they are.")


def _officers(values: dict[str, Any], changed: list[str]) -> list[Any]:
    people = [values[name] for name in ("chair", "secretary") if name in changed]
    return [one.user for one in people if one is not None and one.user is not None]


def _checked(session: Session, plan: Arrangement) -> dict[str, Any]:
    is_written = plan.mode == SessionMode.WRITTEN
    if not plan.title.strip():
        raise IncompleteError(_("A session needs a name."))
    if is_written and plan.due is None:
        raise IncompleteError(_("A written consultation needs a day until which it runs."))
    if is_written and plan.due is not None and plan.due <= timezone.now():
        raise IncompleteError(_("A written consultation ends in the future."))
    if plan.held_on != session.held_on and plan.held_on < timezone.localdate():
        raise IncompleteError(_("That day is over."))
    body, day = session.body, plan.held_on
    new = {name: getattr(plan, name) for name in FIELDS}
    return new | {
        "title": plan.title.strip(),
        "place": plan.place.strip(),
        "link": plan.link.strip() if plan.mode in SessionMode.joined_by_link else "",
        "due": plan.due if is_written else None,
        "chair": plan.chair or holder_of(body, Role.BODY_CHAIR, day),
        "secretary": plan.secretary or holder_of(body, Role.BODY_SECRETARY, day),
    }


def _term_of(session: Session, day: dt.date) -> Term:
    term = next((term for term in session.body.terms.all() if term.covers(day)), None)
    if term is None:
        raise IncompleteError(_("The body has no term on that day."))
    return term


def _sentence(name: str, before: Any, after: Any) -> str:
    """Say what changed. The link itself is never in a notice: it may hold the key to the meeting."""
    if name == "link":
        return (
            _("The link of the online meeting has changed; it stands on the session's page.")
            if after
            else _("There is no link of an online meeting any more.")
        )
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


def _stored(name: str, value: Any) -> str:
    """Return what the log keeps of a value: of the link only that there is one."""
    if name == "link":
        return "given" if value else ""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value or "")
