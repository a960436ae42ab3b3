"""Who gets which answer at every address: the whole site times the whole cast.

The story: Đà Nẵng's plan is in its cluster's review; Huế's plan was adopted by a closed vote
and issued; the cluster scores its units, and Đà Nẵng nominates (see `beginnings.py`). `matrix.txt` is the table; after a deliberate change record it anew with
`RECORD_ACCESS=1 pytest tests/access` and read the difference line by line.
"""

import os
import pickle
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString, mark_safe
from django.views.defaults import page_not_found

from tests.access.beginnings import addresses_of
from tests.access.routes import Addresses, all_routes
from tests.awards.house import House, house_of
from tests.cast import Cast
from tests.personnel.cast import Staff, staff_of
from workflow_app import urls
from workflow_app.organization.backends import SignInBackend

TABLE = Path(__file__).parent / "matrix.txt"
NOBODY = "nobody"
EVERYBODY = [
    "xuan",
    "hoa",
    "minh",
    "lan",
    "dung",
    "quynh",
    "tuan",
    "nga",
    "thu",
    "phuong",
    "son",
    "an",
    "kien",
    "quang",
    "vy",
    "yen",
    "ha",
    "bao",
    "nhan",
    "tam",
]  # one of each role, the same roles in another cluster, a stranger, the award secretariat
OUTSIDERS = ("xuan", "vy", "yen", "quang")
"""People who must not even know of Đà Nẵng's dossier: other units, and the administrator."""
TYPES_OF_AWARDS = ("awards:type", "awards:type_edit", "awards:type_version")
"""Their addresses hold a code, but not that of a dossier."""


@pytest.fixture
def staff(cast: Cast) -> Staff:
    return staff_of(cast)


@pytest.fixture
def house(cast: Cast) -> House:
    return house_of(cast)


@pytest.fixture
def addresses(cast: Cast, staff: Staff, house: House) -> Addresses:
    return addresses_of(cast, staff, house)


@pytest.fixture
def clients(cast: Cast, staff: Staff, house: House) -> dict[str, Client]:
    users = cast.users | staff.users
    found = {NOBODY: Client()}
    for username in EVERYBODY:
        found[username] = Client(raise_request_exception=False)
        found[username].force_login(users[username])
    return found


