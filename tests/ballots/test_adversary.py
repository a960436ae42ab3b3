"""Somebody has the whole database, before and after the count, and the web log: they learn nothing.

Twenty-seven members vote on four items. Three of them they mark each in a pattern of their own, as
somebody who buys votes would demand; the fourth is what the adversary wants to know. It was said
nine times each, so a blind guess has nine right, give or take two and a half. An attack that has
found anything has twenty or more. Every attack is also tried on a store that is made badly, in the
way that it exploits: there it must find the votes, or it would prove nothing.
"""

import itertools
import logging
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.ballots.adversary import (
    ATTACKS,
    CHOICES,
    Evidence,
    Voter,
    best,
    codes_beside_names,
    neighbours,
    seals_in,
)
from tests.ballots.secret import asking, everybody, secret_vote
from tests.ballots.snapshots import look, reading_as_it_was
from tests.cast import Cast, build_cast
from workflow_app.accounts.models import User
from workflow_app.ballots import questions
from workflow_app.ballots.models import CountedCode, CountedVote, Option, Session, Urn
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.sweeping import sweep_urns
from workflow_app.ballots.services.voting import hand_in
from workflow_app.ballots.verification import verify_ballots, verify_rounds
from workflow_app.vault.errors import VaultError
from workflow_app.vault.keyring import unseal

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS, CHANCE, FOUND = 27, 9, 20
"""So many votes; so many a blind guess has right; with so many or more something was found.

A blind guess that follows the published totals has 9 right on average, with a standard deviation of 2.5:
20 are more than four of them away.
"""


@dataclass(slots=True)
class Town:
    """A session in which everybody is about to vote, and what they are going to say."""

    cast: Cast
    session: Session
    users: list[User]
    options: list[int]
    said: dict[int, tuple[str, ...]]

    @property
    def wanted(self) -> dict[int, str]:
        """What nobody may find out, by the person's id."""
        return {person: said[-1] for person, said in self.said.items()}

    def choices(self, user: User) -> dict[int, str]:
        return dict(zip(self.options, self.said[user.person.pk], strict=True))


@pytest.fixture(autouse=True)
def _four_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(questions._questions, "plan", asking("một", "hai", "ba", "bốn"))


