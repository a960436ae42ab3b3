"""What a check says: met, not met, or for people to judge."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from django.utils.translation import gettext as _


class Answer(Enum):
    """What came of one look at one requirement."""

    MET = "met"
    FAILED = "failed"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with the sentence that gives its grounds."""

    answer: Answer
    text: str


def met_if(condition: bool, text: str) -> Verdict:  # noqa: FBT001 -- a yes or no is what it is about
    """Return a verdict without doubt."""
    return Verdict(Answer.MET if condition else Answer.FAILED, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check of one nomination, with the clause it rests on.

    `name` is stable and stands once among the findings of a nomination (at most 40 characters:
    `CheckOverride.check_name`). `is_error` says that it stands in the way of an award; a finding
    that is neither met nor an error is for the appraiser to judge. `is_confidential` marks what
    a unit must not read, such as a complaint that is being clarified.
    """

    name: str
    label: str
    text: str
    legal_basis: str
    is_met: bool
    is_error: bool
    is_confidential: bool = False

    @property
    def is_open(self) -> bool:
        """Whether people have to judge it."""
        return not self.is_met and not self.is_error

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        if self.is_met:
            return "green"
        return "red" if self.is_error else "amber"


def finding(
    name: str, label: str, verdict: Verdict, basis: str, *, confidential: bool = False
) -> Finding:
    """Return the finding that a verdict amounts to."""
    return Finding(
        name=name,
        label=label,
        text=verdict.text,
        legal_basis=basis,
        is_met=verdict.answer == Answer.MET,
        is_error=verdict.answer == Answer.FAILED,
        is_confidential=confidential and verdict.answer != Answer.MET,
    )


def is_eligible(findings: Iterable[Finding], overridden: Iterable[str] = ()) -> bool:
    """Tell whether nothing stands in the way but what an officer has let pass."""
    passed = set(overridden)
    return not any(it.is_error and it.name not in passed for it in findings)


def told_to_drafters(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings as the nominating unit may read them: matters without their nature."""
    text = _("The award secretariat has to settle a question about the nominee first.")
    label = _("Question of the award secretariat")
    return [replace(it, label=label, text=text) if it.is_confidential else it for it in findings]
