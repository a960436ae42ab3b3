"""What is on its way at a unit, for whoever is about to merge it or to end a term."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from workflow_app.organization.consequences import OpenThing

from .models import Dossier, WorkItem


def open_at_units(unit_ids: set[int]) -> Iterator[OpenThing]:
    """Count dossiers on their way, and duties that wait at the units' desks.

    Confidential ones are not counted: who merges units may not know that there are any.
    """
    duties = WorkItem.objects.filter(state="open", desk__unit__in=unit_ids)
    yield OpenThing(
        label=_("dossiers on their way"),
        count=Dossier.objects.live().filter(unit__in=unit_ids, is_confidential=False).count(),
    )
    yield OpenThing(
        label=_("duties that wait"),
        count=duties.exclude(dossier__is_confidential=True).count(),
    )
