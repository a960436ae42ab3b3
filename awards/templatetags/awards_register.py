"""What the template of a revocation's content needs."""

import datetime as dt
from dataclasses import dataclass

from django import template
from django.utils.dateparse import parse_date

from awards.enums import RevocationGround
from awards.models import Revocation
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier

register = template.Library()


@dataclass(frozen=True, slots=True)
class Panel:
    """What the content's stored values mean, and how the recovery stands."""

    ground: str
    decided_on: dt.date | None
    concluded_on: dt.date | None
    revocation: Revocation | None

    @property
    def shows_recovery(self) -> bool:
        """Whether something is being recovered, or was."""
        return self.revocation is not None and self.revocation.dossier.stage in (
            Stage.RECOVERING,
            Stage.CONCLUDED,
        )


@register.simple_tag
def revocation_panel(dossier: Dossier | None, content: Content) -> Panel:
    """Return the words of a content; without its dossier, nothing of the recovery."""
    ground = content["ground"]
    found = (
        Revocation.objects.select_related("dossier").filter(dossier=dossier) if dossier else None
    )
    return Panel(
        ground=str(dict(RevocationGround.choices).get(ground, ground)),
        decided_on=parse_date(content["award"]["decided_on"] or ""),
        concluded_on=parse_date(content["concluded_on"] or ""),
        revocation=found.first() if found is not None else None,
    )
