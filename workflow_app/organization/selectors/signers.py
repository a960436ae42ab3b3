"""Who signs the decisions of a body, and under which title (Decree 30/2020, Article 13)."""

from dataclasses import dataclass

from django.utils import timezone

from workflow_app.organization.enums import Role, SeatPost
from workflow_app.organization.models import Body, Mandate

ON_BEHALF = "TM."
DEPUTY = "KT."


@dataclass(frozen=True, slots=True)
class Signer:
    """A person, their post, and the lines above their signature; papers are Vietnamese."""

    name: str
    post: str
    title: str


def signers_of(body: Body | None) -> list[Signer]:
    """Return the chair first, then the vice presidents, as in force today."""
    if body is None:
        return []
    mandates = Mandate.objects.in_force(timezone.localdate()).filter(body=body)
    rows = mandates.select_related("person", "seat").order_by("pk")
    chairs = [row for row in rows if row.role == Role.BODY_CHAIR or _post(row) == SeatPost.CHAIR]
    deputies = [row for row in rows if _post(row) == SeatPost.DEPUTY_CHAIR]
    collective = f"{ON_BEHALF} {body.name.upper()}"
    found = [
        *(
            Signer(str(row.person), str(SeatPost.CHAIR.label), f"{collective}\nCHỦ TỊCH")
            for row in chairs
        ),
        *(
            Signer(
                str(row.person),
                str(SeatPost.DEPUTY_CHAIR.label),
                f"{collective}\n{DEPUTY} CHỦ TỊCH\nPHÓ CHỦ TỊCH",
            )
            for row in deputies
        ),
    ]
    return list({signer.name: signer for signer in reversed(found)}.values())[::-1]


def _post(mandate: Mandate) -> str:
    return mandate.seat.post if mandate.seat else ""
