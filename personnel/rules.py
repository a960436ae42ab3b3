"""What the law and the house ask of a change. Pure: facts in, findings out, nothing is read here.

Every finding quotes its rule, whether it is met or not: who vets sees what was checked.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import ChangeKind, CheckName

PRESIDENT = "chair"
LIMITED_POSTS = frozenset({"chair", "deputy_chair"})
SEATED_KINDS = frozenset(
    {ChangeKind.ADD, ChangeKind.REPLACE, ChangeKind.RE_ELECT, ChangeKind.CONSOLIDATE}
)
"""Kinds after which somebody new sits on a seat; who is introduced only stands for election."""
CONTINUING_KINDS = frozenset({ChangeKind.RE_ELECT, ChangeKind.CHANGE_POST})


@dataclass(frozen=True, slots=True)
class RuleQuoted:
    """A rule in force: its value, and the text that justifies it."""

    value: Any
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one change: what was found, against which rule, met or not."""

    check: CheckName
    uid: str
    text: str
    legal_basis: str
    is_met: bool

    @property
    def can_be_overridden(self) -> bool:
        """Whether an empowered officer may let it go on."""
        return not self.is_met and self.check not in CheckName.never_overridden


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known of one change on the day that matters.

    `person` is who enters or changes the post, empty where somebody only leaves. `seat_holder`
    names who still sits on the proposed seat on the day of effect; `other_seat` names a seat of
    the same body that the person keeps; `frees_seat` says
    that a seat of the term becomes vacant. `terms_before` counts the terms in the post that directly
    precede. `missing_papers` are those absent or no longer valid on the day of submission.
    """

    uid: str
    kind: str
    post: str = ""
    person: str = ""
    birth_date: dt.date | None = None
    terms_before: int = 0
    other_seat: str = ""
    seat_holder: str = ""
    has_seat: bool = True
    leaving_until: dt.date | None = None
    leaving_since: dt.date | None = None
    frees_seat: bool = False
    missing_papers: Sequence[str] = ()
    disciplines: Sequence[str] = ()
    missed_in_a_row: int = 0

    @property
    def enters(self) -> bool:
        """Whether somebody is proposed for a seat or a post."""
        return bool(self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What holds for all changes of a proposal: the days, the seats, the rules."""

    effective_on: dt.date
    submitted_on: dt.date
    decided_seats: int
    filled_before: int
    rules: dict[str, RuleQuoted] = field(default_factory=dict)


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Return the age in full years."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def check_age(subject: Subject, frame: Frame) -> Finding:
    """At the first introduction or re-election not above the limit; the president by exception."""
    is_president = subject.post == PRESIDENT
    rule = frame.rules["personnel.age_president" if is_president else "personnel.age"]
    limit = int(rule.value)
    if subject.birth_date is None:
        text = _("The date of birth of %(person)s is not recorded, so the age cannot be checked.")
        return _finding(CheckName.AGE, subject, text % {"person": subject.person}, rule, met=False)
    age = age_on(subject.birth_date, frame.effective_on)
    text = _("%(person)s is %(age)s on %(day)s; at most %(limit)s are allowed.") % {
        "person": subject.person,
        "age": age,
        "day": date_format(frame.effective_on, "d/m/Y"),
        "limit": limit,
    }
    return _finding(CheckName.AGE, subject, text, rule, met=age <= limit)


def check_terms(subject: Subject, frame: Frame) -> Finding | None:
    """President and vice presidents serve a limited number of terms in a row."""
    if subject.post not in LIMITED_POSTS:
        return None
    rule = frame.rules["personnel.terms"]
    number, limit = subject.terms_before + 1, int(rule.value)
    text = _("It would be term number %(number)s in a row in this post; at most %(limit)s.") % {
        "number": number,
        "limit": limit,
    }
    return _finding(CheckName.TERMS, subject, text, rule, met=number <= limit)


def check_double_seat(subject: Subject, frame: Frame) -> Finding:
    """Nobody sits twice in one body."""
    rule = frame.rules["personnel.seats"]
    if subject.other_seat:
        text = _("%(person)s already holds a seat: %(seat)s.") % {
            "person": subject.person,
            "seat": subject.other_seat,
        }
    else:
        text = _("%(person)s holds no other seat in the body.") % {"person": subject.person}
    return _finding(CheckName.DOUBLE_SEAT, subject, text, rule, met=not subject.other_seat)


def check_seat(subject: Subject, frame: Frame) -> Finding:
    """The proposed seat exists and is vacant on the day."""
    rule = frame.rules["personnel.seats"]
    if not subject.has_seat:
        text = _("No vacant seat of the term is left for %(person)s.") % {"person": subject.person}
    elif subject.seat_holder:
        text = _("The seat is still held by %(holder)s on that day.") % {
            "holder": subject.seat_holder
        }
    else:
        text = _("The seat is vacant on that day.")
    met = subject.has_seat and not subject.seat_holder
    return _finding(CheckName.SEAT_TAKEN, subject, text, rule, met=met)


