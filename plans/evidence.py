"""Lines of adopted plans and additions as evidence of what a unit has done."""

import datetime as dt
from collections.abc import Iterator

from workflow_app.approvals.evidence import EvidenceItem
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.revisions import content_of


def lines_of(dossier: Dossier, first: dt.date, last: dt.date) -> Iterator[EvidenceItem]:
    """Yield the lines of a decided plan or addition that fall into the period, as adopted."""
    if dossier.revision is None:
        return
    for line in content_of(dossier.revision)["activities"]:
        begins, ends = line["first_day"], line["last_day"]
        is_outside = (begins and begins > last.isoformat()) or (ends and ends < first.isoformat())
        if not is_outside:
            yield EvidenceItem(
                dossier=dossier,
                line=line["uid"],
                label=line["title"],
                note=line["when_words"],
            )
