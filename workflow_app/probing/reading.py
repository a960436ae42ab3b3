"""Walking through the site as one person, and writing down everything it answers.

The walk follows links from every address that needs no object, asks every list for the words it
must not know, opens exports, and only ever reads. What differs from one answer to the next by
nature (tokens, nonces) is taken out, so that two walks can be compared letter by letter.
"""

import io
import logging
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

import openpyxl
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from workflow_app.accounts.models import User

MOST_PAGES = 200
BACKEND = "workflow_app.organization.backends.SignInBackend"
LIBRARIES = ("account_", "mfa_", "usersessions_", "socialaccount_")
LINKS = re.compile(r'\b(?:href|hx-get)="(/[^"#]*)')
SEARCHES = re.compile(r'<input[^>]*\bname="q"')
BY_NATURE = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"[xX]-[cC][sS][rR][fF][tT]oken": ?"[^"]*"'),
    re.compile(r'\bnonce="[^"]*"'),
    re.compile(r'name="code" value="[^"]*"'),  # each sheet offers a check code of its own
    re.compile(r"<!-- \.+ -->"),  # fills a page up to an even length
    re.compile(r'\bdatetime="[^"]*"'),
    re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b"),
    re.compile(r"\b\d+ (?:giây|phút|seconds?|minutes?)\b"),
)
"""Tokens, and the time of day: a walk takes its time, and the next one comes later."""
SHEET = "spreadsheetml"


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered."""

    status: int
    text: str


Walk = dict[str, Page]


def walk(
    user: User | None,
    *,
    addresses: Iterable[str] = (),
    words: Iterable[str] = (),
    most: int = MOST_PAGES,
    everywhere: bool = True,
) -> Walk:
    """Read what this person can reach, and what each of the addresses answers them.

    `words` are asked of every page that has a search. None is somebody who is not signed in.
    At most `most` pages are read, the addresses first; unless `everywhere`, the walk begins with them
    alone and goes on from there.
    """
    logging.disable(logging.CRITICAL)
    try:
        return _walk(
            _client(user), [*addresses, *(_starts() if everywhere else ())], list(words), most
        )
    finally:
        logging.disable(logging.NOTSET)


def _walk(client: Client, addresses: list[str], words: list[str], most: int) -> Walk:
    waiting = deque(addresses)
    pages: Walk = {}
    while waiting and len(pages) < most:
        address = waiting.popleft()
        if address in pages:
            continue
        page = pages[address] = _read(client, address)
        waiting.extend(_further(address, page, words))
    return pages


def _client(user: User | None) -> Client:
    site = urlsplit(settings.SITE_URL)
    client = Client(
        raise_request_exception=False, headers={"host": site.netloc, "accept-language": "vi"}
    )
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def _read(client: Client, address: str) -> Page:
    response: Any = client.get(address, secure=settings.SITE_URL.startswith("https"))
    kind = response.headers.get("Content-Type", "")
    body = b"".join(response) if response.streaming else response.content
    if SHEET in kind:
        return Page(response.status_code, _cells(body))
    if not kind.startswith(("text/", "application/json")):
        return Page(response.status_code, kind)
    text = body.decode(response.charset or "utf-8", "replace")
    for pattern in BY_NATURE:
        text = pattern.sub("", text)
    where = response.headers.get("Location", "")
    return Page(response.status_code, f"{where}\n{text}" if where else text)


def _cells(body: bytes) -> str:
    """Return the values of a workbook; its bytes differ by the time they were written."""
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    return "\n".join(
        "\t".join("" if value is None else str(value) for value in row)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    )


def _further(address: str, page: Page, words: list[str]) -> Iterator[str]:
    for link in LINKS.findall(page.text):
        target = unescape(link)
        if _is_ours(target):
            yield target
    if SEARCHES.search(page.text) and "?" not in address:
        for word in words:
            yield f"{address}?q={quote(word)}"


def _is_ours(address: str) -> bool:
    ways_out = (settings.STATIC_URL, reverse("account_logout"))
    return not address.startswith((*ways_out, "//"))


def _starts() -> list[str]:
    """Return the addresses that need no object, the first page first."""
    names = sorted(_plain_names(get_resolver().url_patterns, ""))
    return list(dict.fromkeys(["/", *map(reverse, names)]))


def _plain_names(patterns: Any, namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not pattern.pattern.converters:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _plain_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name and not pattern.pattern.converters:
            name = f"{namespace}{pattern.name}"
            if not name.startswith(LIBRARIES):
                yield name


def people() -> list[User]:
    """Return everybody who can sign in."""
    return list(get_user_model().objects.filter(is_active=True).order_by("pk"))
