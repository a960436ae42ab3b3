"""What a unit can point to as evidence: lines of its decided dossiers, whatever their kind.

A feature that decides something worth pointing to registers where its lines are; features that
judge claims ask here, so that neither knows the other.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One line of a decided dossier; `line` is its identifier inside the dossier, `note` a detail."""

    dossier: Dossier
    line: str
    label: str
    note: str = ""

    @property
    def key(self) -> str:
        """Name of the item, for forms."""
        return f"{self.dossier.pk}:{self.line}"


Provider = Callable[[Dossier, dt.date, dt.date], Iterable[EvidenceItem]]
"""Given a decided dossier and the days that are counted, its lines."""

_providers: dict[str, Provider] = {}


def register_evidence(kind: str, provider: Provider) -> None:
    """Let lines of decided dossiers of a kind be pointed to."""
    _providers[kind] = provider


def evidence_of(unit: int, first: dt.date, last: dt.date) -> list[EvidenceItem]:
    """Return what the unit can point to for a period: lines of what was adopted for its years.

    One statement, whatever the number of dossiers and kinds.
    """
    dossiers = (
        Dossier.objects.filter(
            unit=unit,
            kind__in=sorted(_providers),
            stage="adopted",
            year__gte=first.year,
            year__lte=last.year,
            is_confidential=False,
        )
        .select_related("revision")
        .order_by("year", "code")
    )
    return [item for dossier in dossiers for item in _providers[dossier.kind](dossier, first, last)]
