"""The vocabulary of the log: every action has a registered name and a label people can read."""

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}


class UnknownActionError(LookupError):
    """Somebody logged an action that no app registered."""


def register_action(name: str, label: str | Promise) -> None:
    """Register an action such as ``plan.signed``; called from ``AppConfig.ready``."""
    known = _labels.get(name)
    if known is not None and str(known) != str(label):
        raise ImproperlyConfigured(f"The audit action {name!r} is registered twice.")
    _labels[name] = label


def registered_actions() -> dict[str, str | Promise]:
    """Return every name with its label, sorted by name."""
    return dict(sorted(_labels.items()))


def label_of(name: str) -> str:
    """Return the label, or the name itself for an action that an older version knew."""
    return str(_labels.get(name, name))


def require_registered(name: str) -> None:
    """Raise unless the action is part of the vocabulary."""
    if name not in _labels:
        raise UnknownActionError(f"The audit action {name!r} is not registered.")
