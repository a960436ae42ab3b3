"""Units that other rooms add: rules whose value has a form of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from .selectors import RuleInForce


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value means, shown before it is saved: sentences, and a small worked table."""

    sentences: Sequence[str]
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """The rows with the heading beside each value, as a narrow screen shows them."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


class Unit(Protocol):
    """How the values of a unit are read, said and typed.

    ``rests_on`` names the other rules that a value may refer to; ``in_force`` holds them as they
    are on the day in question.
    """

    rests_on: tuple[str, ...]

    def check(self, value: Any) -> None:
        """Refuse, by a ValidationError, a value that code could not read."""

    def words(self, value: Any, in_force: Mapping[str, "RuleInForce"]) -> str:
        """Say the value in one sentence."""

    def meaning(self, value: Any, in_force: Mapping[str, "RuleInForce"]) -> Meaning:
        """Work the value out for people."""

    def groups(self, current: Any) -> Mapping[str, Mapping[str, forms.Field]]:
        """Return the plain fields of the value under their headings, filled with the current."""

    def value_of(self, cleaned: Mapping[str, Any]) -> Any:
        """Return the value of what was typed; a ValidationError names the field."""


UNITS: dict[str, Unit] = {}


def register_unit(name: str, unit: Unit) -> None:
    """Add a unit; called from ``AppConfig.ready``, before the rules that have it."""
    known = UNITS.get(name)
    if known is not None and type(known) is not type(unit):
        raise ImproperlyConfigured(f"The unit {name!r} is registered twice.")
    UNITS[name] = unit
