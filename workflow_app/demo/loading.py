"""Loading the demo, once: the organisation, its people, and what they did."""

import datetime as dt
import json
from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from plans.models import Campaign
from workflow_app.approvals import announcing
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Unit
from workflow_app.organization.services.authority import refresh_permissions
from workflow_app.organization.services.importing import import_organization
from workflow_app.rulebook.services import load_calendar

from .archive import DATA, archived_year
from .awards import awards_story, medal_story
from .clock import simulated_clock
from .lending import lend_an_appraisal
from .people import create_people
from .personnel import personnel_story
from .story import Cast, Story
from .years import ad_hoc_additions, copy_clusters, past_year, running_year

SINCE = dt.date(2019, 12, 5)
Say = Callable[[str], None]


def is_loaded() -> bool:
    """Tell whether the demo, or anybody's real data, is already there."""
    return Unit.objects.exists()


@transaction.atomic
def load(say: Say) -> None:
    """Load everything or nothing; the interface's texts are written in Vietnamese."""
    today = timezone.localdate()
    year = today.year + 1
    with (
        translation.override("vi"),
        announcing.at_once(),
        simulated_clock(dt.date(2021, 12, 1)) as clock,
    ):
        say("organisation: 107 units, 5 clusters, 3 bodies")
        facts = json.loads((DATA / "organisation.json").read_text(encoding="utf-8"))
        import_organization(facts, on=SINCE, by=None)
        for each in (2023, year - 1, year):
            copy_clusters(2022, each)
        load_calendar(years=range(2022, year + 2), by=None)
        say("people, accounts, appointments")
        create_people(SINCE)
        refresh_statistics()
        story = Story(Cast(), clock)
        say("2022, 2023: plans from the workbooks that units sent")
        archived_year(
            story,
            2022,
            [("da_nang_2022.xlsx", "LH-DANANG"), ("cluster3_joint_2022.xlsx", "LH-THUATHIENHUE")],
        )
        archived_year(story, 2023, [("vufo_office_h2_2023.xlsx", "VAN-PHONG")])
        refresh_statistics()
        say(f"{year - 1}: a year that is decided")
        past_year(story, year - 1)
        clear_notices()
        refresh_statistics()
        medal_story(story, today)
        ad_hoc_additions(story, year - 1, today)
        say(f"{year}: a year on its way")
        running_year(story, year, today)
        lend_an_appraisal(story.cast, today)
        tell_of_people(story, today, say)
    refresh_permissions()
    DBTaskResult.objects.all().delete()  # nobody wants last year's mail


def tell_of_people(story: Story, today: dt.date, say: Say) -> None:
    """Personnel and awards, which begin where the plans of the year stand."""
    say("personnel: two proposals on their way")
    personnel_story(story.cast, today)
    say("awards: a year of emulation on its way")
    awards_story(story, today)


def refresh_statistics() -> None:
    """Let PostgreSQL plan by what this one long transaction has written so far."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def clear_notices() -> None:
    """People have read what happened last year."""
    Notification.objects.update(read_at=timezone.now())


def campaigns() -> list[int]:
    """Return the years that are loaded."""
    return list(Campaign.objects.order_by("year").values_list("year", flat=True))
