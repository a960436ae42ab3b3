"""The vocabulary of notices: what can happen, and how people hear of it unless they choose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class EmailChoice(models.TextChoices):
    """When an event is told by e-mail; on the page it is always told."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In one mail a day")
    NONE = "none", _("Not by e-mail")


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of notice."""

    name: str
    label: "StrOrPromise"
    default_email: EmailChoice


class UnknownEventError(LookupError):
    """Somebody announced an event that no app registered."""


_events: dict[str, Event] = {}


def register_event(
    name: str, label: "StrOrPromise", default_email: EmailChoice | str = EmailChoice.DIGEST
) -> None:
    """Register an event such as ``work.arrived``; called from `AppConfig.ready`."""
    known = _events.get(name)
    if known is not None and str(known.label) != str(label):
        raise ImproperlyConfigured(f"The event {name!r} is registered twice.")
    _events[name] = Event(name, label, EmailChoice(default_email))


def registered_events() -> dict[str, Event]:
    """Return every event, in the order of registration."""
    return dict(_events)


def event_named(name: str) -> Event:
    """Return the event, or raise for a name outside the vocabulary."""
    try:
        return _events[name]
    except KeyError:
        raise UnknownEventError(f"The event {name!r} is not registered.") from None
