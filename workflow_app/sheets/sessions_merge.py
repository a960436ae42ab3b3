"""Three versions of one value: as it was sent out, as the sheet came back, as it is now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Same = Callable[[str, Any, Any], bool]


class Merged(StrEnum):
    """What comes of a field when the sheet's version meets the stored one."""

    SAME = "same"
    CHANGED = "changed"  # changed in the sheet only: the sheet counts
    KEPT = "kept"  # changed in the system only: the system counts
    CONFLICT = "conflict"  # changed on both sides, differently: a person chooses


@dataclass(frozen=True, slots=True)
class FieldMerge:
    """One field with its three versions; ``base`` is None where nobody knows it."""

    field: str
    state: Merged
    base: Any
    theirs: Any
    ours: Any


def merge_values(
    *,
    base: Mapping[str, Any] | None,
    theirs: Mapping[str, Any],
    ours: Mapping[str, Any],
    same: Same,
) -> list[FieldMerge]:
    """Compare the fields that the sheet has; without a base, every difference is a change."""
    return [
        FieldMerge(
            field,
            _state(field, base, value, ours.get(field), same),
            base.get(field) if base is not None else None,
            value,
            ours.get(field),
        )
        for field, value in theirs.items()
    ]


def _state(
    field: str, base: Mapping[str, Any] | None, theirs: Any, ours: Any, same: Same
) -> Merged:
    if same(field, theirs, ours):
        return Merged.SAME
    if base is None or field not in base:
        return Merged.CHANGED
    if same(field, theirs, base[field]):
        return Merged.KEPT
    return Merged.CHANGED if same(field, base[field], ours) else Merged.CONFLICT
