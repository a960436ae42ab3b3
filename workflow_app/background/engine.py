"""The threads that do background work: workers, a scheduler and their heart.

The same engine runs inside the one web process of a small office and in the `worker` and
`scheduler` processes of a large one.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from .heartbeats import beat
from .models import Heartbeat
from .scheduler import tick

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
TICK_SECONDS = 10.0
HEART_SECONDS = 20.0


@dataclass(slots=True)
class Member:
    """One thread of the engine that works and is watched."""

    kind: Heartbeat.Kind
    turn: Callable[[], object]
    seconds: float
    worker: Worker | None = None
    name: str = field(default_factory=partial(get_random_string, 32))

    def begin_anew(self) -> None:
        """Take another name: what was running under the old one is an orphan now.

        A worker that stumbles (the database went away in the middle of a task) could not note
        what became of the task. Were it to go on under its name, its signs of life would keep the
        task from ever being taken over.
        """
        self.name = get_random_string(32)
        if self.worker is not None:
            self.worker.worker_id = self.name


class Engine:
    """Starts and stops the threads; start it after the fork, never before."""

    def __init__(self, *, workers: int = 1, scheduler: bool = True) -> None:
        self._stop = threading.Event()
        self._workers: list[Worker] = []
        self._threads: list[threading.Thread] = []
        self._members = [self._worker() for _ in range(workers)]
        if scheduler:
            self._members.append(Member(Heartbeat.Kind.SCHEDULER, tick, TICK_SECONDS))

    def start(self) -> None:
        """Give the first sign of life, then begin to work."""
        self._thread("heart", self._beat, HEART_SECONDS)
        for member in self._members:
            name = f"{member.kind}-{member.name[:6]}"
            self._thread(name, member.turn, member.seconds, member.begin_anew)

    def stop(self, *, grace: float = 20.0) -> bool:
        """Let running tasks finish; return whether everything stopped in time.

        What does not stop dies with the process, and the reaper puts its tasks back.
        """
        self._stop.set()
        for worker in self._workers:
            worker.running = False
        for thread in self._threads:
            thread.join(grace)
        return not any(thread.is_alive() for thread in self._threads)

    def wait(self) -> None:
        """Block until somebody asks to stop."""
        self._stop.wait()

    def ask_to_stop(self) -> None:
        """Ask for a stop without waiting for it; safe in a signal handler."""
        self._stop.set()

    def _worker(self) -> Member:
        worker = _new_worker()
        self._workers.append(worker)

        def turn() -> None:
            # Looking first spares SQLite an exclusive lock every second.
            if DBTaskResult.objects.ready().exists():
                beat(member.name, member.kind)  # before the first task is taken under this name
                worker.run()

        member = Member(Heartbeat.Kind.WORKER, turn, POLL_SECONDS, worker)
        member.begin_anew()
        return member

    def _beat(self) -> None:
        for member in self._members:
            beat(member.name, member.kind)

    def _thread(
        self,
        name: str,
        turn: Callable[[], object],
        seconds: float,
        stumbled: Callable[[], object] = lambda: None,
    ) -> None:
        def loop() -> None:
            while not self._stop.is_set():
                try:
                    close_old_connections()
                    turn()
                except Exception:
                    # A database that is away for a moment must not end the thread.
                    logger.exception("Background thread %s stumbled and goes on", name)
                    stumbled()
                self._stop.wait(seconds)
            connections.close_all()

        thread = threading.Thread(target=loop, name=f"background-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()


def run_everything_ready() -> None:
    """Run what is ready now in this thread, then return."""
    _new_worker().run()


def _new_worker() -> Worker:
    """Return a worker that empties the queue and comes back."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
