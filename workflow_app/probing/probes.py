"""The probes: something hidden is planted, everybody walks the site, and nobody may notice.

Each probe happens in a transaction that is rolled back, on whatever database it is run; a walk with
the hidden thing is compared with a walk of the same person a moment later without it.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.db import connection
from django.db.models import Q

from workflow_app.accounts.models import User
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import Choice
from workflow_app.notifications.models import Notification

from . import planting
from .comparing import Leak, leaks_between
from .planting import Planted, rolled_back
from .reading import MOST_PAGES, Walk, people, walk

STEPS = (0, 1, 2, 3, 9)
"""How many steps the proposals are carried on: drafted, to be signed, to be vetted, and so on."""


@dataclass(slots=True)
class Report:
    """What a run looked at and what it found."""

    planted: list[str] = field(default_factory=list)
    walks: int = 0
    pages: int = 0
    leaks: list[Leak] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a walk goes: so many pages, from everywhere or from what is hidden alone."""

    most: int = MOST_PAGES
    everywhere: bool = True

    @property
    def walk(self) -> Callable[..., Walk]:
        """The walk that goes so far."""
        return partial(walk, most=self.most, everywhere=self.everywhere)


EVERYWHERE = Reach()


def probe_proposals(
    users: Iterable[User], *, steps: Iterable[int] = STEPS, reach: Reach = EVERYWHERE
) -> Report:
    """Plant confidential proposals at their steps; outsiders must see the same site as before."""
    report = Report()
    users = list(users)
    for number in steps:
        with rolled_back():
            person = planting.candidate()
            plant = partial(planting.plant_proposal, person=person, steps=number)
            _probe(report, users, plant, reach)
    return report


def _probe(report: Report, users: list[User], plant: Callable[[], Planted], reach: Reach) -> None:
    with rolled_back():
        hidden = plant()
        outsiders = [None, *(user for user in users if user.pk not in hidden.insiders)]
        read = partial(reach.walk, addresses=hidden.addresses, words=hidden.words)
        seen = {user: read(user) for user in outsiders}
        report.leaks += _left_behind(hidden, [user for user in outsiders if user is not None])
    report.planted.append(hidden.name)
    for user, pages in seen.items():
        before = read(user)
        who = user.get_username() if user is not None else "nobody"
        report.leaks += leaks_between(who, before, pages)
        report.walks += 2
        report.pages += len(before) + len(pages)


def probe_secret_vote(users: Iterable[User], *, reach: Reach = EVERYWHERE) -> Report:
    """Let the same members vote one way and the other way round: nobody may see a difference.

    The totals are the same, so every page must be the same for everybody, the chair, the board
    and the voters themselves among them, while the vote is open and after the closing.
    """
    report = Report()
    walkers: list[User | None] = [None, *users]
    with rolled_back():
        vote = planting.plant_vote()
        read = partial(reach.walk, addresses=[vote.session.get_absolute_url()])
        seen: list[dict[tuple[str, User | None], Walk]] = []
        for order in ((Choice.YES, Choice.NO), (Choice.NO, Choice.YES)):
            with rolled_back():
                vote.hand_in(*order)
                found = {("open", user): read(user) for user in walkers}
                vote.close()
                found |= {("closed", user): read(user) for user in walkers}
            seen.append(found)
    report.planted.append(f"a secret vote of {len(vote.voters)} on {vote.session}")
    for (state, user), pages in seen[0].items():
        who = f"{user.get_username() if user else 'nobody'} ({state})"
        report.leaks += leaks_between(who, pages, seen[1][state, user])
        report.walks += 2
        report.pages += 2 * len(pages)
    return report


def _left_behind(hidden: Planted, outsiders: list[User]) -> Iterator[Leak]:
    """Look where no page leads: notices of outsiders, arguments of tasks, and what the log says."""
    told = Notification.objects.filter(user__in=outsiders)
    for word in hidden.words:
        for notice in told.filter(Q(subject__contains=word) | Q(body__contains=word)):
            yield Leak(str(notice.user), "notices", notice.subject)
    secret = hidden.words[1:]  # the code may stand in the log: it says nothing
    for entry in AuditEntry.objects.order_by("-pk")[:200]:
        text = json.dumps(entry.data, ensure_ascii=False, default=str)
        if any(word in text for word in secret):
            yield Leak("the log", f"entry {entry.pk}", entry.action)
    yield from _in_the_queue(secret)


def _in_the_queue(words: list[str]) -> Iterator[Leak]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, args_kwargs FROM django_tasks_database_dbtaskresult")
        for pk, arguments in cursor.fetchall():
            if any(word in str(arguments) for word in words):
                yield Leak("the queue", f"task {pk}", "names what is hidden")


def everybody(limit: int | None = None) -> list[User]:
    """Return who walks: all who can sign in, or of each set of duties so many."""
    found = people()
    if limit is None:
        return found
    by_duties: dict[tuple[str, ...], list[User]] = {}
    for user in found:
        duties = user.holdings.values_list("desk__duty", flat=True).distinct()
        by_duties.setdefault(tuple(sorted(duties)), []).append(user)
    return [user for group in by_duties.values() for user in group[:limit]]
