"""What an act leaves to be told: one row in the queue, written with the act.

Whose desk it is, who chose mail, in which language: a worker finds that out a moment later
(`notices`), so that nobody who signs waits for it. The duty itself is on the worklist at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django_tasks.base import Task

from workflow_app.background.tasks import durable_task, enqueue_on_commit

from . import notices
from .models import Comment, Decision, Dossier, WorkItem

_at_once: ContextVar[bool] = ContextVar("announcing_at_once", default=False)


@durable_task()
def tell(fact: str, ids: list[int]) -> None:
    """Tell the people concerned of a fact; whoever was told already is not told again."""
    notices.FACTS[fact](ids)


@contextmanager
def at_once() -> Iterator[None]:
    """Tell without the queue, for loading a past in which everybody has long been told."""
    token = _at_once.set(True)
    try:
        yield
    finally:
        _at_once.reset(token)


@contextmanager
def told_together(*facts: str) -> Iterator[None]:
    """Leave these facts of each dossier untold: the act about many tells of all of them at once."""
    token = _told_together.set(_told_together.get() | frozenset(facts))
    try:
        yield
    finally:
        _told_together.reset(token)


_told_together: ContextVar[frozenset[str]] = ContextVar("told_together", default=frozenset())


def _leave(fact: str, ids: list[int]) -> None:
    if fact in _told_together.get():
        return
    if _at_once.get():
        notices.FACTS[fact](ids)
    elif ids:
        enqueue_on_commit(tell, fact=fact, ids=ids)


def tell_of_many(task: Task[Any, Any], **kwargs: Any) -> None:
    """Leave what an act about many dossiers has to tell; at once while a past is loaded."""
    if _at_once.get():
        task.call(**kwargs)
    else:
        enqueue_on_commit(task, **kwargs)


def work_arrived(item: WorkItem) -> None:
    """A duty waits at a desk."""
    _leave("work_arrived", [item.pk])


def opinions_asked(items: list[WorkItem]) -> None:
    """The units at these desks are asked for their opinion."""
    _leave("opinions_asked", [item.pk for item in items])


def sent_back(decision: Decision) -> None:
    """A dossier came back to its unit."""
    _leave("sent_back", [decision.pk])


def commented(comment: Comment) -> None:
    """Somebody remarked on a dossier."""
    _leave("commented", [comment.pk])


def finished(dossier: Dossier) -> None:
    """A dossier's way has ended."""
    _leave("finished", [dossier.pk])
