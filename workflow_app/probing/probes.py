"""The probes: something hidden is planted, everybody walks the site, and nobody may notice.

Each probe happens in a transaction that is rolled back, on whatever database it is run; a walk with
the hidden thing is compared with a walk of the same person a moment later without it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from workflow_app.accounts.models import User
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import Choice
from workflow_app.notifications.models import Notification

from . import planting
from .comparing import Leak, leaks_between
from .planting import Named, Planted, PlantedVote, rolled_back
from .reading import MOST_PAGES, Errand, Reader, Walk, people

STEPS = (0, 1, 2, 3, 5, 7)
"""How many steps the proposals are carried on: drafted, to be signed, to be vetted, before the
Standing Committee, decided, issued."""
ENTRIES = 200
"""How far back the log is read."""


@dataclass(slots=True)
class Report:
    """What a run looked at and what it found."""

    planted: list[str] = field(default_factory=list)
    walks: int = 0
    pages: int = 0
    leaks: list[Leak] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a walk goes: so many pages, from everywhere or from what is hidden and `also` alone."""

    most: int = MOST_PAGES
    everywhere: bool = True
    also: tuple[str, ...] = ()

    def errand(self, addresses: Iterable[str]) -> Errand:
        """Return a walk that begins with the addresses."""
        return Errand([*self.also, *addresses], most=self.most, everywhere=self.everywhere)

    def errand_about(self, hidden: Planted) -> Errand:
        """Return a walk that looks for what is hidden."""
        return Errand(
            [*self.also, *hidden.addresses],
            forms=hidden.forms,
            words=tuple(hidden.words),
            most=self.most,
            everywhere=self.everywhere,
        )


EVERYWHERE = Reach()
Known = dict[User | None, Walk]


def probe_proposals(
    users: Iterable[User], *, steps: Iterable[int] = STEPS, reach: Reach = EVERYWHERE
) -> Report:
    """Plant confidential proposals at their steps; outsiders must see the same site as before.

    Those who are named walk as well: the site tells them nothing, whatever duty they hold.
    """
    report = Report()
    with rolled_back():
        named = planting.named()
        walkers = list(dict.fromkeys([None, *named.users, *users]))
        known: Known = defaultdict(dict)
        for number in steps:
            _probe(report, walkers=walkers, named=named, steps=number, reach=reach, known=known)
    return report


def _probe(
    report: Report,
    *,
    walkers: list[User | None],
    named: Named,
    steps: int,
    reach: Reach,
    known: Known,
) -> None:
    """Compare walks with a proposal and without; what was read without it once is not read again."""
    with rolled_back():
        hidden = planting.plant_proposal(named=named, steps=steps)
        outsiders = [one for one in walkers if one is None or one.pk not in hidden.insiders]
        errand = reach.errand_about(hidden)
        seen = {user: Reader(user).walk(errand) for user in outsiders}
        report.leaks += _left_behind(hidden, [user for user in outsiders if user is not None])
    report.planted.append(hidden.name)
    for user, pages in seen.items():
        before = Reader(user, known[user]).walk(errand)
        known[user] |= before
        who = user.get_username() if user is not None else "nobody"
        report.leaks += leaks_between(who, before, pages)
        report.walks += 2
        report.pages += len(before) + len(pages)


