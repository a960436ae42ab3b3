"""Years of history for a large federation, in bulk: what `manage.py demo --scale` loads.

Tests and benchmarks call `load_history`. A case is walked by the services once and copied many
thousand times (see `scaling`), so that every row is as the services write it.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from viewflow.workflow.models import Task

from awards.services.types import load_default_types
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.services.board import choose_board
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.organization.models import Body
from workflow_app.rulebook.services import load_calendar

from .scaling.awards import AwardYears
from .scaling.bodies import COMMITTEE, COUNCIL, OFFICER, fill_bodies
from .scaling.campaigns import a_paper, old_rules
from .scaling.cases import record_cases
from .scaling.cases_awards import record_award_cases
from .scaling.cases_personnel import record_personnel_cases
from .scaling.federation import Directory, form_clusters, make_federation
from .scaling.personnel import PersonnelYears
from .scaling.rows import room_for_many
from .scaling.years import Years
from .story import Cast

Say = Callable[[str], None]
LEAST_UNITS = 60
SINCE = 2019
DUTIES_OF_AN_ADDITION = 9
ON_AGENDA = 5


@dataclass(frozen=True, slots=True)
class History:
    """What is there after loading."""

    year: int
    past: list[int]
    dossiers: int
    duties: int
    open_duties: int
    tasks: int
    audit_entries: int
    seconds: float


class Loader:
    """Makes the federation, then writes years: `running` first or last, as the caller likes."""

    def __init__(self, *, units: int, years: int, seats: int, say: Say | None = None) -> None:
        self.say = say or (lambda _line: None)
        self.running_year = timezone.localdate().year + 1
        self.past_years = list(range(self.running_year - years, self.running_year))
        first = self.past_years[0] - 1
        self.say(f"{units} units with their people and clusters")
        with transaction.atomic():
            since = dt.date(min(first, SINCE), 1, 1)
            make_federation(max(units, LEAST_UNITS), since, seats)
            load_calendar(years=range(first, self.running_year + 2), by=None)
            clusters = form_clusters([first, *self.past_years, self.running_year])
            fill_bodies(dt.date(min(first, SINCE), 1, 1))
            load_default_types()
            old_rules(dt.date(first, 1, 1))
            paper = a_paper()
        self.say("the cases that will be copied")
        plans, emulation, personnel = (
            record_cases(),
            record_award_cases(paper),
            record_personnel_cases(),
        )
        self.years = Years(plans, Directory(), clusters)
        self.emulation = AwardYears(emulation, self.years)
        self.personnel = PersonnelYears(
            personnel, self.years, last=self.past_years[-1], seats=seats
        )
        self.personnel.begin_term()

    def past(
        self, *, years: Sequence[int] = (), duties: int | None = None, additions: int = 0
    ) -> None:
        """Write these past years (all of them); more additions, or fewer plans, bring the duties."""
        chosen = list(years) or self.past_years
        authors = self.years.authors(self.running_year)
        of_plans = self.years.duties_of(authors)
        yearly = of_plans + sum(
            others.duties_of(authors) for others in (self.emulation, self.personnel)
        )
        wanted = yearly if duties is None else max(duties, 0) // len(chosen)
        plans = min(len(authors), max(1, len(authors) * wanted // of_plans))
        additions = max(additions, -(-(wanted - yearly) // DUTIES_OF_AN_ADDITION))
        for year in chosen:
            self.say(f"{year}: {plans} plans, {additions} additions, awards, personnel")
            notices = "settled" if year == self.past_years[-1] else "silent"
            with room_for_many(), transaction.atomic():
                self.years.past(year, plans=plans, additions=additions, notices=notices)
                self.emulation.past(year)
                self.personnel.past(year)
                self.years.close()
                self.years.end(year)
                self.emulation.end(year)

    def running(self, *, waiting: int | None = None, queue: int = 0) -> None:
        """Write the year on its way, with a vote that is open now."""
        plans = len(self.years.authors(self.running_year)) if waiting is None else waiting
        self.say(f"{self.running_year}: {plans} plans on their way")
        with room_for_many(), transaction.atomic():
            self.years.running(self.running_year, plans=plans)
            self.years.waiting_additions(self.past_years[-1], queue=queue, department="BAN-CTDP")
            self.emulation.running(self.running_year, queue=queue)
            self.personnel.running(self.running_year)
            self.years.close()
            self._open_votes()
        DBTaskResult.objects.all().delete()  # nobody wants last year's mail

    def _open_votes(self) -> None:
        """Each of the three bodies votes now, the Standing Committee in secret."""
        year = self.running_year
        for code, title, secretary, waiting in (
            (
                "DCT",
                "Lấy ý kiến Đoàn Chủ tịch về kế hoạch",
                "thuky",
                {"stage": Stage.DECIDING, "year": year},
            ),
            (
                COUNCIL,
                "Phiên họp Hội đồng Thi đua - Khen thưởng",
                OFFICER,
                {"stage": Stage.COUNCIL},
            ),
            (
                COMMITTEE,
                "Ban Thường vụ cho ý kiến về nhân sự",
                "thuky",
                {"stage": Stage.STANDING_COMMITTEE},
            ),
        ):
            dossiers = Dossier.objects.filter(**waiting).order_by("pk")
            cast = Cast()
            session = convene(
                body=Body.objects.get(code=code),
                title=title,
                held_on=timezone.localdate(),
                mode=SessionMode.HYBRID,
                place="105A Quán Thánh, Ba Đình, Hà Nội",
                dossiers=list(dossiers[:ON_AGENDA]),
                user=cast(secretary),
            )
            board = [user.person for user in cast.members()[1:4]]
            choose_board(session=session, head=board[0], others=board[1:], user=cast(secretary))
            open_vote(session=session, user=cast("chutich"))


def load_history(
    *,
    years: int = 12,
    units: int = 1000,
    duties: int | None = None,
    waiting: int | None = None,
    queue: int = 0,
    seats: int = 134,
    say: Say | None = None,
) -> History:
    """Load a federation of so many units, its past years, and one year on its way.

    `duties` is how many work items there are to be altogether: additions to the plans fill up what
    the plans themselves do not bring. `waiting` plans of the running year are on their way (all,
    unless it is said), and `queue` additions wait with the local-affairs appraiser besides, so
    that the same open work can stand before any past. The Presidium has so many seats. Wants a
    database without units. Commits year by year: in one transaction everything would be held twice.
    """
    begin = time.monotonic()
    loader = Loader(units=units, years=years, seats=seats, say=say)
    past = None
    if duties is not None:
        plans = units if waiting is None else waiting
        past = duties - queue * 5 - plans * 12 - seats
    loader.past(duties=past)
    loader.running(waiting=waiting, queue=queue)
    return what_is_there(loader, time.monotonic() - begin)


def what_is_there(loader: Loader, seconds: float) -> History:
    """Count."""
    return History(
        year=loader.running_year,
        past=loader.past_years,
        dossiers=Dossier.objects.count(),
        duties=WorkItem.objects.count(),
        open_duties=WorkItem.objects.filter(state="open").count(),
        tasks=Task.objects.count(),
        audit_entries=AuditEntry.objects.count(),
        seconds=seconds,
    )


def analyse() -> None:
    """Let the database look at its tables, so that it plans by what is in them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
