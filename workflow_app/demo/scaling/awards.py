"""Writing years of emulation: scores of every unit, nominations of every tenth, their awards."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from awards.enums import SubjectKind
from awards.models import (
    Award,
    AwardCampaign,
    AwardDecision,
    Criterion,
    Recipient,
)
from awards.models.issuing import new_code
from awards.services.campaigns import close_campaign
from awards.services.ranking import freeze
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.services import record
from workflow_app.ballots.models import Ballot
from workflow_app.demo import names as demo_names
from workflow_app.demo.clock import simulated_clock
from workflow_app.demo.people import slug
from workflow_app.lib.canonical import canonical_json
from workflow_app.lib.text import fold, search_text
from workflow_app.organization.models import Cluster, Unit
from workflow_app.papers.models import IssuedPaper

from .campaigns import draw_campaign
from .cases_awards import (
    NOMINEE,
    OPENS,
    PEOPLE,
    POST,
    SERIES,
    SYMBOL,
    VARIANTS,
    AwardLibrary,
)
from .cases_awards import YEAR as RECORDED
from .copies import Copier, Wave
from .federation import Names
from .spelling import Days
from .tapes import Tape
from .years import Author, Years, until_lately, weeks

NOMINATING = 10
"""Every so many units of the clusters put people forward."""
NOMINEES = 12
LEAST_ON_AGENDA, SESSIONS = 10, 20
"""A body has some twenty sessions a year for them, of ten nominations at least."""
RANKED, CLOSED = 45, 100  # days after the opening
WAITING = ("drafting", "signing", "appraising", "published", "council")
"""Where the nominations of the year on its way wait, in turn."""
SCORING = ("drafting", "scoring", "concluded", "appraising")
NAMED = {
    (Ballot, "order"): "case.position",
    (Dossier, "year"): "case.year_number",
    (IssuedPaper, "number"): "case.number",
    (Award, "ordinal"): "case.position",
    (Award, "code"): "case.award_code",
    (Award, "year"): "case.year_number",
    (AwardDecision, "year"): "case.year_number",
}


@dataclass(frozen=True, slots=True)
class Nominee:
    """Who is put forward, and by whom."""

    author: Author
    names: Names
    number: int


class AwardYears:
    """Copies the cases of emulation year by year; the merit is that of the year before."""

    def __init__(self, library: AwardLibrary, years: Years) -> None:
        self.library, self.years = library, years
        self.to = years.to
        self.registers = years.registers_of(SERIES, SYMBOL)
        self.campaigns: dict[int, AwardCampaign] = {}
        self.numbers: Counter[tuple[int, int]] = Counter()
        self._people: dict[int, list[Names]] = {}
        self._given = demo_names.Names()
        self._copier = cache(self._copier_of)

    # --- Who --------------------------------------------------------------------------------

    def authors(self, merit: int) -> list[Author]:
        """Return the units that score themselves."""
        return self.years.authors(merit)

    def nominees(self, authors: Sequence[Author]) -> Iterator[Nominee]:
        """Return whom every tenth unit of the clusters puts forward."""
        clustered = [author for author in authors if author.sort != "outside"]
        for author in clustered[::NOMINATING]:
            for number, names in enumerate(self._people_of(author.unit), start=1):
                yield Nominee(author, names, number)

    def _people_of(self, unit: Unit) -> list[Names]:
        """Return the people whom a unit puts forward year after year."""
        if unit.pk not in self._people:
            people = [
                Recipient(
                    kind=SubjectKind.PERSON,
                    name=self._given.next(),
                    post=POST,
                    sex="female",
                    organisation=unit.name,
                )
                for __ in range(NOMINEES)
            ]
            for person in people:
                person.refresh_keys()
            Recipient.objects.bulk_create(people)
            self._people[unit.pk] = [
                {
                    "recipient": person.pk,
                    "name": person.name,
                    "worded.name": fold(person.name),
                }
                for person in people
            ]
        return self._people[unit.pk]

    def duties_of(self, authors: Sequence[Author]) -> int:
        """Return how many duties come and go with one year."""
        scores = Counter(_kind(author, number) for number, author in enumerate(authors))
        wanted = sum(
            self.library.scores[sort, "concluded"].count(WorkItem) * count
            for sort, count in scores.items()
        )
        clustered = sum(author.sort != "outside" for author in authors)
        nominees = -(-clustered // NOMINATING) * NOMINEES
        each = self.library.nominations["adopted"].count(WorkItem)
        decisions = -(-nominees // _per_decision(authors))
        return wanted + nominees * each + decisions * self.library.decision.count(WorkItem)

    # --- A year that is over ----------------------------------------------------------------

    def past(self, year: int) -> None:
        """Write a campaign: everybody is scored, the clusters are ranked, the awards handed over."""
        merit = year - 1
        base = weeks(dt.date(year, OPENS.month, OPENS.day) - OPENS)
        days = Days(base, merit)
        campaign, case = self._campaign(merit, OPENS + base)
        authors = self.authors(merit)
        for number, author in enumerate(authors):
            sort = _kind(author, number)
            self._wave(sort, "concluded", days).write(author.parts | {"case": case}, self.to)
        nominees, many = list(self.nominees(authors)), _per_decision(authors)
        for start in range(0, len(nominees), many):
            self._decision(nominees[start : start + many], case, days)
        self.campaigns[year] = campaign

    def end(self, year: int) -> None:
        """Freeze the rankings of a year that was written, and close its campaign."""
        campaign = self.campaigns.pop(year)
        opened = OPENS + weeks(dt.date(year, OPENS.month, OPENS.day) - OPENS)
        self._rank(campaign, opened + dt.timedelta(days=RANKED))
        with override("vi"), simulated_clock(opened + dt.timedelta(days=CLOSED)):
            close_campaign(campaign=campaign, user=self.years.clerk)

    def _campaign(self, merit: int, opens: dt.date) -> tuple[AwardCampaign, Names]:
        with override("vi"), simulated_clock(opens):
            campaign = draw_campaign(merit, opens)
            campaign.opened_by = self.years.clerk
            campaign.save(update_fields=["opened_by"])
            record(
                action="award_campaign.opened",
                actor=self.years.clerk,
                object=campaign,
                data={"year": merit, "title": campaign.title},
            )
        criteria = Criterion.objects.filter(group__campaign=campaign)
        case: Names = {
            "campaign": campaign.pk,
            "year": str(merit),
            "year_after": str(merit + 1),
            "year_number": merit,
        }
        for number, pk in enumerate(criteria.values_list("pk", flat=True), start=1):
            case[f"criterion{number}"] = pk
        return campaign, case

    def _decision(self, nominees: Sequence[Nominee], case: Names, days: Days) -> None:
        """Write one decision with its two sessions, and the nominations that it is about.

        The sessions come to know the codes, and the paper what every nomination froze, so the
        nominations are written first, by the keys that are kept for what they share.
        """
        shared = self._copier("decision", "")
        keys = shared.reserve(self.to.writer)
        day = timezone.localdate(self.library.decision.ended + days.shift)
        case = case | self.registers.next(day)
        wave = self._wave("nomination", "adopted", days)
        self.to.outer = keys
        rows = [
            self._nomination(nominee, case, wave, position)
            for position, nominee in enumerate(nominees, start=1)
        ]
        names = case | _spelt(self.library.decision, rows)
        self._wave("decision", "", days).write({"case": names}, self.to, keys)

    def _nomination(self, nominee: Nominee, case: Names, wave: Wave, position: int = 0) -> "Entry":
        author, merit = nominee.author, case["year_number"]
        self.numbers[merit, author.unit.pk] += 1
        code = f"KT-{merit}-{author.unit.code}-{self.numbers[merit, author.unit.pk]:02d}"
        own = case | {
            "code": code,
            "worded.code": search_text(code),
            "position": position,
            "award_code": new_code(),
        }
        parts = author.parts | {"nominee": nominee.names, "case": own}
        return Entry(code, nominee, position, wave.write(parts, self.to).revision)

    def _rank(self, campaign: AwardCampaign, day: dt.date) -> None:
        """Freeze the rankings by the service that the clusters use."""
        clusters = Cluster.objects.filter(year=campaign.year).select_related("head_unit")
        heads = {slug(cluster.head_unit): cluster for cluster in clusters if cluster.head_unit}
        users = User.objects.in_bulk([f"{head}.truong" for head in heads], field_name="username")
        with override("vi"), simulated_clock(day):
            for head, cluster in heads.items():
                freeze(campaign=campaign, cluster=cluster, user=users[f"{head}.truong"])

    # --- The year on its way ----------------------------------------------------------------

    def running(self, year: int, *, queue: int) -> None:
        """Write a campaign on its way; so many nominations wait with the secretariat besides."""
        opens = timezone.localdate() - dt.timedelta(days=45)
        campaign, case = self._campaign(year - 1, opens)
        campaign.peers_due = timezone.localdate() + dt.timedelta(days=20)
        campaign.nominations_due = timezone.localdate() + dt.timedelta(days=30)
        campaign.save(update_fields=["peers_due", "nominations_due"])
        authors = self.authors(year - 1)
        for number, author in enumerate(authors):
            kind, stop = _kind(author, number), SCORING[number // len(VARIANTS) % len(SCORING)]
            if kind == "outside" and stop == "scoring":
                stop = "drafting"
            days = until_lately(self.library.scores[kind, stop], number % 3, year - 1)
            self._wave(kind, stop, days).write(author.parts | {"case": case}, self.to)
        for number, nominee in enumerate(self.nominees(authors)):
            stop = WAITING[number % len(WAITING)]
            self._nomination(nominee, case, self._lately(stop, number, year))
        self._queue(authors, case, year, queue)

    def _queue(self, authors: Sequence[Author], case: Names, year: int, queue: int) -> None:
        """Let more people wait for their appraisal."""
        people = [
            nominee
            for author in authors
            if author.sort != "outside"
            for nominee in self._more_of(author)
        ]
        for number, nominee in enumerate(people[:queue]):
            self._nomination(nominee, case, self._lately("appraising", number, year))

    def _more_of(self, author: Author) -> Iterator[Nominee]:
        if author.unit.pk not in self._people:
            for number, names in enumerate(self._people_of(author.unit), start=1):
                yield Nominee(author, names, number)

    def _lately(self, stop: str, number: int, year: int) -> Wave:
        days = until_lately(self.library.nominations[stop], number % 3, year - 1)
        return self._wave("nomination", stop, days)

    # --- What they share --------------------------------------------------------------------

    @cache  # noqa: B019 -- lives as long as the years that are written
    def _wave(self, sort: str, stop: str, days: Days) -> Wave:
        wave: Wave = self._copier(sort, stop).on(days)
        return wave

    def _copier_of(self, sort: str, stop: str) -> Copier:
        if sort == "decision":
            tape = self.library.decision
        elif sort == "nomination":
            tape = self.library.nominations[stop]
        else:
            tape = self.library.scores[sort, stop]
        return Copier(tape, named=NAMED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A nomination as the decision lists it."""

    code: str
    nominee: Nominee
    position: int
    revision: str


