"""Writing years: which unit's case goes how far, on which days, under which number."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from django.utils import timezone
from django.utils.translation import override

from plans.enums import CampaignState
from plans.models import Campaign, FocusArea, Plan
from plans.services.campaigns import close_campaign
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.services import record
from workflow_app.ballots.models import Ballot
from workflow_app.demo.clock import simulated_clock
from workflow_app.demo.years import prepare_campaign
from workflow_app.lib.text import search_text
from workflow_app.notifications.models import MailState, Notification
from workflow_app.organization.models import Cluster, Unit
from workflow_app.papers.models import IssuedPaper, NumberRegister

from .cases import OPENS, SERIES, SYMBOL, Library, title_with_number
from .copies import Copier, Target, Wave
from .federation import Directory, Names
from .rows import Chain, Writer
from .spelling import Days
from .tapes import Rows, Tape

PER_SESSION = 50
WEEK = dt.timedelta(days=7)
ADDITION_WEEKS = 26
NOT_OUTSIDE = ("consulting", "endorsing")
OPEN_ADDITIONS = ("signing", "appraising", "deciding")
NAMED = {
    (Ballot, "order"): "case.position",
    (Dossier, "year"): "case.year_number",
    (IssuedPaper, "number"): "case.number",
}


@dataclass(frozen=True, slots=True)
class Author:
    """A unit that plans, how it stands to its cluster, and everybody who has a part in it."""

    unit: Unit
    sort: str
    parts: dict[str, Names]


@dataclass(frozen=True, slots=True)
class Errand:
    """A plan that is to be written: whose, how far it has come, when."""

    author: Author
    stop: str
    days: Days
    position: int = 0


class Registers:
    """The registers of numbers while papers are written: each counts on from its last number."""

    def __init__(self, series: str, symbol: str) -> None:
        self.series, self.symbol = series, symbol
        self._open: dict[int, NumberRegister] = {}

    def next(self, day: dt.date) -> Names:
        """Take the next number of the day's year."""
        register = self._open.get(day.year)
        if register is None:
            register, __ = NumberRegister.objects.get_or_create(
                series=self.series, year=day.year, defaults={"symbol": self.symbol}
            )
            self._open[day.year] = register
        register.last_number += 1
        number = register.last_number
        return {
            "register": register.pk,
            "number": number,
            "number_json": f'"number":{number}',
            "notation": f"{number:02d}/{self.symbol}",
        }

    def save(self) -> None:
        """Write how far they have counted."""
        NumberRegister.objects.bulk_update(self._open.values(), ["last_number"])
        self._open.clear()


