"""What waits to be issued, in which order, under which names."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from awards.enums import BatchState, Kind, Sex, SubjectKind
from awards.models import AwardCampaign, BatchItem, Nomination, Recipient
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Decision
from workflow_app.approvals.visibility import visible_at, visible_of_kind

HONORIFICS: dict[str, str] = {Sex.FEMALE: "Bà", Sex.MALE: "Ông"}
DECIDING_STEPS = ("presidium",)


def with_names(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Read with the nominations whatever a decision or a list of them names."""
    return nominations.select_related(
        "dossier__unit",
        "dossier__revision",
        "campaign__presidium",
        "award_type",
        "recipient__unit",
        "recipient__person__unit",
        "rule",
    )


def waiting(campaign: AwardCampaign, user: User | None = None) -> list[Nomination]:
    """Return the nominations of a campaign that wait for a decision, in the usual order.

    With a user only those that they may know of: nobody issues what concerns themselves.
    """
    found = Nomination.objects.filter(
        campaign=campaign, dossier__kind=Kind.NOMINATION, dossier__stage=Stage.ISSUING
    )
    if user is not None:
        found = found.filter(visible_of_kind(user, Kind.NOMINATION))
    return in_usual_order(with_names(found))


@dataclass(slots=True)
class WaitingRow:
    """How many nominations for which awards of a campaign wait, and since when the first."""

    campaign: AwardCampaign
    number: int
    since: dt.datetime
    due: dt.datetime | None
    awards: list[tuple[str, int]]


def waiting_by_campaign(user: User) -> list[WaitingRow]:
    """Return per campaign what waits for a decision that nobody has begun, the oldest first."""
    in_hand = BatchItem.objects.filter(dossier=OuterRef("dossier"), state=BatchState.WAITING)
    found = (
        Nomination.objects.filter(visible_at(user, Kind.NOMINATION, Stage.ISSUING))
        .exclude(Exists(in_hand))
        .select_related("campaign", "award_type", "dossier")
        .order_by("-award_type__level", "award_type__code")
    )
    rows: dict[int, WaitingRow] = {}
    counts: dict[int, Counter[str]] = {}
    for one in found:
        stage_since, due = one.dossier.stage_since, one.dossier.stage_due
        row = rows.setdefault(one.campaign_id, WaitingRow(one.campaign, 0, stage_since, due, []))
        row.number += 1
        row.since = min(row.since, stage_since)
        row.due = min(filter(None, (row.due, due)), default=None)
        counts.setdefault(one.campaign_id, Counter())[one.award_type.name] += 1
    for key, row in rows.items():
        row.awards = list(counts[key].items())
    return sorted(rows.values(), key=lambda row: row.since)


def in_usual_order(nominations: Iterable[Nomination]) -> list[Nomination]:
    """Put them as on a decision: awards from high to low, units and people by the alphabet."""
    return sorted(nominations, key=_place)


def _place(nomination: Nomination) -> tuple[int, str, str, int]:
    recipient, award = nomination.recipient, nomination.award_type
    key = recipient.unit.sort_key if recipient.unit else recipient.sort_key
    return -award.level, award.code, key, nomination.pk


def name_on_paper(recipient: Recipient) -> tuple[str, str]:
    """Return the name as it is today and what stands below it: post and unit.

    A unit goes by its own name of the day; of Vietnamese persons the form of address comes first.
    """
    if recipient.unit is not None:
        return recipient.unit.name, ""
    if recipient.kind == SubjectKind.COLLECTIVE:
        return recipient.name, recipient.organisation
    person = recipient.person
    name = person.full_name if person else recipient.name
    usual = "" if recipient.is_foreign else HONORIFICS.get(recipient.sex, "")
    honorific = recipient.honorific.strip() or usual
    post = recipient.post or (person.position if person else "")
    unit = recipient.organisation or (person.unit.name if person and person.unit else "")
    details = ", ".join(part for part in (post, unit, recipient.nationality) if part)
    return f"{honorific} {name}".strip(), details[:400]


def usual_citation(year: int) -> str:
    """Return the achievement that a paper states where the dossier says none."""
    return f"Đã có thành tích xuất sắc trong công tác năm {year}"


def votes_on(dossiers: Sequence[int]) -> list[dt.date]:
    """Return the days on which the deciding body adopted these dossiers."""
    moments = Decision.objects.filter(
        dossier__in=dossiers, step__in=DECIDING_STEPS, outcome=Outcome.ADOPTED
    ).values_list("created", flat=True)
    return sorted({timezone.localdate(moment) for moment in moments})
