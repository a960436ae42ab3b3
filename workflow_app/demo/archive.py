"""Plans of earlier years, read from the workbooks that units really sent."""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from django.core.management import call_command

from plans.services.campaigns import close_campaign
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier

from .story import Story
from .years import prepare_campaign, reload, walk

DATA = Path(__file__).parent / "data"

Sent = tuple[str, str]
"""The workbook and the unit whose plan it is."""


def archived_year(story: Story, year: int, sent: Sequence[Sent]) -> None:
    """Import the workbooks into that year's plans and let people decide on them."""
    opens = dt.date(year - 1, 12, 6)
    story.clock.set(opens)
    campaign = prepare_campaign(year, opens)
    for name, unit in sent:
        call_command(
            "import_plan",
            str(DATA / name),
            unit=unit,
            year=year,
            user="vanphong.vanthu",
            stdout=io.StringIO(),
        )
    dossiers = reload(Dossier.objects.filter(kind="plan", year=year))
    walk(story, dossiers, opens)
    held_on = dt.date(year, 1, 24)
    story.clock.set(held_on, dt.time(14, 0))
    session = story.open_session(
        f"Hội nghị Đoàn Chủ tịch tháng 1/{year}", held_on, reload(dossiers)
    )
    story.vote(session, story.cast.members()[:97], set())
    story.close(session)
    for dossier in reload(dossiers):
        if dossier.stage == Stage.ISSUING:
            story.issue(dossier)
    close_campaign(campaign=campaign, user=story.cast("vanphong.vanthu"))
