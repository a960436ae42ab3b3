"""Everybody votes at once, over HTTP, on a web server of two processes: nothing is lost or doubled.

Twenty members on five items in `make test`; LOAD_MEMBERS=134 LOAD_ITEMS=30 in `make load`.
"""

import logging
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from tests.ballots import agenda
from tests.ballots.load import FIELD, Browser, browsers, serving, until
from tests.ballots.secret import everybody, secret_vote, verified
from tests.cast import build_cast
from workflow_app.ballots.enums import Choice, SessionState
from workflow_app.ballots.models import Ballot, CountedCode, CountedVote, Option, Session

logger = logging.getLogger(__name__)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MEMBERS = int(os.environ.get("LOAD_MEMBERS", "20"))
ITEMS = int(os.environ.get("LOAD_ITEMS", "5"))
A_MINUTE, SECONDS = 60, 10


def test_everybody_votes_at_once_and_every_vote_counts_once(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(agenda, "NAMES", tuple(f"Nước {number}" for number in range(ITEMS)))
    cast = build_cast()
    users = everybody(cast, MEMBERS - 5)
    session = secret_vote(cast, ITEMS)
    options = list(Option.objects.filter(ballot__session=session).values_list("pk", flat=True))
    with serving(tmp_path) as server:
        people = browsers(users, options, server.port)
        voting = all_vote(session, people)
        closing = close(session, next(one for one in people if one.user == cast.phuong))
        left = Ballot.objects.filter(session=session, resumed=None)
        left = left.filter(result__in=("adopted", "rejected"))
        going_on = until(lambda: not left.exists(), A_MINUTE, server.said)
        log = server.said()
    connections.close_all()
    logger.warning(
        "%d members voted on %d items in %.1f s; closing %.1f s, going on %.1f s",
        MEMBERS,
        ITEMS,
        voting,
        closing,
        going_on,
    )
    every_vote_counts_once(session, people, options)
    the_web_log_tells_nothing(session, people, log)
    assert voting < A_MINUTE
    assert closing < SECONDS
    assert going_on < 2 * SECONDS


def all_vote(session: Session, people: list[Browser]) -> float:
    """Everybody begins at the same moment; every tenth sends the sheet twice. Return the seconds."""
    url = reverse("ballots:sheet", args=[session.pk])
    began = time.monotonic()
    with ThreadPoolExecutor(len(people)) as crowd:
        done = [
            crowd.submit(person.vote, url, twice=not number % 10)
            for number, person in enumerate(people)
        ]
        for one in done:
            one.result()
    return time.monotonic() - began


def close(session: Session, chair: Browser) -> float:
    """Press the button on the chair's page; return the seconds."""
    __, page = chair.ask(session.get_absolute_url())
    token = {"csrfmiddlewaretoken": dict(FIELD.findall(page))["csrfmiddlewaretoken"]}
    began = time.monotonic()
    status, page = chair.ask(reverse("ballots:close", args=[session.pk]), token)
    assert status == 302, page[:2000]
    return time.monotonic() - began


def every_vote_counts_once(session: Session, people: list[Browser], options: list[int]) -> None:
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED
    assert session.roll.exclude(handed_in=None).count() == MEMBERS
    codes = CountedCode.objects.values_list("code", flat=True)
    assert sorted(codes) == sorted(person.code for person in people)
    assert CountedVote.objects.count() == MEMBERS * ITEMS
    for option in Option.objects.filter(pk__in=options):
        said = [person.choices[f"choice-{option.pk}"] for person in people]
        for choice in Choice.values:
            assert option.figures[choice] == said.count(choice)
    assert verified()


def the_web_log_tells_nothing(session: Session, people: list[Browser], log: str) -> None:
    """The sheet is posted, never asked for by an address that says something."""
    assert log.count(f"POST {reverse('ballots:sheet', args=[session.pk])}") >= 2 * MEMBERS
    assert not any(person.code in log for person in people)
    assert not re.search(r"choice-\d+|reason-\d+", log)
