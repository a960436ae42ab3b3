"""One actor's part in one round, the same in a thread and in a process of its own."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from workflow_app.approvals.errors import RefusalError

Case = dict[str, Any]
"""What a round is about: plain values, because it travels to other processes."""

Act = Callable[[], Any]
"""What an actor does once the round starts; everything was loaded before, as on a page."""

DONE, REFUSED, BROKEN = "done", "refused", "broken"


@dataclass(frozen=True, slots=True)
class Ending:
    """How an act ended: done, refused with a sentence, or broken with what nobody should see."""

    kind: str
    error: str = ""
    sentence: str = ""
    trace: str = ""

    @property
    def is_done(self) -> bool:
        return self.kind == DONE


def play(load: Callable[[], Act], *, wait: Callable[[], object], delay: float) -> Ending:
    """Load the act, wait for the others, stand back for a moment, act."""
    try:
        act = load()
    except Exception as error:  # noqa: BLE001 -- the others still wait at the start
        wait()
        return broken(error)
    wait()
    time.sleep(delay)
    try:
        act()
    except RefusalError as refusal:
        return Ending(REFUSED, type(refusal).__name__, refusal.message)
    except ValidationError as refusal:
        return Ending(REFUSED, type(refusal).__name__, " ".join(refusal.messages))
    except Exception as error:  # noqa: BLE001 -- the judge names it
        return broken(error)
    return Ending(DONE)


def broken(error: Exception) -> Ending:
    return Ending(BROKEN, type(error).__name__, str(error), traceback.format_exc())
