"""The canonical content of a cluster's choice: who stands, by which ranking, for how many places."""

from typing import Any

from django.utils.translation import gettext as _

from awards.models import ClusterReview, ReviewCandidate
from awards.selectors.reviews import (
    Place,
    candidates_of,
    name_of,
    nominations_before,
    ranked_places,
    review_of,
    seats_of,
    unit_of,
)
from workflow_app.approvals.kinds import Content, Problem, about
from workflow_app.approvals.models import Dossier

SCHEMA = "cluster_review/1"


def content_of_dossier(dossier: Dossier) -> Content:
    """Return the choice as plain values; before it is submitted, as it would be today."""
    review = review_of(dossier)
    places = ranked_places(review)
    lines, seats = [_line(row) for row in candidates_of(review)], review.seats
    if not lines:
        seats = seats_of(review)
        lines = sorted(
            waiting_lines(review),
            key=lambda line: places[line[0]].order if line[0] in places else len(places),
        )
    return about(dossier) | {
        "schema": SCHEMA,
        "campaign": review.campaign.title,
        "cluster": str(review.cluster),
        "purpose": str(review.purpose),
        "award": review.award_type.name if review.award_type is not None else "",
        "seats": seats,
        "ranking": review.ranking.sha256 if review.ranking is not None else "",
        "candidates": [
            line | {"order": order} | _standing(places.get(unit))
            for order, (unit, line) in enumerate(lines, 1)
        ],
    }


def _standing(place: Place | None) -> dict[str, Any]:
    """What the ranking says of the unit; nothing where it rests on none."""
    if place is None:
        return {"place": None, "points": ""}
    return {"place": place.place, "points": place.points}


Line = tuple[int, dict[str, Any]]
"""The key of the unit, and the line as plain values."""


def _line(candidate: ReviewCandidate) -> Line:
    nomination = candidate.nomination
    return unit_of(candidate).pk, {
        "uid": str(candidate.pk),
        "order": candidate.order,
        "name": name_of(candidate),
        "unit": unit_of(candidate).short_name,
        "dossier": nomination.dossier.code if nomination is not None else "",
    }


def waiting_lines(review: ClusterReview) -> list[Line]:
    """Return who would stand today, before anything is frozen."""
    if review.award_type is None:
        members = review.cluster.memberships.select_related("unit").order_by("unit__sort_key")
        return [
            (
                row.unit_id,
                {
                    "uid": f"u{row.unit_id}",
                    "order": order,
                    "name": row.unit.name,
                    "unit": row.unit.short_name,
                    "dossier": "",
                },
            )
            for order, row in enumerate(members, 1)
        ]
    return [
        (
            nomination.dossier.unit_id,
            {
                "uid": f"n{nomination.pk}",
                "order": order,
                "name": nomination.recipient.name,
                "unit": nomination.dossier.unit.short_name,
                "dossier": nomination.dossier.code,
            },
        )
        for order, nomination in enumerate(nominations_before(review), 1)
    ]


def problems_of(content: Content) -> list[Problem]:
    """Nobody to choose from stops the submission; more than the places is said, and voted on."""
    number, seats = len(content["candidates"]), content["seats"]
    if not number:
        return [
            Problem(
                text=_("Nobody stands for choice: no unit has signed a nomination for it yet."),
                is_error=True,
            )
        ]
    if number > seats and content["award"]:
        return [
            Problem(
                text=_(
                    "%(number)s candidates for %(seats)s places: those with the most votes get them."
                )
                % {"number": number, "seats": seats}
            )
        ]
    return []
