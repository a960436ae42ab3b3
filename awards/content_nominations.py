"""The canonical content of a nomination: what is shown, frozen, hashed, compared and voted on."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from awards.models import Nomination, NominationPaper, Recipient
from workflow_app.approvals.kinds import Content, about
from workflow_app.approvals.models import Dossier

SCHEMA = "nomination/1"


def content_of_dossier(dossier: Dossier) -> Content:
    """Return the live content of a nomination's dossier."""
    nomination = Nomination.objects.select_related(
        "campaign", "award_type", "recipient__unit", "self_score__dossier"
    ).get(dossier=dossier)
    papers = nomination.papers.filter(withdrawn_at__isnull=True).select_related("file")
    score = nomination.self_score
    return {
        "schema": SCHEMA,
        **about(dossier),
        "campaign": nomination.campaign.title,
        "award": {"code": nomination.award_type.code, "name": nomination.award_type.name},
        "recipient": recipient_content(nomination.recipient),
        "counts_from": nomination.counts_from.isoformat(),
        "counts_to": nomination.counts_to.isoformat(),
        "completion": nomination.completion,
        "citation": nomination.citation,
        "citation_foreign": nomination.citation_foreign,
        "achievements": nomination.achievements,
        "initiative": nomination.initiative,
        "initiative_number": nomination.initiative_number,
        "figures": dict(nomination.figures),
        "self_score": score.dossier.code if score is not None else "",
        "votes_for": nomination.votes_for,
        "votes_of": nomination.votes_of,
        "papers": [_paper(paper) for paper in papers.order_by("kind", "pk")],
    }


def recipient_content(recipient: Recipient) -> dict[str, Any]:
    """Return the nominee as the certificate and the list need it; the name comes first."""
    return {
        "name": recipient.name,
        "recipient": recipient.pk,
        "kind": recipient.kind,
        "unit": recipient.unit.code if recipient.unit is not None else "",
        "honorific": recipient.honorific,
        "sex": recipient.sex,
        "birth_date": _day(recipient.birth_date),
        "post": recipient.post,
        "organisation": recipient.organisation,
        "nationality": recipient.nationality,
        "language": recipient.language,
        "women": recipient.women,
        "members": recipient.members,
        "is_posthumous": recipient.is_posthumous,
    }


def _paper(paper: NominationPaper) -> dict[str, Any]:
    return {
        "uid": str(paper.pk),
        "kind": paper.kind,
        "name": paper.file.name,
        "sha256": paper.file.sha256,
        "issued_on": _day(paper.issued_on),
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None


def field_labels() -> dict[str, str]:
    """Return the words for the fields of a nomination and its papers, for comparisons."""
    return {
        "title": str(_("title")),
        "unit": str(_("unit")),
        "campaign": str(_("campaign")),
        "award": str(_("award")),
        "recipient": str(_("nominee")),
        "counts_from": str(_("merit counted from")),
        "counts_to": str(_("merit counted until")),
        "completion": str(_("level of completion")),
        "citation": str(_("achievement as the certificate says it")),
        "citation_foreign": str(_("the same in the second language")),
        "achievements": str(_("report of achievements")),
        "initiative": str(_("initiative or research")),
        "initiative_number": str(_("number of its certificate")),
        "self_score": str(_("score of the unit")),
        "figures": str(_("figures")),
        "votes_for": str(_("votes for it in the unit")),
        "votes_of": str(_("of so many")),
        "kind": str(_("paper")),
        "name": str(_("file")),
        "issued_on": str(_("date of the paper")),
        "year": str(_("year")),
    }
