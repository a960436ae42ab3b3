"""Opened values that do not show themselves in a traceback, an error report or a shell."""

from typing import Any

MASK = "‹sealed›"


class SecretText(str):
    """A text whose `repr` shows nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK


class SecretDict(dict[str, Any]):
    """A mapping whose `repr` shows nothing."""

    def __repr__(self) -> str:
        return MASK


class SecretList(list[Any]):
    """A list whose `repr` shows nothing."""

    def __repr__(self) -> str:
        return MASK


def guarded(value: Any) -> Any:
    """Return the value so that its `repr` shows nothing; numbers and switches come as texts do."""
    if isinstance(value, dict):
        return SecretDict({name: guarded(one) for name, one in value.items()})
    if isinstance(value, list):
        return SecretList([guarded(one) for one in value])
    return SecretText(value) if isinstance(value, str) else value
