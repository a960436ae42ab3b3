"""What the rules would say of nominees that stand on a sheet and nowhere else yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from awards.enums import Kind
from awards.models import AwardCampaign, Nomination, Recipient
from awards.rules.findings import Finding, told_to_drafters
from awards.selectors.checks import check_many
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import ClusterMembership, Unit

from .nominations import NomineeRow

PAPERS = "paper."


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the sheet with what stands against it; papers are added to the draft later."""

    row: NomineeRow
    against: list[Finding]

    @property
    def suggested(self) -> str:
        """The key of the only one it can be; empty where a person has to choose."""
        return self.row.twins[0].key if len(self.row.twins) == 1 else ""


def rows_shown(
    rows: Sequence[NomineeRow], *, campaign: AwardCampaign, unit: Unit
) -> list[RowShown]:
    """Check the rows as if they were nominations; constant statements, nothing is written."""
    known = _known(rows)
    membership = ClusterMembership.objects.filter(unit=unit, year=campaign.year).first()
    cluster = membership.cluster_id if membership is not None else None
    dossier = Dossier(kind=Kind.NOMINATION, unit=unit, cluster_id=cluster, year=campaign.year)
    typed = [
        Nomination(
            pk=-row.number,
            dossier=dossier,
            campaign=campaign,
            award_type=row.award,
            recipient=known.get(row.number) or _unsaved(row),
            counts_from=campaign.counts_from,
            counts_to=campaign.counts_to,
            completion=row.completion,
            citation=row.citation,
        )
        for row in rows
        if row.award is not None
    ]
    checked = {one.nomination.pk: one for one in check_many(typed)} if typed else {}
    return [
        RowShown(
            row,
            [
                finding
                for finding in told_to_drafters(checked[-row.number].findings)
                if finding.is_error and not finding.name.startswith(PAPERS)
            ]
            if -row.number in checked
            else [],
        )
        for row in rows
    ]


def _known(rows: Sequence[NomineeRow]) -> dict[int, Recipient]:
    """Return the recipients that rows can only be, by row."""
    keys = {
        row.number: int(row.twins[0].key[1:])
        for row in rows
        if len(row.twins) == 1 and row.twins[0].key.startswith("r")
    }
    found = Recipient.objects.select_related("unit").in_bulk(set(keys.values()))
    return {number: found[pk] for number, pk in keys.items() if pk in found}


def _unsaved(row: NomineeRow) -> Recipient:
    assert row.award is not None  # noqa: S101 -- asked for by the caller
    return Recipient(
        pk=-row.number, kind=row.award.subject, name=row.name, birth_date=row.birth_date
    )
