"""A process that plays one actor, round after round, as it is told."""

from functools import partial
from multiprocessing.connection import Connection

from .playing import play
from .scenarios import RACES

READY = "ready"


def play_along(pipe: Connection) -> None:
    """Serve until nothing more comes; called in a process of its own."""

    def wait() -> None:
        pipe.send(READY)
        pipe.recv()

    pipe.send(READY)
    while job := pipe.recv():
        load = partial(RACES[job["race"]].load, job["act"], job["case"])
        pipe.send(play(load, wait=wait, delay=job["delay"]))
