"""Preparing a campaign: words, focus areas, deadlines, who decides."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import Activity, Campaign, FocusArea
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError
from workflow_app.audit.services import record

from .campaigns import require_campaign_manager, set_deadlines

WORDS = ("title", "guidance", "body")


@dataclass(frozen=True, slots=True)
class Area:
    """One focus area as typed, in its order."""

    code: str
    name: str
    name_en: str = ""


@transaction.atomic
def save_campaign(
    *,
    campaign: Campaign | None,
    values: Mapping[str, Any],
    deadlines: Mapping[str, dt.date | None],
    areas: Sequence[Area],
    user: User,
) -> Campaign:
    """Write a campaign with its focus areas and deadlines; the year never changes once it is set."""
    require_campaign_manager(user)
    if campaign is None:
        saved = Campaign(year=values["year"])
    else:  # it may be opened meanwhile: its state is not ours to write
        saved = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    for name in WORDS:
        setattr(saved, name, values[name])
    saved.save(update_fields=WORDS if campaign is not None else None)
    _write_areas(saved, areas)
    set_deadlines(campaign=saved, deadlines=deadlines, user=user)
    record(
        action="campaign.changed",
        actor=user,
        object=saved,
        data={"title": saved.title, "focus_areas": [area.name for area in areas]},
    )
    return saved


def _write_areas(campaign: Campaign, areas: Sequence[Area]) -> None:
    """Keep areas by their code, so that lines that name one keep it when its words change."""
    have = {area.code: area for area in campaign.focus_areas.select_for_update()}
    gone = [area for code, area in have.items() if code not in {area.code for area in areas}]
    used = Activity.objects.filter(focus_area__in=gone).values_list("focus_area__name", flat=True)
    if names := sorted(set(used)):
        raise ConflictError(
            _("Lines of plans name these focus areas, so they stay: %(names)s.")
            % {"names": ", ".join(names)}
        )
    FocusArea.objects.filter(pk__in=[area.pk for area in gone]).delete()
    for order, area in enumerate(areas, start=1):
        FocusArea.objects.update_or_create(
            campaign=campaign,
            code=area.code,
            defaults={"order": order, "name": area.name, "name_en": area.name_en},
        )


def initial_areas(campaign: Campaign | None, *, copy_from: str = "") -> list[dict[str, Any]]:
    """Return the areas the form begins with: the campaign's own, else those of the year named."""
    areas = FocusArea.objects.filter(campaign=campaign) if campaign else FocusArea.objects.none()
    if not areas.exists() and copy_from.isdecimal():
        areas = FocusArea.objects.filter(campaign__year=int(copy_from))
    return [dict(area) for area in areas.values("code", "name", "name_en")]