def probe_secret_vote(users: Iterable[User], *, reach: Reach = EVERYWHERE) -> Report:
    """Let the same members vote one way and the other way round: nobody may see a difference.

    The totals are the same, so every page must be the same for everybody, the chair, the board
    and the voters themselves among them, while the vote is open and after the closing. And while it
    is open nobody may see whose sheet is in: one member's or another's is the same to all others.
    """
    report = Report()
    walkers: list[User | None] = [None, *users]
    with rolled_back():
        vote = planting.plant_vote()
        errand = reach.errand(vote.addresses)
        seen: list[dict[tuple[str, User | None], Walk]] = []
        for order in ((Choice.YES, Choice.NO), (Choice.NO, Choice.YES)):
            with rolled_back():
                vote.hand_in(*order)
                found = {("open", user): Reader(user).walk(errand) for user in walkers}
                vote.close()
                found |= {("closed", user): Reader(user).walk(errand) for user in walkers}
            seen.append(found)
        report.planted.append(f"one sheet of {len(vote.voters)} on {vote.session}")
        report.leaks += _whose_sheet_is_in(report, vote, walkers, errand)
    report.planted.append(f"a secret vote of {len(vote.voters)} on {vote.session}")
    for (state, user), pages in seen[0].items():
        who = f"{user.get_username() if user else 'nobody'} ({state})"
        report.leaks += leaks_between(who, pages, seen[1][state, user])
        report.walks += 2
        report.pages += 2 * len(pages)
    return report


def _whose_sheet_is_in(
    report: Report, vote: PlantedVote, walkers: list[User | None], errand: Errand
) -> Iterator[Leak]:
    """Compare walks with the sheet of one member in and with that of another, of all but these two."""
    two = vote.two_others()
    others = [user for user in walkers if user not in two]
    seen: list[dict[User | None, Walk]] = []
    for voter in two:
        with rolled_back():
            vote.hand_in_alone(voter)
            seen.append({user: Reader(user).walk(errand) for user in others})
    for user, pages in seen[0].items():
        who = f"{user.get_username() if user else 'nobody'} (one sheet in)"
        yield from leaks_between(who, pages, seen[1][user])
        report.walks += 2
        report.pages += 2 * len(pages)


def _left_behind(hidden: Planted, outsiders: list[User]) -> Iterator[Leak]:
    """Look where no page leads: notices, what leaves by mail, arguments of tasks, and the log."""
    secret = hidden.words[1:]  # the code may stand in log and mail: it says nothing
    yield from _in_notices(hidden.words, outsiders)
    yield from _in_the_mail(secret)
    yield from _in_the_log(secret)
    yield from _in_the_queue(secret)


def _in_notices(words: list[str], outsiders: list[User]) -> Iterator[Leak]:
    told = Notification.objects.filter(user__in=outsiders).select_related("user")
    for word in words:
        for notice in told.filter(Q(subject__contains=word) | Q(body__contains=word)):
            yield Leak(str(notice.user), "notices", notice.subject)


def _in_the_mail(words: list[str]) -> Iterator[Leak]:
    """Subjects leave the house, whoever may know: they name the dossier by its code alone."""
    for word in words:
        for notice in Notification.objects.filter(subject__contains=word):
            yield Leak("the mail", f"notice {notice.pk}", notice.subject)


def _in_the_log(words: list[str]) -> Iterator[Leak]:
    for entry in AuditEntry.objects.order_by("-pk")[:ENTRIES]:
        if _names(words, entry.data):
            yield Leak("the log", f"entry {entry.pk}", entry.action)


def _in_the_queue(words: list[str]) -> Iterator[Leak]:
    for task in DBTaskResult.objects.only("args_kwargs", "return_value", "traceback"):
        if _names(words, task.args_kwargs, task.return_value, task.traceback):
            yield Leak("the queue", f"task {task.pk}", "names what is hidden")


def _names(words: list[str], *stored: object) -> bool:
    text = json.dumps(stored, ensure_ascii=False, default=str)
    return any(word in text for word in words)


def everybody(limit: int | None = None, names: Iterable[str] = ()) -> list[User]:
    """Return who walks: all who can sign in, or these, or of each set of duties so many."""
    found = people()
    if chosen := set(names):
        found = [user for user in found if user.get_username() in chosen]
    if limit is None:
        return found
    by_duties: dict[tuple[str, ...], list[User]] = {}
    for user in found:
        duties = user.holdings.values_list("desk__duty", flat=True).distinct()
        by_duties.setdefault(tuple(sorted(duties)), []).append(user)
    return [user for group in by_duties.values() for user in group[:limit]]
