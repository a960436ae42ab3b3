"""A workbook of nominees: what its rows would find, and taking them over as drafts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from awards.models import AwardCampaign, AwardType
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import IncompleteError, RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.audit.services import gathered, record
from workflow_app.organization.models import Unit

from .nominations import open_nomination, save_nomination
from .recipients import add_recipient, recipient_for


@transaction.atomic
@gathered()
def import_nominations(
    *,
    campaign: AwardCampaign,
    unit: Unit,
    rows: Sequence[Mapping[str, Any]],
    name: str,
    user: User,
) -> list[Dossier]:
    """Open a draft for every row, or none; the refusal names each row that cannot be taken.

    A row gives `number`, `award_type`, `nominee` (a key of a known one, or empty), what is known of
    a new one (`recipient`), the keys of those it was told apart from, and `values` of the draft.
    """
    if not rows:
        raise IncompleteError(_("There is no row to take over."))
    opened, refusals = [], []
    for row in rows:
        try:
            with transaction.atomic():
                opened.append(_opened(campaign, unit, row, user))
        except RefusalError as refusal:
            refusals.append(
                _("Row %(number)s: %(problem)s")
                % {
                    "number": row["number"],
                    "problem": " ".join([refusal.message, *refusal.details]),
                }
            )
    if refusals:
        raise IncompleteError(_("Nothing was taken over."), refusals)
    record(
        action="award.list_imported",
        actor=user,
        object=campaign,
        data={"file": name[-200:], "dossiers": [dossier.code for dossier in opened]},
    )
    return opened


def _opened(campaign: AwardCampaign, unit: Unit, row: Mapping[str, Any], user: User) -> Dossier:
    award: AwardType | None = row["award_type"]
    if award is None:
        raise IncompleteError(_("The award is missing."))
    recipient = (
        recipient_for(key=row["nominee"])
        if row["nominee"]
        else add_recipient(
            kind=award.subject,
            values=row["recipient"],
            user=user,
            told_apart_from=row["told_apart_from"],
        )
    )
    dossier = open_nomination(
        campaign=campaign, unit=unit, award_type=award, recipient=recipient, user=user
    )
    save_nomination(nomination=dossier.nomination, values=row["values"], user=user)
    return dossier