class Years:
    """Copies cases year by year."""

    def __init__(
        self, library: Library, directory: Directory, clusters: dict[int, list[Cluster]]
    ) -> None:
        self.library = library
        self.directory = directory
        self.clusters = clusters
        self.writer = Writer()
        self.to = Target(self.writer, Chain(self.writer), {})
        self._registers: list[Registers] = []
        self.registers = self.registers_of(SERIES, SYMBOL)
        self.clerk = User.objects.get(username="vanphong.vanthu")
        self.campaigns: dict[int, Campaign] = {}
        self.plans: dict[int, dict[int, int]] = {}
        self.additions: Counter[tuple[int, int]] = Counter()
        self._copier = cache(self._copier_of)
        self._wave = lru_cache(maxsize=32)(self._wave_of)

    # --- Who ---------------------------------------------------------------------------------

    def authors(self, year: int) -> list[Author]:
        """Return the units that plan in a year, those in clusters first."""
        found = [author for cluster in self.clusters[year] for author in self._members(cluster)]
        inside = {author.unit.pk for author in found}
        outside = [
            Author(unit, "outside", self._parts(unit))
            for unit in self.directory.units.values()
            if unit.pk not in inside and unit.supervising_department_id is not None
        ]
        return [*found, *outside]

    def _members(self, cluster: Cluster) -> Iterator[Author]:
        circle = {"circle": self.directory.cluster_part(cluster).names}
        members = self.directory.members(cluster)
        for unit in members:
            others = [other for other in members if other.pk != unit.pk]
            parts = {
                f"other{n}": self.directory.part(other).names for n, other in enumerate(others)
            }
            sort = "head" if unit.pk == cluster.head_unit_id else "member"
            yield Author(unit, sort, self._parts(unit) | parts | circle)

    def _parts(self, unit: Unit) -> dict[str, Names]:
        department = self.directory.units[unit.supervising_department_id or 0]
        return {
            "author": self.directory.part(unit).names,
            "department": self.directory.part(department, as_department=True).names,
        }

    def duties_of(self, authors: Sequence[Author]) -> int:
        """Return how many duties come and go with the issued plans of these units."""
        issued = [self.library.plans[author.sort, "issued"].count(WorkItem) for author in authors]
        sessions = -(-len(authors) // PER_SESSION)
        return sum(issued) + sessions * self.library.session.count(WorkItem)

    # --- A year that is over -----------------------------------------------------------------

    def past(self, year: int, *, plans: int, additions: int, notices: str) -> None:
        """Write a year: so many plans are issued, so many additions to them are rejected."""
        base = weeks(dt.date(year - 1, OPENS.month, OPENS.day) - OPENS)
        campaign = self._campaign(year, OPENS + base)
        authors = self.authors(year)[:plans]
        for number, start in enumerate(range(0, len(authors), PER_SESSION)):
            days = Days(base + number % 4 * WEEK, year)
            group = [
                Errand(author, "issued", days, position)
                for position, author in enumerate(authors[start : start + PER_SESSION], start=1)
            ]
            self._session(campaign, group, notices)
        rounds = -(-additions // len(authors))
        for number in range(additions):
            each, author = divmod(number, len(authors))
            days = Days(base + each * ADDITION_WEEKS // rounds * WEEK, year)
            self._addition(authors[author], "rejected", days, notices)
        self.campaigns[year] = campaign

    def end(self, year: int) -> None:
        """Close the campaign of a year that was written."""
        campaign = self.campaigns.pop(year)
        with override("vi"), simulated_clock(dt.date(year, 11, 1)):
            close_campaign(campaign=campaign, user=self.clerk)

    def _campaign(self, year: int, opens: dt.date) -> Campaign:
        with override("vi"), simulated_clock(opens):
            campaign = prepare_campaign(year, opens)
            campaign.state, campaign.opened = CampaignState.OPEN, timezone.now()
            campaign.opened_by = self.clerk
            campaign.save()
            record(
                action="campaign.opened",
                actor=self.clerk,
                object=campaign,
                data={"year": year, "plans": len(self.directory.units)},
            )
        return campaign

    def close(self) -> None:
        """Write what waits, the log in the order of time."""
        self.to.chain.close()
        self.writer.flush()
        for registers in self._registers:
            registers.save()

    def registers_of(self, series: str, symbol: str) -> Registers:
        """Return registers of a series, which are saved with everything else."""
        self._registers.append(Registers(series, symbol))
        return self._registers[-1]

    def _session(self, campaign: Campaign, group: Sequence[Errand], notices: str) -> None:
        if not group:
            return
        days = group[0].days
        codes = [f"KH-{days.year}-{errand.author.unit.code}" for errand in group]
        names = {"codes": '", "'.join(codes), "codes_tight": '","'.join(codes)}
        session = self._wave("session", "", days, notices)
        self.to.outer = session.write({"case": names}, self.to).first
        for errand in group:
            self._plan(campaign, errand, notices)

    def _plan(self, campaign: Campaign, errand: Errand, notices: str) -> None:
        author, stop, days = errand.author, errand.stop, errand.days
        case: Names = {"year": str(days.year), "year_number": days.year, "campaign": campaign.pk}
        case |= {"position": errand.position, **_areas_of(campaign.pk)}
        if stop == "issued":
            ended = self.library.plans[author.sort, stop].ended + days.shift
            case |= self.registers.next(timezone.localdate(ended))
        wave = self._wave(author.sort, stop, days, notices)
        written = wave.write(author.parts | {"case": case}, self.to)
        self.plans.setdefault(days.year, {})[author.unit.pk] = written.first[Plan]

    def _addition(self, author: Author, stop: str, days: Days, notices: str) -> None:
        unit, year = author.unit, days.year
        self.additions[year, unit.pk] += 1
        number = self.additions[year, unit.pk]
        title = title_with_number(self.library, number, year, unit.short_name)
        case: Names = {
            "year": str(year),
            "year_number": year,
            "plan": self.plans[year][unit.pk],
            "title": title,
            "worded.title": search_text(title),
            "ordinal": f"-BS{number:02d}",
            "worded.ordinal": f" bs{number:02d}",
        }
        self._wave("addition", stop, days, notices).write(author.parts | {"case": case}, self.to)

    # --- The year on its way -----------------------------------------------------------------

    def running(self, year: int, *, plans: int) -> None:
        """Write a year in which plans wait at every step, some longer than they should."""
        campaign = self._campaign(year, timezone.localdate() - dt.timedelta(days=45))
        authors = self.authors(year)
        plans = min(plans, len(authors))
        chosen = [authors[n * len(authors) // plans] for n in range(plans)]
        decided: list[Errand] = []
        for number, author in enumerate(chosen):
            stops = [stop for sort, stop in self.library.plans if sort == author.sort]
            if author.sort == "outside":
                stops = [stop for stop in stops if stop not in NOT_OUTSIDE]
            stop = stops[number % len(stops)]
            if stop in {"issuing", "issued"}:
                days = self._recent("issued", author.sort, 0, year)
                decided.append(Errand(author, stop, days, len(decided) % PER_SESSION + 1))
            else:
                days = self._recent(stop, author.sort, number // len(stops), year)
                self._plan(campaign, Errand(author, stop, days), "told")
        for start in range(0, len(decided), PER_SESSION):
            self._session(campaign, decided[start : start + PER_SESSION], "told")

    def waiting_additions(self, year: int, *, queue: int, department: str) -> None:
        """Let additions wait: a few everywhere, and a queue with one department's appraiser."""
        authors = [author for author in self.authors(year) if author.unit.pk in self.plans[year]]
        for number, author in enumerate(authors[:: len(authors) // 30 + 1]):
            stop = OPEN_ADDITIONS[number % len(OPEN_ADDITIONS)]
            self._addition(author, stop, self._recent_addition(stop, number, year), "told")
        queued = [author for author in authors if author.parts["department"]["code"] == department]
        for number in range(queue):
            days = self._recent_addition("appraising", number, year)
            self._addition(queued[number % len(queued)], "appraising", days, "told")

    def _recent(self, stop: str, sort: str, number: int, year: int) -> Days:
        return until_lately(self.library.plans[sort, stop], number, year)

    def _recent_addition(self, stop: str, number: int, year: int) -> Days:
        return until_lately(self.library.additions[stop], number, year)

    # --- What they share ---------------------------------------------------------------------

    def _wave_of(self, sort: str, stop: str, days: Days, notices: str) -> Wave:
        wave: Wave = self._copier(sort, stop, notices).on(days)
        return wave

    def _copier_of(self, sort: str, stop: str, notices: str) -> Copier:
        if sort == "session":
            tape = self.library.session
        elif sort == "addition":
            tape = self.library.additions[stop]
        else:
            tape = self.library.plans[sort, stop]
        return Copier(replace(tape, rows=_with_notices(tape.rows, notices)), named=NAMED)


@lru_cache(maxsize=4)
def _areas_of(campaign: int) -> Names:
    areas = FocusArea.objects.filter(campaign=campaign).values_list("order", "pk")
    return {f"focus{order}": pk for order, pk in areas}


def _with_notices(rows: Rows, notices: str) -> Rows:
    """Notices of long ago are forgotten ("silent"), of last year read ("settled"), else "told"."""
    if Notification not in rows:
        return rows
    changed = [
        row
        | {"mail": MailState.SENT.value}
        | ({"read_at": row["created"]} if notices == "settled" else {})
        for row in rows[Notification]
    ]
    if notices == "silent":
        return {model: kept for model, kept in rows.items() if model is not Notification}
    return rows | {Notification: changed}


def until_lately(tape: Tape, number: int, year: int) -> Days:
    """Return the days that let a case come to where it is within the last weeks."""
    passed = timezone.localdate() - timezone.localdate(tape.ended) - dt.timedelta(days=2)
    return Days(weeks(passed) - number % 3 * WEEK, year)


def weeks(distance: dt.timedelta) -> dt.timedelta:
    """Return whole weeks, so that days of the week stay what they are."""
    return distance // WEEK * WEEK