def _kind(author: Author, number: int) -> str:
    return "outside" if author.sort == "outside" else list(VARIANTS)[number % len(VARIANTS)]


def _per_decision(authors: Sequence[Author]) -> int:
    return max(LEAST_ON_AGENDA, len(authors) // SESSIONS)


def _spelt(tape: Tape, entries: Sequence[Entry]) -> Names:
    """Return what a decision and its sessions say of these nominations, in both spellings."""
    words = tape.words
    listed, facts = json.loads(words["case.listed"]), json.loads(words["case.facts"])
    rows = [_row_like(listed, entry) for entry in entries]
    told = [
        facts
        | {"ordinal": entry.position, "dossier": entry.code, "revision_sha256": entry.revision}
        for entry in entries
    ]
    codes = [entry.code for entry in entries]
    found: Names = {"people": PEOPLE.format(len(entries))}
    for name, values in (("listed", rows), ("facts", told)):
        found[name] = _inside(values)
        found[f"{name}_tight"] = canonical_json(values)[1:-1]
    for name in ("added", "items"):
        found[name] = f'"{name}": {json.dumps(codes)}'
        found[f"{name}_tight"] = f'"{name}":{canonical_json(codes)}'
    found["awards"] = f'"awards": {len(entries)}'
    found["awards_tight"] = f'"awards":{len(entries)}'
    return found


def _row_like(listed: list[Any], entry: Entry) -> list[Any]:
    """Return the row of the annex: ordinal, name, post and unit, achievement."""
    names, unit = entry.nominee.names, entry.nominee.author.unit
    return [
        f"{entry.position:02d}",
        listed[1].replace(NOMINEE, names["name"]),
        f"{POST}, {unit.name}",
        listed[3].replace(str(RECORDED), entry.code.split("-")[1]),
    ]


def _inside(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)[1:-1]
