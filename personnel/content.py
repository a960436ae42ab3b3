"""The canonical content of a proposal: what is shown, frozen, hashed, compared and voted on.

It names people as the organisation's own register does and holds nothing of their files: what is
sensitive stays there, sealed.
"""

from typing import Any

from personnel.models import Change, Proposal
from workflow_app.approvals.kinds import Content, about
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import Mandate, Person, Seat

SCHEMA = "personnel/1"


def content_of_dossier(dossier: Dossier) -> Content:
    """Return the live content of a proposal's dossier."""
    proposal = Proposal.objects.select_related("body", "term").get(dossier=dossier)
    changes = proposal.changes.select_related(
        "leaving__person__unit", "leaving__seat", "entering__unit", "seat"
    ).order_by("order", "pk")
    return {
        "schema": SCHEMA,
        **about(dossier),
        "body": {"code": proposal.body.code, "name": proposal.body.name},
        "term": proposal.term.name,
        "effective_on": proposal.effective_on.isoformat() if proposal.effective_on else None,
        "reason": proposal.reason,
        "changes": [line_of(change) for change in changes],
    }


def line_of(change: Change) -> dict[str, Any]:
    """Return one change as plain values."""
    return {
        "uid": change.uid,
        "kind": change.kind,
        "leaving": _mandate(change.leaving) if change.leaving is not None else None,
        "entering": _person(change.entering) if change.entering is not None else None,
        "seat": _seat(change.seat) if change.seat is not None else None,
        "post": change.post_in_question,
        "reason": change.reason,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.full_name,
        "position": person.position,
        "unit": person.unit.short_name if person.unit else "",
        "person": person.pk,
    }


def _mandate(mandate: Mandate) -> dict[str, Any]:
    return {
        **_person(mandate.person),
        "mandate": mandate.pk,
        "post": mandate.seat.post if mandate.seat else "",
        "seat": mandate.seat.number if mandate.seat else None,
        "since": mandate.valid_from.isoformat(),
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {"name": f"{seat.number:02d}", "seat": seat.pk, "post": seat.post}
