"""Writing years of personnel work: terms that are over, and the proposals that changed their seats."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils import timezone

from personnel.enums import PaperKind, Sex
from personnel.models import PersonFile, PersonPaper
from workflow_app.approvals.models import WorkItem
from workflow_app.lib.text import search_text
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Body, Mandate, Person, Seat, Term
from workflow_app.organization.services.authority import refresh_authority

from .bodies import BASIS, PRESIDIUM
from .cases_personnel import EFFECTIVE, OPENS, SERIES, SYMBOL, PersonnelLibrary
from .copies import Copier, Wave
from .federation import Names
from .spelling import Days
from .years import NAMED, Author, Years, until_lately, weeks

PER_UNITS, SHARE_OF_SEATS = 50, 6
"""A proposal a year for so many units, and never for more than this part of the seats."""
TERM_YEARS, TERM_NAMES = 5, ("V", "IV", "III", "II", "I")
LAST_DAY = (9, 30)
LETTERS = "ACDEFHJKLMNPQRTUVWXY"
WAITING = ("drafting", "signing", "vetting", "committee")
ONE_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class OldTerm:
    """A term that is over, and which of its seats have not changed hands yet."""

    term: Term
    untouched: Iterator[Mandate]


class PersonnelYears:
    """Copies proposals year by year; who left and who came are rows of terms that are over."""

    def __init__(self, library: PersonnelLibrary, years: Years, *, last: int, seats: int) -> None:
        self.library, self.years, self.to = library, years, years.to
        self.registers = years.registers_of(SERIES, SYMBOL)
        self.last, self.seats = dt.date(last, *LAST_DAY), seats
        self.presidium = Body.objects.get(code=PRESIDIUM)
        self.terms: dict[int, OldTerm] = {}
        self.number = 0
        self._copier = cache(self._copier_of)

    def begin_term(self) -> None:
        """The running term began when the last one of the past ended."""
        running = Term.objects.filter(body=self.presidium, end=None)
        running.update(start=self.last + ONE_DAY)

    def count_of(self, authors: Sequence[Author]) -> int:
        """Return how many proposals a year has."""
        return max(1, min(len(authors) // PER_UNITS, self.seats // SHARE_OF_SEATS))

    def duties_of(self, authors: Sequence[Author]) -> int:
        """Return how many duties come and go with one year."""
        return self.count_of(authors) * self.library.proposals["adopted"].count(WorkItem)

    # --- A year that is over ----------------------------------------------------------------

    def past(self, year: int) -> None:
        """Write a year: each proposal ends one mandate of its term and opens another."""
        base = weeks(dt.date(year, OPENS.month, OPENS.day) - OPENS)
        effective = EFFECTIVE + base
        authors = self.years.authors(year)
        old = self._term(effective, authors)
        by_unit = {author.unit.pk: author for author in authors}
        candidates = _candidates(authors)
        ended, opened, chosen = [], [], []
        for mandate in old.untouched:
            author = by_unit[mandate.person.unit_id or 0]
            mandate.valid_to, mandate.end_reason = effective - ONE_DAY, BASIS
            ended.append(mandate)
            opened.append(
                Mandate(
                    person=candidates[author.unit.pk],
                    role=Role.BODY_MEMBER,
                    body=self.presidium,
                    seat=mandate.seat,
                    valid_from=effective,
                    valid_to=old.term.end,
                    basis=BASIS,
                )
            )
            chosen.append(author)
            if len(ended) == self.count_of(authors):
                break
        Mandate.objects.bulk_update(ended, ["valid_to", "end_reason"])
        Mandate.objects.bulk_create(opened)
        refresh_authority(mandate_ids=[mandate.pk for mandate in (*ended, *opened)])
        self._files([mandate.person_id for mandate in opened], effective)
        wave = self._wave("adopted", Days(base, year))
        issued = timezone.localdate(self.library.proposals["adopted"].ended + base)
        for author, leaves, enters in zip(chosen, ended, opened, strict=True):
            case = self._case(author, year, leaves, old.term) | self.registers.next(issued)
            self._proposal(author, case, leaves, enters, wave)

    def _term(self, day: dt.date, authors: Sequence[Author]) -> OldTerm:
        """Return the term of the day with a mandate for each seat; write it when it is missing."""
        ago = (self.last.year - day.year + (day > self.last.replace(year=day.year))) // TERM_YEARS
        if ago not in self.terms:
            end = self.last.replace(year=self.last.year - ago * TERM_YEARS)
            start = end.replace(year=end.year - TERM_YEARS) + ONE_DAY
            term = Term.objects.create(
                body=self.presidium,
                name=TERM_NAMES[ago],
                start=start,
                end=end,
                decided_seats=self.seats,
            )
            seats = Seat.objects.bulk_create(
                Seat(term=term, number=number) for number in range(1, self.seats + 1)
            )
            heads = [author.parts["author"]["unit_head.person"] for author in authors]
            people = Person.objects.in_bulk(heads[: self.seats])
            mandates = Mandate.objects.bulk_create(
                Mandate(
                    person=people[head],
                    role=Role.BODY_MEMBER,
                    body=self.presidium,
                    seat=seat,
                    valid_from=start,
                    valid_to=end,
                    basis=BASIS,
                )
                for seat, head in zip(seats, heads, strict=False)
            )
            refresh_authority(mandate_ids=[mandate.pk for mandate in mandates])
            self.terms[ago] = OldTerm(term, iter(mandates))
        return self.terms[ago]

    def _files(self, people: Sequence[int], day: dt.date) -> None:
        """Keep a file for whoever came; what is sealed in it is nobody's."""
        known = set(PersonFile.objects.filter(person__in=people).values_list("person", flat=True))
        files = PersonFile.objects.bulk_create(
            PersonFile(
                person_id=person,
                sex=Sex.FEMALE,
                birth_date=dt.date(1970 + person % 20, 1 + person % 12, 1 + person % 28),
                ethnicity="Kinh",
            )
            for person in people
            if person not in known
        )
        PersonPaper.objects.bulk_create(
            PersonPaper(file=file, kind=kind, issued_on=day - dt.timedelta(days=90))
            for file in files
            for kind in PaperKind.values
        )

    # --- The year on its way ----------------------------------------------------------------

    def running(self, year: int) -> None:
        """Let proposals wait at each step; they are about members of the running term."""
        authors = self.years.authors(year)[::-1]  # others than those of the years that are over
        running = Mandate.objects.filter(
            body=self.presidium, role=Role.BODY_MEMBER, valid_to=None
        ).select_related("seat__term", "person")
        leaving = list(
            running.order_by("-seat__number")[: max(self.count_of(authors), len(WAITING))]
        )
        candidates = _candidates(authors)
        for number, (author, leaves) in enumerate(zip(authors, leaving, strict=False)):
            stop = WAITING[number % len(WAITING)]
            days = until_lately(self.library.proposals[stop], number % 3, year - 1)
            assert leaves.seat is not None  # noqa: S101 -- a member sits on one
            case = self._case(author, year - 1, leaves, leaves.seat.term)
            enters = Mandate(person=candidates[author.unit.pk])  # not before it is decided
            self._proposal(author, case, leaves, enters, self._wave(stop, days))

    # --- What they share --------------------------------------------------------------------

    def _case(self, author: Author, year: int, leaves: Mandate, term: Term) -> Names:
        self.number += 1
        code = f"NS-{year}-{_in_letters(self.number)}"
        assert leaves.seat is not None  # noqa: S101 -- a member sits on one
        return {
            "code": code,
            "worded.code": search_text(code),
            "year": str(year),
            "year_number": year,
            "position": 1,
            "term": term.pk,
            "seat": leaves.seat.pk,
            "seat_number": str(leaves.seat.number),
        }

    def _proposal(
        self, author: Author, case: Names, leaves: Mandate, enters: Mandate, wave: Wave
    ) -> None:
        parts = author.parts | {
            "case": case,
            "leaves": {
                "person": leaves.person_id,
                "mandate": leaves.pk,
                "name": leaves.person.full_name,
                "position": leaves.person.position,
            },
            "enters": {
                "person": enters.person_id,
                "mandate": enters.pk,
                "name": enters.person.full_name,
                "position": "Chuyên viên",
            },
        }
        wave.write(parts, self.to)

    @cache  # noqa: B019 -- lives as long as the years that are written
    def _wave(self, stop: str, days: Days) -> Wave:
        wave: Wave = self._copier(stop).on(days)
        return wave

    def _copier_of(self, stop: str) -> Copier:
        return Copier(self.library.proposals[stop], named=NAMED)


def _candidates(authors: Sequence[Author]) -> dict[int, Person]:
    """Return whom each unit proposes: somebody of the next one, as nobody drafts for themselves."""
    following = [*authors[1:], authors[0]]
    keys = [author.parts["author"]["drafter.person"] for author in following]
    people = Person.objects.in_bulk(keys)
    return {author.unit.pk: people[key] for author, key in zip(authors, keys, strict=True)}


def _in_letters(number: int) -> str:
    """Return a code of five letters, as proposals have; not in order."""
    scattered = number * 1_234_577 % len(LETTERS) ** 5
    found = ""
    for __ in range(5):
        scattered, letter = divmod(scattered, len(LETTERS))
        found += LETTERS[letter]
    return found
