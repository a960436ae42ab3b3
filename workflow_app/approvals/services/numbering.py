"""The clerk numbers the decision of a dossier: what every kind's paper keeps, and who signed it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.steps import EffectContext
from workflow_app.papers.models import IssuedPaper
from workflow_app.papers.services import issue_paper


@dataclass(frozen=True, slots=True)
class Series:
    """The register in which a kind of decision is numbered, its symbol and what it is called."""

    code: str
    symbol: str
    document_type: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, with the lines above the signature, and the date of the decision."""

    signer: str
    title: str
    day: dt.date


def signature_on(context: EffectContext) -> Signature:
    """Return what the clerk's form says, dated today where it names no day.

    Raises IncompleteError without a signer, or where nothing was ever submitted.
    """
    data = context.data
    signer = str(data.get("signer", "")).strip()
    if context.dossier.revision is None or not signer:
        raise IncompleteError(_("The signer of the decision is missing."))
    return Signature(
        signer=signer,
        title=str(data.get("signer_title", "")),
        day=data.get("issued_on") or timezone.localdate(),
    )


def number_decision(
    *,
    context: EffectContext,
    signature: Signature,
    series: Series,
    subject: str,
    content: Mapping[str, Any],
) -> IssuedPaper:
    """Number the decision and give it to the dossier, with the revision that was decided on."""
    dossier = context.dossier
    dossier.paper = issue_paper(
        series=series.code,
        symbol=series.symbol,
        document_type=series.document_type,
        subject=subject,
        issued_on=signature.day,
        signer=signature.signer,
        signer_title=signature.title,
        content={
            "dossier": dossier.code,
            "revision": dossier.revision.number,
            "revision_sha256": dossier.revision.sha256,
            "year": dossier.year,
            "body": dossier.body.name if dossier.body else "",
            **content,
        },
        user=context.acting_user,
        dossier_code=dossier.code,
    )
    paper: IssuedPaper = dossier.paper
    return paper
