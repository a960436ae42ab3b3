"""Who sits in the bodies of the large federation, today and in terms that are over."""

import datetime as dt

from workflow_app.demo.story import Cast
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Body, Person, Seat, Term, Unit
from workflow_app.organization.services.appointments import Appointment, appoint_many

COUNCIL, COMMITTEE, PRESIDIUM = "HDTDKT", "BTV", "DCT"
OFFICER = "tccb.soanthao"
"""Vets proposals and appraises awards for the personnel department."""
MOST_SEATS = 9
BASIS = "Dữ liệu minh họa"


def fill_bodies(since: dt.date) -> None:
    """Let members of the Presidium sit in the other two bodies, and an officer appraise."""
    cast = Cast()
    members = [user.person for user in cast.members()[:MOST_SEATS]]
    wanted = [
        Appointment(
            person=cast(OFFICER).person,
            role=Role.CONTENT_APPRAISER,
            place=Unit.objects.get(code="BAN-TCCB"),
            valid_from=since,
            basis=BASIS,
        )
    ]
    for code, secretary in ((COMMITTEE, "thuky"), (COUNCIL, OFFICER)):
        body = Body.objects.get(code=code)
        seats = list(Seat.objects.filter(term__body=body).order_by("number"))
        if not seats:
            term = Term.objects.create(
                body=body, name="VI", start=since, decided_seats=len(members)
            )
            seats = Seat.objects.bulk_create(
                Seat(term=term, number=number) for number in range(1, len(members) + 1)
            )
        places: list[tuple[Person, Role, Body | Seat]] = [
            *(
                (person, Role.BODY_MEMBER, seat)
                for person, seat in zip(members, seats, strict=False)
            ),
            (members[0], Role.BODY_CHAIR, body),
            (cast(secretary).person, Role.BODY_SECRETARY, body),
        ]
        wanted += [
            Appointment(person=person, role=role, place=place, valid_from=since, basis=BASIS)
            for person, role, place in places
        ]
    appoint_many(appointments=wanted, by=None)
