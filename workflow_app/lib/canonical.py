"""One spelling of a value, so that its hash proves what was decided on.

Two dossiers with the same content give the same bytes, whatever the order of their keys, the
database that stored them or the composition of their Vietnamese letters.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical_json(value: object) -> str:
    """Write sorted keys, no white space, NFC text, ISO dates (moments in UTC).

    Floats are refused, because their text is not exact; so are naive moments, sets, keys that
    are not text, and anything else that has more than one spelling.
    """
    return _ENCODER.encode(_plain(value))


def sha256_of(value: object) -> str:
    """Return the SHA-256 of the canonical spelling, in hexadecimal."""
    return sha256_of_text(canonical_json(value))


def sha256_of_text(spelling: str) -> str:
    """Return the SHA-256 of what `canonical_json` has spelt."""
    return hashlib.sha256(spelling.encode("utf-8")).hexdigest()


def _plain(value: Any) -> object:
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is dict:
        return _mapping(value)
    if kind is list:
        return [_plain(item) for item in value]
    return value if value is None or kind in (int, bool) else _of_other_kinds(value)


def _of_other_kinds(value: object) -> object:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(item) for item in value]
    return _scalar(value)


def _text(value: str) -> str:
    if value.isascii():
        return value
    composed = unicodedata.normalize("NFC", value)
    composed.encode("utf-8")  # half of a surrogate pair cannot be stored: fail here, not later
    return composed


def _mapping(value: Mapping[object, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"A key must be text, not {type(key).__name__}.")
        name = _text(key)
        if name in plain:
            raise ValueError(f"The key {name!r} is there twice.")
        plain[name] = _plain(item)
    return plain


def _scalar(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical spelling.")