def check_leaving(subject: Subject, frame: Frame) -> Finding | None:
    """The mandate that ends has begun before, and has not ended by itself."""
    if subject.leaving_since is None:
        return None
    rule = frame.rules["personnel.seats"]
    last = frame.effective_on - dt.timedelta(days=1)
    until = subject.leaving_until or dt.date.max
    ended = until <= last
    if subject.leaving_since > last:
        text = _("The mandate that shall end begins only on %(day)s.") % {
            "day": date_format(subject.leaving_since, "d/m/Y")
        }
    elif ended:
        text = _("The mandate already ends on %(day)s.") % {"day": date_format(until, "d/m/Y")}
    else:
        text = _("The mandate is in force and ends on %(day)s.") % {
            "day": date_format(last, "d/m/Y")
        }
    met = not ended and subject.leaving_since <= last
    return _finding(CheckName.LEAVING, subject, text, rule, met=met)


def check_papers(subject: Subject, frame: Frame) -> Finding | None:
    """The file is complete, and what expires is valid on the day of submission."""
    rule = frame.rules["personnel.papers"]
    if not rule.value:
        return None
    day = date_format(frame.submitted_on, "d/m/Y")
    if subject.missing_papers:
        text = _("Missing or no longer valid on %(day)s: %(papers)s.") % {
            "day": day,
            "papers": ", ".join(subject.missing_papers),
        }
    else:
        text = _("All papers of the file are there and valid on %(day)s.") % {"day": day}
    return _finding(CheckName.PAPERS, subject, text, rule, met=not subject.missing_papers)


def check_discipline(subject: Subject, frame: Frame) -> Finding | None:
    """No discipline in force, nothing being looked into."""
    rule = frame.rules["personnel.discipline"]
    if not rule.value:
        return None
    if subject.disciplines:
        text = _("Stands against it: %(what)s.") % {"what": ", ".join(subject.disciplines)}
    else:
        text = _("No discipline is in force and none is being looked into.")
    return _finding(CheckName.DISCIPLINE, subject, text, rule, met=not subject.disciplines)


def check_attendance(subject: Subject, frame: Frame) -> Finding | None:
    """Who goes on in a body has taken part in it."""
    if subject.kind not in CONTINUING_KINDS:
        return None
    rule = frame.rules["personnel.inactive_after"]
    missed = subject.missed_in_a_row
    text = ngettext(
        "Missed the last %(missed)s session in a row; from %(limit)s on a member counts as inactive.",
        "Missed the last %(missed)s sessions in a row; from %(limit)s on a member counts as inactive.",
        missed,
    ) % {"missed": missed, "limit": rule.value}
    return _finding(CheckName.ATTENDANCE, subject, text, rule, met=missed < int(rule.value))


def check_number_of_seats(subjects: Sequence[Subject], frame: Frame) -> list[Finding]:
    """No more members than seats were decided for the term, counted change by change."""
    rule = frame.rules["personnel.seats"]
    if not rule.value:
        return []
    filled = frame.filled_before - sum(1 for subject in subjects if subject.frees_seat)
    found = []
    for subject in subjects:
        if not fills_seat(subject):
            continue
        filled += 1
        text = _("%(filled)s of %(decided)s seats would be filled.") % {
            "filled": filled,
            "decided": frame.decided_seats,
        }
        met = filled <= frame.decided_seats
        found.append(_finding(CheckName.SEATS, subject, text, rule, met=met))
    return found


def fills_seat(subject: Subject) -> bool:
    """Tell whether somebody sits on a seat because of the change."""
    return subject.enters and (
        subject.kind in SEATED_KINDS or subject.kind == ChangeKind.CHANGE_POST
    )


def findings_of(subjects: Sequence[Subject], frame: Frame) -> list[Finding]:
    """Check every change, in the order of the changes, then of the checks."""
    seats = {finding.uid: finding for finding in check_number_of_seats(subjects, frame)}
    found: list[Finding | None] = []
    for subject in subjects:
        found.append(check_leaving(subject, frame))
        if not subject.enters:
            continue
        found += [check_age(subject, frame), check_terms(subject, frame)]
        if fills_seat(subject):
            found += [seats.get(subject.uid), check_seat(subject, frame)]
        found += [
            check_double_seat(subject, frame),
            check_papers(subject, frame),
            check_discipline(subject, frame),
            check_attendance(subject, frame),
        ]
    return [finding for finding in found if finding is not None]


def open_findings(
    findings: Sequence[Finding], overridden: Collection[tuple[str, str]]
) -> list[Finding]:
    """Return what stands in the way: not met, and not overridden on this revision."""
    return [
        finding
        for finding in findings
        if not finding.is_met and (finding.uid, finding.check) not in overridden
    ]


def _finding(
    check: CheckName, subject: Subject, text: str, rule: RuleQuoted, *, met: bool
) -> Finding:
    return Finding(check, subject.uid, text, rule.legal_basis, met)