def town() -> Town:
    cast = build_cast()
    users = everybody(cast, MEMBERS - 5)
    session = secret_vote(cast)
    options = list(
        Option.objects.filter(ballot__session=session).order_by("pk").values_list("pk", flat=True)
    )
    patterns = list(itertools.product(CHOICES, repeat=3))
    wanted = list(CHOICES) * (MEMBERS // len(CHOICES))
    for shuffled in (users, patterns, wanted):
        random.SystemRandom().shuffle(shuffled)
    said = {
        user.person.pk: (*pattern, last)
        for user, pattern, last in zip(users, patterns, wanted, strict=True)
    }
    return Town(cast, session, users, options, said)


def voters(town: Town) -> list[Voter]:
    """In the order in which they handed in: the roll of the copied database says it."""
    entries = town.session.roll.exclude(handed_in=None).select_related("person__user")
    return [
        Voter(
            entry.person_id,
            (entry.person.full_name, entry.person.user.username, entry.person.user.email),
            town.said[entry.person_id][:-1],
        )
        for entry in entries.order_by("handed_in")
    ]


# --- The store that we have -----------------------------------------------------------------------


@dataclass(slots=True)
class Case:
    """A secret ballot from the opening to the end, with the adversary's notes."""

    town: Town
    evidence: Evidence
    codes: list[str]
    open_seals: int  # of the copies made while the vote was open, that the vault's key opens
    seals: list[bytes]  # in the copy made after the count


def play() -> Case:
    this = town()
    notes = Notes()
    logging.getLogger().addHandler(notes)
    steps = [look()]
    try:
        for user in this.users:
            notes.lines += vote_on_the_page(this, user)
            steps.append(look(files=user == this.users[-1]))
        close_vote(session=this.session, user=this.cast.phuong)
    finally:
        logging.getLogger().removeHandler(notes)
    sweep_urns.func()
    closed = look(files=True)
    *marked, wanted = this.options
    evidence = Evidence(voters(this), marked, wanted, steps, closed, notes.lines)
    return Case(
        town=this,
        evidence=evidence,
        codes=list(CountedCode.objects.values_list("code", flat=True)),
        open_seals=len(keys_of_urns(seals_in(steps[-1].raw))),
        seals=seals_in(closed.raw),
    )


class Notes(logging.Handler):
    """Everything that anything logs, down to the smallest."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def vote_on_the_page(this: Town, user: User) -> list[str]:
    """Fill in the sheet, read it again, hand it in; return the lines of the web log."""
    client, url = Client(), reverse("ballots:sheet", args=[this.session.pk])
    client.force_login(user)
    filled = {f"choice-{option}": said for option, said in this.choices(user).items()}
    lines = []
    for step in ("review", "hand_in"):
        answer = client.post(url, filled | {"step": step, "code": ""})
        assert answer.status_code in {200, 302}
        now = timezone.now().isoformat()
        lines.append(f"127.0.0.1 {user.username} {now} POST {url} HTTP/1.1 {answer.status_code}")
    assert this.session.roll.get(user=user).handed_in
    return lines


def keys_of_urns(seals: list[bytes]) -> list[bytes]:
    """What the adversary opens with the vault's key, should they have come by it."""
    found = []
    for seal in seals:
        try:
            inside = unseal(seal)
        except (VaultError, ValueError):
            continue
        found += [inside] if len(inside) == 32 else []
    return found


@pytest.mark.postgres
def test_the_urn_goes_also_while_somebody_reads_the_database_as_it_was() -> None:
    """A reader of older states kept them in the files: a backup, or the database's own statistics."""
    this = town()
    for user in this.users:
        vote_on_the_page(this, user)
    with reading_as_it_was():
        close_vote(session=this.session, user=this.cast.phuong)
        sweep_urns.func()
        seals = seals_in(look(files=True).raw)
    assert keys_of_urns(seals) == []
    assert verify_rounds().ok


def test_who_has_the_database_and_the_logs_finds_no_vote() -> None:
    case = play()
    evidence, truth = case.evidence, case.town.wanted
    assert CountedVote.objects.count() == MEMBERS * 4
    assert verify_ballots().ok
    assert verify_rounds().ok
    tried = {name: list(attack(evidence)) for name, attack in ATTACKS.items()}
    assert {name for name, guesses in tried.items() if guesses} >= {
        "place",
        "transaction",
        "key",
        "size",
        "pattern",
        "neighbours",
    }  # they had something to try
    assert not any(tried["difference"])  # nothing said anything before the count
    right = {name: best(guesses, truth) for name, guesses in tried.items()}
    assert max(right.values()) < FOUND, right
    _codes_tell_nothing(case)
    _the_urn_is_gone(case)


def _codes_tell_nothing(case: Case) -> None:
    before, after = case.evidence.steps[-1], case.evidence.closed
    log = "\n".join(case.evidence.log).encode()
    assert len(set(case.codes)) == MEMBERS
    for code in case.codes:
        assert code.encode() not in before.raw
        assert code.encode() not in log
        assert code.encode() in after.raw
    where = [
        table
        for table, rows in after.tables.items()
        if any(code in str(row.values) for row in rows for code in case.codes[:1])
    ]
    assert where == [CountedCode._meta.db_table]
    assert codes_beside_names(case.evidence.voters, case.codes, after.raw) == []


def _the_urn_is_gone(case: Case) -> None:
    """With the vault's key in hand: while the vote was open it opened the urn, now nothing does."""
    assert case.open_seals >= 1
    assert keys_of_urns(case.seals) == []
    urn = Urn.objects.get()
    assert urn.key is None
    for step in case.evidence.steps:  # no older state of it is left in the files either
        block = step.tables[Urn._meta.db_table][0].values["sealed"]
        assert bytes(block)[:64] not in case.evidence.closed.raw
        assert bytes(block)[-64:] not in case.evidence.closed.raw


# --- Stores that are made badly -------------------------------------------------------------------

COUNTS_UP = {
    "sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT",
    "postgresql": "bigserial PRIMARY KEY",
}
BYTES = {"sqlite": "BLOB", "postgresql": "bytea"}


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


class BadStores:
    """What others have done, and we might have."""

    TABLES = ("numbered", "timed", "plain", "tally", "block", "sheets", "words")

    def __enter__(self) -> Self:
        vendor = connection.vendor
        vote = "option_id bigint, choice varchar(7)"
        run(f"CREATE TABLE bad_numbered (id {COUNTS_UP[vendor]}, {vote})")
        run(f"CREATE TABLE bad_timed (name varchar(32) PRIMARY KEY, {vote}, at varchar(40))")
        run(f"CREATE TABLE bad_plain (name varchar(32) PRIMARY KEY, {vote})")
        run(f"CREATE TABLE bad_tally ({vote}, number bigint)")
        run(f"CREATE TABLE bad_block (sealed {BYTES[vendor]})")
        run(f"CREATE TABLE bad_sheets (name varchar(32) PRIMARY KEY, sheet varchar(32), {vote})")
        run("CREATE TABLE bad_words (text varchar(200))")
        run("INSERT INTO bad_block (sealed) VALUES (%s)", b"")
        return self

    def __exit__(self, *_: object) -> None:
        for table in self.TABLES:
            run(f"DROP TABLE bad_{table}")

    def write(self, user: User, choices: dict[int, str], code: str) -> None:
        """Keep a sheet, in the transaction that hands it in."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT sealed FROM bad_block")
            block = bytes(cursor.fetchone()[0])
        grown = len(block) + sum(map(len, choices.values()))
        run("UPDATE bad_block SET sealed = %s", secrets.token_bytes(grown))  # sealed, not filled up
        for option, said in choices.items():
            self._keep(option, said)
        said = choices[max(choices)]
        run("INSERT INTO bad_words VALUES (%s)", f'{{"actor":"{user.username}","choice":"{said}"}}')
        run("INSERT INTO bad_words VALUES (%s)", f"{user.email} {code}")

    @staticmethod
    def _keep(option: int, said: str) -> None:
        run("INSERT INTO bad_numbered (option_id, choice) VALUES (%s, %s)", option, said)
        now = timezone.now().isoformat()
        run(
            "INSERT INTO bad_timed VALUES (%s, %s, %s, %s)", secrets.token_hex(8), option, said, now
        )
        run("INSERT INTO bad_plain VALUES (%s, %s, %s)", secrets.token_hex(8), option, said)
        run(
            "DELETE FROM bad_tally WHERE option_id = %s AND choice = %s AND number < 0",
            option,
            said,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE bad_tally SET number = number + 1 WHERE option_id = %s AND choice = %s",
                (option, said),
            )
            if not cursor.rowcount:
                run("INSERT INTO bad_tally VALUES (%s, %s, 1)", option, said)

    @staticmethod
    def count(this: Town) -> None:
        """Keep whole sheets together after the count, in random order under random names."""
        sheets = list(this.said.values())
        random.SystemRandom().shuffle(sheets)
        for sheet in sheets:
            name = secrets.token_hex(8)
            for option, said in zip(this.options, sheet, strict=True):
                row = (secrets.token_hex(8), name, option, said)
                run("INSERT INTO bad_sheets VALUES (%s, %s, %s, %s)", *row)


@pytest.fixture
def bad() -> Iterator[tuple[Town, Evidence]]:
    """The same ballot, whose sheets are kept in all bad ways at once."""
    this = town()
    with BadStores() as stores:
        steps = [look()]
        for user in this.users:
            choices, code = this.choices(user), f"CODE-{user.pk:04}"
            with transaction.atomic():
                stores.write(user, choices, code)
                hand_in(session=this.session, user=user, choices=choices)
            steps.append(look(files=user == this.users[-1]))
        stores.count(this)
        *marked, wanted = this.options
        yield this, Evidence(voters(this), marked, wanted, steps, look(files=True))


def test_every_attack_finds_the_votes_in_a_store_that_invites_it(bad) -> None:
    this, evidence = bad
    invites = {
        "place": "bad_plain",
        "transaction": "bad_plain",
        "key": "bad_numbered",
        "time": "bad_timed",
        "difference": "bad_tally",
        "size": "bad_block",
        "pattern": "bad_sheets",
    }
    for attack, table in invites.items():
        right = best(ATTACKS[attack](only(evidence, table)), this.wanted)
        assert right == MEMBERS, (attack, right)
    assert best(ATTACKS["neighbours"](evidence), this.wanted) == MEMBERS
    assert invites.keys() | {"neighbours"} == ATTACKS.keys()
    codes = [f"CODE-{user.pk:04}" for user in this.users]
    assert set(codes_beside_names(evidence.voters, codes, evidence.closed.raw)) == set(codes)


def only(evidence: Evidence, table: str) -> Evidence:
    """What is to be had from one table, without the counters of the others."""
    narrow = evidence.of(table)
    for step in narrow.steps:
        step.counters = {}
    return narrow


def test_the_log_is_searched_as_well() -> None:
    voter = Voter(1, ("member7",), ())
    line = b"127.0.0.1 member7 GET /sessions/3/sheet/?choice-1=no HTTP/1.1 200"
    assert neighbours([voter], line) == {1: "no"}


def test_what_was_sealed_by_the_vault_is_found_in_the_files() -> None:
    case = town()
    seals = seals_in(look(files=True).raw)
    assert keys_of_urns(seals)
    assert case.session.rounds.count() == 1
