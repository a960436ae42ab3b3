"""What a race is, and how a round is judged."""

from collections.abc import Sequence
from typing import ClassVar

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.audit.models import AuditEntry

from .playing import BROKEN, Act, Case, Ending
from .town import Town

MAIN, SIDE = 5, 1


class Race:
    """Two acts about one case. Subclasses name the acts, prepare cases and judge.

    `acts` are names of methods that load everything and return what to do; `winners` are the words
    for who was faster, in the order of the acts. `share` is the part of all rounds that the race gets.
    """

    name: ClassVar[str]
    acts: ClassVar[tuple[str, str]]
    share: ClassVar[int] = MAIN

    def load(self, index: int, case: Case) -> Act:
        act: Act = getattr(self, self.acts[index])(case)
        return act

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        raise NotImplementedError

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        """Return the act that was faster; an assertion says what should not have happened."""
        raise NotImplementedError


def nothing_broke(endings: Sequence[Ending]) -> None:
    """People read sentences; they never see the database's own words."""
    for ending in endings:
        if ending.kind == BROKEN:
            raise AssertionError(f"{ending.error}: {ending.sentence}\n{ending.trace}")


def one_did(endings: Sequence[Ending]) -> tuple[int, Ending]:
    """Return who did it and what the other one was told; exactly one did."""
    done = [index for index, ending in enumerate(endings) if ending.is_done]
    assert len(done) == 1, f"{len(done)} of {len(endings)} did it"
    (slower,) = (ending for ending in endings if not ending.is_done)
    return done[0], slower


def both_did(endings: Sequence[Ending]) -> None:
    for ending in endings:
        assert ending.is_done, f"{ending.error}: {ending.sentence}"


def is_told(slower: Ending, error: str, *names: User | str) -> None:
    """The slower one was refused in the right way, by a sentence that names whoever was faster."""
    assert slower.error == error, f"{slower.error}: {slower.sentence}"
    for name in names:
        assert str(name) in slower.sentence, f"“{slower.sentence}” does not name {name}"


def account(pk: int) -> User:
    return User.objects.get(pk=pk)


def dossier_of(case: Case) -> Dossier:
    return Dossier.objects.select_related("unit", "revision").get(pk=case["dossier"])


def logged(dossier: Dossier, *actions: str) -> list[str]:
    """Return which of these actions the log tells of the dossier, in its order."""
    entries = AuditEntry.objects.filter(dossier_code=dossier.code, action__in=actions)
    return list(entries.order_by("sequence").values_list("action", flat=True))