@pytest.fixture
def nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do once for everybody what thousands of requests do again: each of them is taken back.

    The account with its duties is read, and the page that nobody finds is drawn, once for each person;
    a page that they find is drawn for the first of them. What others see there is for `tests/pages`.
    """
    account: Callable[..., Any] = SignInBackend.get_user
    draw = Template.render
    drawn = set()

    @cache
    def read(pk: Any) -> bytes:
        return pickle.dumps(account(SignInBackend(), pk))

    def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
        if request.user.pk in drawn:
            return HttpResponseNotFound()
        drawn.add(request.user.pk)
        return page_not_found(request, exception)

    def draw_once(template: Template, context: Any = None, request: Any = None) -> SafeString:
        page = (template.origin.name, request and (request.method, request.path))
        if page in drawn:
            return mark_safe("")
        drawn.add(page)
        return draw(template, context, request)

    monkeypatch.setattr(Template, "render", draw_once)
    monkeypatch.setattr(SignInBackend, "get_user", lambda _, pk: pickle.loads(read(pk)))  # noqa: S301 -- our own
    monkeypatch.setattr(urls, "handler404", not_found, raising=False)


def let_go(response: Any) -> None:
    """Close the file of an answer, and not the answer: that ends the request, and its connection."""
    for close in response._resource_closers:
        close()


def answer(client: Client, method: str, url: str) -> int:
    """Ask, and take back whatever the asking changed."""
    with transaction.atomic():
        found = client.get(url) if method == "GET" else client.post(url)
        transaction.set_rollback(True)
    if found.streaming:
        let_go(found)
    return found.status_code


def table_of(addresses: Addresses, clients: dict[str, Client]) -> str:
    lines = []
    urls = {route.name: addresses.of(route) for route in all_routes()}
    for name, url in urls.items():
        for method in ("GET", "POST"):
            by_status: dict[int, list[str]] = defaultdict(list)
            for username, client in clients.items():
                by_status[answer(client, method, url)].append(username)
            cells = " | ".join(
                f"{status}: {'everybody' if len(names) == len(clients) else ' '.join(names)}"
                for status, names in sorted(by_status.items())
            )
            lines.append(f"{name} {method} | {cells}")
    return "\n".join(lines) + "\n"


def test_every_address_gives_everybody_the_answer_in_the_table(
    addresses: Addresses, clients: dict[str, Client], nothing_twice: None
) -> None:
    table = table_of(addresses, clients)
    if os.environ.get("RECORD_ACCESS"):
        TABLE.write_text(table, encoding="utf-8")
    assert table.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()


def rows() -> list[tuple[str, str, dict[int, list[str]]]]:
    parsed = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        head, *cells = line.split(" | ")
        name, method = head.split(" ")
        answers = {}
        for cell in cells:
            status, names = cell.split(": ")
            answers[int(status)] = names.split()
        parsed.append((name, method, answers))
    return parsed


def test_no_address_fails() -> None:
    """Health is bad while no worker runs, as in these tests."""
    failing = [name for name, __, answers in rows() if any(status >= 500 for status in answers)]
    assert failing == ["background:healthz"]


def test_outsiders_get_404_at_every_address_of_a_dossier() -> None:
    about_the_dossier = {
        route.name
        for route in all_routes()
        if "code" in route.parameters
        and route.name.startswith(("approvals:", "plans:", "awards:"))
        and route.name not in TYPES_OF_AWARDS
    }
    leaks = [
        (name, method, status)
        for name, method, answers in rows()
        if name in about_the_dossier
        for status, names in answers.items()
        if status not in (404, 405) and (set(names) & set(OUTSIDERS) or names == ["everybody"])
    ]
    assert leaks == []


def test_nobody_sees_more_than_the_sign_in_without_signing_in() -> None:
    public = {
        "background:healthz",
        "background:livez",
        "ui:language",
        "verify:ask",
        "verify:answer",
    }
    seen = [
        name
        for name, method, answers in rows()
        for status, names in answers.items()
        if status == 200 and NOBODY in names and name not in public
    ]
    assert seen == []


def test_the_administrator_decides_nothing() -> None:
    decisive = {
        "approvals:act",
        "approvals:opinion",
        "ballots:open",
        "ballots:close",
        "ballots:sheet",
    }
    for name, method, answers in rows():
        if name in decisive:
            allowed = [status for status, names in answers.items() if "quang" in names]
            assert allowed in ([404], [405], []), (name, method, allowed)


def somebody_at(answers: dict[int, list[str]]) -> str:
    """Name a person who gets the page, else somebody who is signed in."""
    named = [name for name in answers.get(200, []) if name in EVERYBODY]
    return named[0] if named else "minh"


def test_no_copy_of_any_answer_is_kept(addresses: Addresses, clients: dict[str, Client]) -> None:
    """The next person at a shared desk must not read a dossier with the back button."""
    answers = {name: found for name, method, found in rows() if method == "GET"}
    kept = {}
    for route in all_routes():
        browser = clients[somebody_at(answers[route.name])]
        with transaction.atomic():
            found = browser.get(addresses.of(route))
            transaction.set_rollback(True)
        if found.streaming:
            let_go(found)
        control = found.headers.get("Cache-Control", "")
        if not {"private", "no-store"} <= set(control.split(", ")) or "public" in control:
            kept[route.name] = control
    assert kept == {}


def test_the_files_of_the_look_may_be_kept(db: None) -> None:
    answer = Client().get("/static/ui/app.css")
    let_go(answer)
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]


PLAUSIBLE = {
    "text": "Đề nghị làm rõ",
    "reason": "Thử làm thay người khác",
    "answer": "accepted",
    "stance": "agree",
    "step": "consult_cluster",
    "outcome": "withdrawn",
    "what": "all",
    "title": "Thêm vào",
    "line": "",
    "uids": "x",
    "units": "1",
    "description": "",
}
ABOUT_ONESELF = (
    "accounts_user",
    "django_session",
    "approvals_visit",
    "notifications_notification",
    "notifications_emailpreference",
    "organization_desk",  # opened on first use, holds nothing
)


OPEN_TO_ALL = ("personnel:mine:edit", "awards:objection")
"""Everybody may correct what is known of them, and object to a published nomination."""


def writes_of(client: Client, url: str) -> list[str]:
    """Post something plausible and return the statements that wrote about others."""
    upload = SimpleUploadedFile("ke-hoach.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        client.post(url, PLAUSIBLE | {"file": upload})
        transaction.set_rollback(True)
    return [
        query["sql"][:80]
        for query in seen.captured_queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
        and not any(f'"{table}"' in query["sql"][:80] for table in ABOUT_ONESELF)
    ]


@pytest.mark.parametrize(
    ("username", "rooms"),
    (
        ("kien", ""),  # the inspector changes nothing anywhere
        (
            "quang",
            ("approvals:", "plans:", "ballots:", "papers:", "awards:"),
        ),  # the administrator decides nothing
        ("vy", ("approvals:", "plans:", "ballots:", "papers:", "awards:")),  # another unit's head
        ("xuan", ""),
    ),
)
def test_what_they_post_changes_nothing(
    username: str, rooms: str, addresses: Addresses, clients: dict[str, Client]
) -> None:
    changed = {}
    for route in all_routes():
        if route.name.startswith(rooms) and route.name not in OPEN_TO_ALL:
            wrote = writes_of(clients[username], addresses.of(route))
            if wrote:
                changed[route.name] = wrote
    assert changed == {}
