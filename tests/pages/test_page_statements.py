"""What looking at a page costs: the same however much there is, and nothing is written.

`query_counts.json` has the number of statements of every page, session and account included. A
change that makes a page ask more turns it red; after a deliberate one record it anew with
`RECORD_QUERY_COUNTS=1 pytest tests/pages` and read the difference line by line.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.awards.house import house_of
from tests.cast import YEAR, Cast
from tests.pages.crowd import Crowd, crowd_of
from tests.pages.crowd_of_awards import pages_of_awards
from tests.personnel.cast import staff_of
from workflow_app.accounts.models import User

COUNTS = Path(__file__).parent / "query_counts.json"
WRITING = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT")
MOST_BYTES = 40_000
COUNTING = ("verification",)
"""The public page keeps how often a certificate was verified on a day; no other page writes."""


def pages_of(crowd: Crowd) -> dict[str, tuple[str, str]]:
    """Return every page that people use: its name, who opens it, and its address."""
    return pages_of_plans(crowd) | pages_of_awards(crowd.awards)


def pages_of_plans(crowd: Crowd) -> dict[str, tuple[str, str]]:
    """Return the pages of plans, and of what plans share with everything else."""
    code, drafted, adopted = (
        plan.dossier.code for plan in (crowd.reviewed, crowd.drafted, crowd.adopted)
    )
    dossier = reverse("approvals:dossier", args=[code])
    session = [crowd.session.pk]
    found = {
        "worklist": ("tuan", reverse("approvals:worklist")),
        "worklist, filtered": ("tuan", "/?q=lhhn&overdue=on&kind=plan.appraise_content"),
        "worklist of many desks": ("minh", reverse("approvals:worklist")),
        "worklist of a stranger": ("xuan", reverse("approvals:worklist")),
        "what we sent": ("hoa", reverse("approvals:sent")),
        "what I did": ("tuan", reverse("approvals:done")),
        "search": ("kien", reverse("approvals:search") + "?q=ke+hoach"),
        "search of a deputy": ("minh", reverse("approvals:search") + "?q=ke+hoach"),
        "comparison": ("hoa", reverse("approvals:compare", args=[code])),
        "opinion": ("quynh", reverse("approvals:opinion", args=[code])),
        "notices": ("tuan", reverse("notifications:list")),
        "campaigns": ("thu", reverse("plans:campaigns")),
        "campaign, board": ("thu", reverse("plans:campaign", args=[YEAR])),
        "campaign, table": ("thu", reverse("plans:campaign", args=[YEAR]) + "?view=table"),
        "campaign of a unit": ("hoa", reverse("plans:campaign", args=[YEAR])),
        "campaign, preparing": ("thu", reverse("plans:campaign_edit", args=[YEAR])),
        "plan, editing": ("quynh", reverse("plans:edit", args=[drafted])),
        "plan, margin": ("quynh", reverse("plans:margin", args=[drafted])),
        "plan, copying": ("quynh", reverse("plans:copy", args=[drafted])),
        "plan, import": ("quynh", reverse("plans:import", args=[drafted])),
        "addition, asking": ("hanh", reverse("plans:amend", args=[adopted])),
        "sessions": ("son", reverse("ballots:sessions")),
        "session": ("son", reverse("ballots:session", args=session)),
        "session, result": ("an", reverse("ballots:result", args=session)),
        "session, screen": ("son", reverse("ballots:screen", args=session)),
        "session, papers": ("son", reverse("ballots:pack", args=session)),
        "session, attendance": ("son", reverse("ballots:attendance", args=session)),
        "session, interests": ("son", reverse("ballots:interests", args=session)),
        "session, codes": ("son", reverse("ballots:codes", args=session)),
        "session, convening": (
            "son",
            f"{reverse('ballots:convene')}?body={crowd.cast.presidium.pk}",
        ),
        "register": ("thu", reverse("papers:register")),
        "paper": ("thu", reverse("papers:paper", args=[crowd.adopted.dossier.paper.pk])),
        "chart": ("hoa", reverse("organization:chart")),
        "units": ("hoa", reverse("organization:units")),
        "unit": ("hoa", reverse("organization:unit", args=["LH-DANANG"])),
        "bodies": ("hoa", reverse("organization:bodies")),
        "body": ("hoa", reverse("organization:body", args=["DCT"])),
        "cluster": ("hoa", reverse("organization:cluster", args=[crowd.cast.cluster.pk])),
        "delegations": ("minh", reverse("organization:delegations")),
        "administration": ("quang", reverse("organization:admin:home")),
        "people": ("quang", reverse("organization:admin:people")),
        "person": (
            "quang",
            reverse("organization:admin:person", args=[crowd.cast.people["minh"].pk]),
        ),
        "holders": ("quang", reverse("organization:admin:holders")),
        "handover": ("quang", reverse("organization:admin:handover")),
        "rules": ("quang", reverse("rulebook:list")),
        "settings": ("hoa", reverse("accounts:settings")),
    }
    for tab in ("content", "review", "decisions", "papers", "history"):
        found[f"dossier, {tab}"] = ("hoa", f"{dossier}?tab={tab}")
    return found


class Browsers:
    """A browser for everybody, signed in when its owner opens the first page."""

    def __init__(self) -> None:
        self._of: dict[int, Client] = {}

    def statements(self, user: User, address: str) -> list[str]:
        """Open the page and return what it asked."""
        if user.pk not in self._of:
            self._of[user.pk] = Client()
            self._of[user.pk].force_login(user)
        with CaptureQueriesContext(connection) as seen:
            answer = self._of[user.pk].get(address)
        assert answer.status_code == 200, address
        return [query["sql"] for query in seen.captured_queries]


@pytest.fixture
def crowd(cast: Cast) -> Crowd:
    return crowd_of(cast, house_of(cast), staff_of(cast))


def test_every_page_asks_the_same_of_one_row_of_three_and_of_thirty_and_writes_nothing(
    crowd: Crowd,
) -> None:
    counts: dict[str, list[int]] = {}
    statements = Browsers().statements
    for rows, pages in ((1, pages_of), (2, pages_of_plans), (27, pages_of)):
        crowd.grow(rows)
        if not counts:  # what a process keeps from its first page on is not counted
            statements(crowd.cast.quang, reverse("organization:admin:home"))
            for name in COUNTING:  # the first of a day is written, the next are added to it
                who, address = pages_of(crowd)[name]
                statements(crowd.users[who], address)
        for name, (who, address) in pages(crowd).items():
            asked = statements(crowd.users[who], address)
            counts.setdefault(name, []).append(len(asked))
            written = [sql for sql in asked if sql.startswith(WRITING)]
            assert written == [] or name in COUNTING, name
    growing = {name: found for name, found in counts.items() if len(set(found)) > 1}
    assert growing == {}
    now = {name: found[0] for name, found in sorted(counts.items())}
    if os.environ.get("RECORD_QUERY_COUNTS"):
        COUNTS.write_text(json.dumps(now, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert now == json.loads(COUNTS.read_text(encoding="utf-8"))
