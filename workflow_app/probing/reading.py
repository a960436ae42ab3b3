"""Walking through the site as one person, and writing down everything it answers.

The walk follows links from every address that needs no object, asks every list for the words it
must not know, sorts and turns its pages, opens exports, and only ever reads. What differs from one
answer to the next by nature (tokens, nonces) is taken out, so that two walks can be compared letter
by letter.
"""

import io
import logging
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import openpyxl
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse

from workflow_app.accounts.models import User

from . import pdfs
from .addresses import starts

MOST_PAGES = 300
BACKEND = "workflow_app.organization.backends.SignInBackend"
LINKS = re.compile(r'\bhref="([/?][^"#]*)')
PARTS = re.compile(r'\bhx-get="([/?][^"#]*)')
SEARCHES = re.compile(r'<input[^>]*\bname="q"')
BY_NATURE = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"[xX]-[cC][sS][rR][fF][tT]oken": ?"[^"]*"'),
    re.compile(r'\bnonce="[^"]*"'),
    re.compile(r'name="code" value="[^"]*"'),  # each sheet offers a check code of its own
    re.compile(r"<!-- \.+ -->"),  # fills a page up to an even length
    re.compile(r'\bdatetime="[^"]*"'),
    re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b"),
    re.compile(r"\b\d+ (?:giờ|giây|phút|hours?|seconds?|minutes?)\b"),
)
"""Tokens, and the time of day: a walk takes its time, and the next one comes later."""
SHEET, WORD, PDF = "spreadsheetml", "wordprocessingml", "application/pdf"
STAMPS = re.compile(r"<(dcterms:\w+)[^>]*>[^<]*</\1>")


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered."""

    status: int
    text: str


Walk = dict[str, Page]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the site: a page, a part of one as scripts fetch it, or an empty form sent."""

    address: str
    how: str = ""

    def __str__(self) -> str:
        return f"{self.address} ({self.how})" if self.how else self.address


PART, FORM = "part", "form"


@dataclass(frozen=True, slots=True)
class Errand:
    """What a walk asks for beside what it comes upon.

    `addresses` are read first; `forms` are sent an empty form, which is undone; `words` are asked
    of every page that has a search. Unless `everywhere`, the walk begins with the addresses alone.
    At most `most` questions are asked.
    """

    addresses: Iterable[str] = ()
    forms: Iterable[str] = ()
    words: tuple[str, ...] = ()
    most: int = MOST_PAGES
    everywhere: bool = True

    def first(self) -> list[Ask]:
        """Return the questions that begin the walk."""
        sent = [Ask(address, FORM) for address in self.forms]
        return [*map(Ask, self.addresses), *sent, *map(Ask, starts() if self.everywhere else ())]


@dataclass(slots=True)
class Reader:
    """One person, or nobody who is signed in, reading the site.

    `known` holds answers of an earlier walk of the same person over the same site, which are not
    asked for again.
    """

    user: User | None
    known: Walk = field(default_factory=dict)

    def walk(self, errand: Errand) -> Walk:
        """Read what this person can reach, and what each of the addresses answers them."""
        logging.disable(logging.CRITICAL)
        try:
            return self._walk(_client(self.user), errand)
        finally:
            logging.disable(logging.NOTSET)

    def _walk(self, client: Client, errand: Errand) -> Walk:
        waiting = deque(errand.first())
        pages: Walk = {}
        while waiting and len(pages) < errand.most:
            ask = waiting.popleft()
            name = str(ask)
            if name in pages:
                continue
            page = self.known[name] if name in self.known else _answer(client, ask)
            pages[name] = page
            waiting.extend(_further(ask, page, errand.words))
        return pages


class _Browser(Client):
    """Asks as a test client does, and keeps nothing of how an answer was made."""

    def request(self, **request: Any) -> Any:
        """Return the bare answer; copying what every template was given takes its time."""
        environ: Any = self._base_environ(**request)  # type: ignore[attr-defined]
        response: Any = self.handler(environ)
        self.cookies.update(response.cookies)
        return response


def _client(user: User | None) -> Client:
    site = urlsplit(settings.SITE_URL)
    client = _Browser(headers={"host": site.netloc, "accept-language": "vi"})
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def _answer(client: Client, ask: Ask) -> Page:
    secure = settings.SITE_URL.startswith("https")
    if ask.how == FORM:
        with transaction.atomic():
            response: Any = client.post(ask.address, secure=secure)
            transaction.set_rollback(True)
    else:
        headers = {"HX-Request": "true"} if ask.how == PART else {}
        response = client.get(ask.address, secure=secure, headers=headers)
    words = _words(response)
    for pattern in BY_NATURE:
        words = pattern.sub("", words)
    where = response.headers.get("Location", "")
    return Page(response.status_code, f"{where}\n{words}" if where else words)


def _words(response: Any) -> str:
    """Return what an answer says; of files what they say inside, not how they were packed."""
    kind = response.headers.get("Content-Type", "")
    body = b"".join(response) if response.streaming else response.content
    if SHEET in kind:
        return _cells(body)
    if WORD in kind:
        return _members(body)
    if kind.startswith(PDF):
        return _printed(body)
    if kind.startswith(("text/", "application/json")):
        return str(body.decode(response.charset or "utf-8", "replace"))
    return f"{kind} {sha256(body).hexdigest()}"


def _printed(body: bytes) -> str:
    """Return the words of a PDF that we set; of another, which people attached, its hash."""
    with suppress(pdfs.UnreadableError, LookupError, ValueError, zlib.error):
        if words := pdfs.text(body):
            return words
    return sha256(body).hexdigest()


def _cells(body: bytes) -> str:
    """Return the values of a workbook; its bytes differ by the time they were written."""
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    return "\n".join(
        "\t".join((sheet.title, *("" if value is None else str(value) for value in row)))
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    )


def _members(body: bytes) -> str:
    """Return the parts of a Word file, without the moment at which it was packed."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        parts = [
            packed.read(name).decode(errors="replace")
            for name in sorted(packed.namelist())
            if name.endswith((".xml", ".rels"))
        ]
    return STAMPS.sub("", "\n".join(parts))


def _further(ask: Ask, page: Page, words: Iterable[str]) -> Iterator[Ask]:
    for links, how in ((LINKS, ""), (PARTS, PART)):
        for link in links.findall(page.text):
            target = urljoin(ask.address, unescape(link))
            if _is_ours(target):
                yield Ask(target, how)
    if SEARCHES.search(page.text) and "?" not in ask.address:
        for word in words:
            yield Ask(f"{ask.address}?q={quote(word)}")


def _is_ours(address: str) -> bool:
    ways_out = (settings.STATIC_URL, reverse("account_logout"))
    return not address.startswith((*ways_out, "//"))


def people() -> list[User]:
    """Return everybody who can sign in."""
    return list(get_user_model().objects.filter(is_active=True).order_by("pk"))
