"""Reading persons' files: papers and their validity, seats held, attendance, what was changed."""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from personnel.enums import PaperKind
from personnel.models import Discipline, FileChange, Kinship, PersonFile, PersonPaper
from workflow_app.audit.models import AuditEntry
from workflow_app.audit.selectors import entries_of_object
from workflow_app.organization.models import Mandate, Person
from workflow_app.rulebook.selectors import RuleInForce, rules_on

PLAIN_FIELDS = ("sex", "birth_date", "qualification", "occupation")
SEALED_FIELDS = (
    "ethnicity",
    "religion",
    "home_town",
    "address",
    "id_number",
    "phone",
    "political_theory",
    "party_date",
    "health_note",
)
FIELDS = (*PLAIN_FIELDS, *SEALED_FIELDS)
OWN_FIELDS = (
    "qualification",
    "occupation",
    "ethnicity",
    "religion",
    "home_town",
    "address",
    "phone",
    "health_note",
)
"""What people correct themselves at once. The rest decides whether somebody may be elected (age,
political theory, Party date) or names them (sex, identity number): it is asked for, with the paper
that shows it, and the personnel department enters it."""
FILE = PersonFile._meta.label_lower


def label_of(name: str) -> str:
    """Return the name of a field of the file, as a heading."""
    field = cast("models.Field[Any, Any]", PersonFile._meta.get_field(name))
    text = str(field.verbose_name)
    return text[:1].upper() + text[1:]


def file_of(person: Person) -> PersonFile | None:
    """Return the person's file, if there is one."""
    return PersonFile.objects.select_related("person__unit").filter(person=person).first()


def birth_dates_of(people: list[int]) -> dict[int, tuple[str, dt.date | None]]:
    """Return sex and birth date by person: what structure and age limits are counted by."""
    rows = PersonFile.objects.filter(person__in=people)
    return {pk: (sex, born) for pk, sex, born in rows.values_list("person", "sex", "birth_date")}


def age_on(born: dt.date, day: dt.date) -> int:
    """Return the age in full years; whoever was born on 29 February grows older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# --- Papers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperState:
    """One line of the checklist on a day."""

    kind: PaperKind
    paper: PersonPaper | None
    day: dt.date
    rule: RuleInForce | None
    """For how many months the paper is valid; None when it is valid without end."""

    @property
    def valid_until(self) -> dt.date | None:
        """The last day on which the paper counts."""
        if self.paper is None or self.rule is None:
            return None
        return months_after(self.paper.issued_on, self.rule.value)

    @property
    def is_missing(self) -> bool:
        """Whether there is no such paper."""
        return self.paper is None

    @property
    def is_expired(self) -> bool:
        """Whether there is one, but too old on the day."""
        until = self.valid_until
        return until is not None and until < self.day

    @property
    def is_valid(self) -> bool:
        """Whether the paper counts on the day."""
        return not (self.is_missing or self.is_expired)


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, the last of the month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def papers_valid_on(file: PersonFile | None, day: dt.date) -> list[PaperState]:
    """Return the whole checklist as it stands on the day, in the order of the law's list.

    Of several papers of a kind the newest one that was there by that day counts. The rule is the
    one in force on the day.
    """
    rules = rules_on(*(f"personnel.paper.{kind}" for kind in PaperKind.expiring_kinds), on=day)
    newest: dict[str, PersonPaper] = {}
    papers = PersonPaper.objects.filter(file=file, withdrawn_at=None, issued_on__lte=day)
    for paper in papers.select_related("attachment").order_by("issued_on", "pk") if file else ():
        newest[paper.kind] = paper
    return [
        PaperState(kind, newest.get(kind), day, rules.get(f"personnel.paper.{kind}"))
        for kind in PaperKind
    ]


def papers_of(file: PersonFile) -> QuerySet[PersonPaper]:
    """Return every paper ever added, the newest of each kind first."""
    return PersonPaper.objects.filter(file=file).select_related("attachment", "added_by")


# --- What else belongs to a person ---------------------------------------------------------


def seats_of_person(person: Person) -> QuerySet[Mandate]:
    """Return the seats the person holds and held, newest first."""
    return (
        Mandate.objects.filter(person=person, seat__isnull=False)
        .select_related("seat__term__body", "body")
        .order_by("-valid_from", "pk")
    )


def posts_of_person(person: Person) -> QuerySet[Mandate]:
    """Return every other appointment, newest first."""
    return (
        Mandate.objects.filter(person=person, seat__isnull=True)
        .select_related("unit", "body")
        .order_by("-valid_from", "pk")
    )


def disciplines_of(person: Person) -> QuerySet[Discipline]:
    """Return disciplinary measures and matters being looked into, newest first."""
    return Discipline.objects.filter(person=person)


def kin_of(person: Person) -> list[Kinship]:
    """Return the relatives, from whichever side they were recorded."""
    found = Kinship.objects.filter(Q(person=person) | Q(relative=person))
    return list(found.select_related("person__unit", "relative__unit"))


def changes_of(file: PersonFile) -> QuerySet[FileChange]:
    """Return what was changed or asked for, newest first; values stay sealed until read."""
    return FileChange.objects.filter(file=file).select_related("by", "reviewed_by")


def unreviewed() -> QuerySet[FileChange]:
    """Return corrections by the people themselves that nobody of the department looked at yet."""
    return FileChange.objects.filter(is_own=True, reviewed_at=None)


def readings_of(file: PersonFile) -> QuerySet[AuditEntry]:
    """Return who did what with the file, newest first."""
    return entries_of_object(FILE, file.pk)


# --- The list ------------------------------------------------------------------------------


def with_file_facts(people: QuerySet[Person]) -> QuerySet[Any]:
    """Add to a list of people whether they have a file, its papers, and open corrections."""
    waiting = unreviewed().filter(file__person=OuterRef("pk"))
    return people.annotate(
        has_file=Exists(PersonFile.objects.filter(person=OuterRef("pk"))),
        paper_kinds=Count(
            "file__papers__kind", filter=Q(file__papers__withdrawn_at=None), distinct=True
        ),
        has_corrections=Exists(waiting),
    )
