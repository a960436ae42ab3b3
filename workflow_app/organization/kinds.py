"""Kinds of dossier that a delegation may be limited to; the features above name theirs.

register_dossier_kind("plan", _("Annual plans"))
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_kinds: dict[str, "StrOrPromise"] = {}


def register_dossier_kind(kind: str, label: "StrOrPromise") -> None:
    """Add a kind, from `AppConfig.ready`; registering it again replaces its label."""
    _kinds[kind] = label


def dossier_kinds() -> list[tuple[str, "StrOrPromise"]]:
    """Return every kind with its label."""
    return sorted(_kinds.items())


def labels_of(kinds: list[str]) -> str:
    """Return the labels of some kinds in one line; nothing when all kinds are meant."""
    return ", ".join(str(_kinds.get(kind, kind)) for kind in kinds)
