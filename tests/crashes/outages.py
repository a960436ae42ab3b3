"""Databases that go away for a moment, and what a browser does with the page it then gets."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.db import connection


@contextmanager
def database_away() -> Iterator[None]:
    """Have the database nowhere: every new connection fails as if its server were down."""
    place = connection.settings_dict
    kept = {"NAME": place["NAME"], "HOST": place["HOST"], "OPTIONS": place["OPTIONS"]}
    connection.close()
    if connection.vendor == "sqlite":
        place["NAME"] = "/nonexistent/to_trinh.sqlite3"
    else:
        place["HOST"], place["OPTIONS"] = "", {**kept["OPTIONS"], "host": "/nonexistent"}
    try:
        yield
    finally:
        connection.close()
        place.update(kept)


class Doorman:
    """A socket before PostgreSQL that can be shut in the middle of a conversation."""

    def __init__(self, folder: Path, target: str) -> None:
        self.address, self.target = str(folder / ".s.PGSQL.5432"), target
        self.open_ends: list[socket.socket] = []
        self.door: socket.socket | None = None

    def open(self) -> None:
        """Let connections through."""
        Path(self.address).unlink(missing_ok=True)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(self.address)
        self.door.listen()
        threading.Thread(target=self._let_in, args=(self.door,), daemon=True).start()

    def shut(self) -> None:
        """Cut every conversation, as a server that is killed does, and refuse new ones."""
        if self.door is not None:
            self.door.close()
        Path(self.address).unlink(missing_ok=True)
        for end in self.open_ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.open_ends.clear()

    def _let_in(self, door: socket.socket) -> None:
        while True:
            try:
                guest, __ = door.accept()
            except OSError:
                return
            host = socket.socket(socket.AF_UNIX)
            host.connect(self.target)
            self.open_ends += [guest, host]
            for one, other in ((guest, host), (host, guest)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Form(HTMLParser):
    """The form of a page as a browser sends it when its button is pressed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.data, self.files = "", {}, list[str]()
        self._text: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        of = dict(attrs)
        if tag == "form":
            self.action = of["action"]
        elif tag == "textarea":
            self._text = of["name"]
            self.data[self._text] = ""
        elif tag == "input" and of.get("type") == "file":
            self.files.append(of["name"])
        elif tag == "input":
            self.data[of["name"]] = of.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.data[self._text] += data.removeprefix("\n")
