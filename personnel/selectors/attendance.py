"""Who came to the sessions of a body: who was noted as there, or handed in a vote.

Called to a session are the members who held a seat of the body on its day. At a meeting whoever
was noted as having arrived was there; in a written consultation whoever answered.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import Attendance, RollEntry, Round, Session
from workflow_app.organization.models import Body, Mandate, Person

LATEST = 50
"""Sessions of somebody's bodies that say how regularly they come: some five years of a Presidium."""
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
    """Return which of the latest closed sessions the person was called to, newest first."""
    seats = Mandate.objects.filter(person=person, seat__isnull=False)
    if body is not None:
        seats = seats.filter(body=body)
    held = list(seats)
    sessions = Session.objects.filter(
        body__in={mandate.body_id for mandate in held if mandate.body_id},
        state=SessionState.CLOSED,
    )
    called = [
        session
        for session in sessions.select_related("body").order_by("-held_on", "-pk")[:LATEST]
        if any(
            mandate.body_id == session.body_id and mandate.in_force_on(session.held_on)
            for mandate in held
        )
    ]
    came = _came([session.pk for session in called], [person.pk])
    return [
        Attended(
            session=session.pk,
            title=session.title,
            body=session.body.name,
            held_on=session.held_on,
            was_present=(session.pk, person.pk) in came,
        )
        for session in called
    ]


def missed_in_a_row(body: Body, people: Iterable[int], on: dt.date | None = None) -> dict[int, int]:
    """Return how many of the body's last sessions each person (by key) has missed in a row.

    Sessions to which somebody was not called yet neither count nor break the row.
    """
    sessions = Session.objects.filter(body=body, state=SessionState.CLOSED)
    if on is not None:
        sessions = sessions.filter(held_on__lte=on)
    newest = list(sessions.order_by("-held_on", "-pk")[:LOOKED_BACK])
    wanted = list(people)
    seats: dict[int, list[Mandate]] = defaultdict(list)
    for mandate in Mandate.objects.filter(body=body, seat__isnull=False, person__in=wanted):
        seats[mandate.person_id].append(mandate)
    came = _came([session.pk for session in newest], wanted)
    return {
        person: _row(
            [
                (session.pk, person) in came
                for session in newest
                if any(mandate.in_force_on(session.held_on) for mandate in seats[person])
            ]
        )
        for person in wanted
    }


def _came(sessions: list[int], people: list[int]) -> set[tuple[int, int]]:
    """Return who was at which session, in three statements."""
    noted = Attendance.objects.filter(
        session__in=sessions, person__in=people, arrived__isnull=False
    ).values_list("session", "person")
    held = dict(Round.objects.filter(session__in=sessions).values_list("pk", "session"))
    voted = (
        RollEntry.objects.filter(round__in=held, person__in=people, handed_in__isnull=False)
        .values_list("round", "person")
        .order_by()
    )
    return {*noted, *((held[key], person) for key, person in voted)}


def _row(came: list[bool]) -> int:
    """Count the absences before the first presence, newest first."""
    return next((count for count, present in enumerate(came) if present), len(came))
