"""Who came to the sessions of a body, as the ballots' roll tells it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import RollEntry, Session
from workflow_app.organization.models import Body, Person

LOOKED_BACK = 12
"""Sessions; nobody is called inactive for what lies further back."""


@dataclass(frozen=True, slots=True)
class Attended:
    """One session that a person was called to."""

    session: int
    title: str
    body: str
    held_on: dt.date
    was_present: bool


def attendance_of(person: Person, body: Body | None = None) -> list[Attended]:
    """Return the closed sessions that the person was on the roll of, newest first."""
    entries = RollEntry.objects.filter(person=person, round__session__state=SessionState.CLOSED)
    if body is not None:
        entries = entries.filter(round__session__body=body)
    return [
        Attended(
            session=entry.round.session_id,
            title=entry.round.session.title,
            body=entry.round.session.body.name,
            held_on=entry.round.session.held_on,
            was_present=entry.handed_in is not None,
        )
        for entry in entries.select_related("round__session__body").order_by(
            "-round__session__held_on", "-round__session"
        )
    ]


def missed_in_a_row(body: Body, people: Iterable[int], on: dt.date | None = None) -> dict[int, int]:
    """Return how many of the body's last sessions each person (by key) has missed in a row.

    Sessions to which somebody was not called yet neither count nor break the row.
    """
    sessions = Session.objects.filter(body=body, state=SessionState.CLOSED)
    if on is not None:
        sessions = sessions.filter(held_on__lte=on)
    newest = list(sessions.order_by("-held_on", "-pk").values_list("pk", flat=True)[:LOOKED_BACK])
    came: dict[int, dict[int, bool]] = defaultdict(dict)
    entries = RollEntry.objects.filter(round__session__in=newest, person__in=list(people))
    for person, session, handed_in in entries.values_list("person", "round__session", "handed_in"):
        came[person][session] = handed_in is not None
    return {person: _row([by[one] for one in newest if one in by]) for person, by in came.items()}


def _row(came: list[bool]) -> int:
    """Count the absences before the first presence, newest first."""
    return next((count for count, present in enumerate(came) if present), len(came))
