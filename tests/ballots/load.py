"""A crowd with browsers, and the servers they speak to."""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.crashes.conftest import url_of
from workflow_app.accounts.models import User
from workflow_app.ballots.enums import Choice

STARTING = 60
FIELD = re.compile(r'name="(csrfmiddlewaretoken|code)"[^>]*?value="([^"]*)"')
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")


@dataclass(slots=True)
class Server:
    """A web server and a worker on the test's database."""

    port: int
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Start what production starts, and stop it."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "workflow_app.settings.base",
        "DATABASE_URL": url_of(str(connection.settings_dict["NAME"])),
        "DATA_DIR": str(settings.DATA_DIR),  # where the vault's key is
        "BIND": f"127.0.0.1:{port}",
        "WEB_PROCESSES": "2",
        "WEB_THREADS": "8",
        "REQUIRE_SECOND_FACTOR": "0",
    }
    web = ["-m", "gunicorn", "-c", "deploy/gunicorn_production.py", "workflow_app.wsgi"]
    worker = ["manage.py", "worker", "--threads", "2", "--grace", "5"]
    log = folder / "log"
    with log.open("wb") as output:
        processes = [
            subprocess.Popen(
                [sys.executable, *what],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=output,
            )
            for what in (web, worker)
        ]
        try:
            server = Server(port, log)
            until(lambda: answers(port), STARTING, server.said)
            yield server
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as server:
        try:
            server.request("GET", reverse("background:livez"))
            return server.getresponse().status == 200
        except OSError:
            return False


def until(done: Callable[[], bool], seconds: float, why: Callable[[], str]) -> float:
    """Wait until it is done; return how long that took."""
    began, pause = time.monotonic(), threading.Event()
    while not done():
        assert time.monotonic() - began < seconds, why()[-3000:]
        pause.wait(0.1)
    return time.monotonic() - began


@dataclass(slots=True)
class Browser:
    """One signed-in person, and what they said."""

    user: User
    port: int
    cookie: str
    choices: dict[str, str] = field(default_factory=dict)
    code: str = ""
    receipts: int = 0

    def ask(self, url: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": self.cookie}
        body = None
        if data is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}{url}",
            }
            body = urlencode(data)
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as server:
            server.request("GET" if data is None else "POST", url, body, headers)
            answer = server.getresponse()
            page = answer.read().decode()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                    self.cookie += f"; {value.split(';')[0]}"
        return answer.status, page

    def vote(self, url: str, *, twice: bool) -> None:
        """Open the sheet, fill it in, read it again, hand it in; perhaps the answer got lost."""
        status, page = self.ask(url)
        assert status == 200, page[:500]
        sent = self.choices | dict(FIELD.findall(page))
        status, page = self.ask(url, sent | {"step": "review"})
        assert status == 200, page[:500]
        for _ in range(2 if twice else 1):
            status, page = self.ask(url, sent | {"step": "hand_in"})
            assert status == 200, page[:500]
            self.code = CODE.findall(page)[0]
            assert self.code == sent["code"]
            self.receipts += 1


def browsers(users: list[User], options: list[int], port: int) -> list[Browser]:
    chance, found = random.SystemRandom(), []
    for user in users:
        client = Client()
        client.force_login(user)
        cookie = (
            f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        )
        choices = {f"choice-{option}": chance.choice(Choice.values) for option in options}
        found.append(Browser(user, port, cookie, choices))
    return found
