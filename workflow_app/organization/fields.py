"""Fields that people type into as they speak: days, people, units and bodies.

A list of seven hundred names is no help in a drop-down. One types a part of a name, with or
without marks, and the browser suggests; what fits exactly one is taken.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.lib.text import fold

from .models import Body, Person, Unit

MOST_SHOWN = 5


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y",
                attrs={
                    "inputmode": "numeric",
                    "autocomplete": "off",
                    "placeholder": gettext_lazy("dd/mm/yyyy"),
                },
            ),
        )
        kwargs.setdefault(
            "input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d"]
        )
        kwargs.setdefault(
            "error_messages", {"invalid": gettext_lazy("Write the day as dd/mm/yyyy.")}
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """Read the day, whatever spaces came with it."""
        return super().to_python(value.strip() if isinstance(value, str) else value)


class SuggestInput(forms.TextInput):
    """A text field with the browser's own suggestions."""

    template_name = "organization/widgets/suggest.html"
    options: Callable[[], Iterable[str]] = staticmethod(list)
    shared_list = ""  # the id of a list that the page draws once for many fields

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the suggestions, in a list named after the field."""
        context = super().get_context(name, value, attrs)
        listing = self.shared_list or f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = listing
        context["listing"] = "" if self.shared_list else listing
        context["options"] = [] if self.shared_list else list(self.options())
        return context


class SuggestField(forms.Field):
    """Takes a label from a list of things, or as much of it as fits only one."""

    widget = SuggestInput
    preloaded: list[Any] | None = None
    unknown: Any = gettext_lazy("Nothing here is called “%(text)s”.")

    def things(self) -> Iterable[Any]:
        """What may be chosen."""
        return ()

    def label_of(self, thing: Any) -> str:
        """What is shown for it and typed for it."""
        return str(thing)

    def share(self, things: list[Any], listing: str) -> None:
        """Use things read once, and one list of suggestions, for many fields of a page."""
        self.preloaded = things
        self.widget.shared_list = listing

    def _all(self) -> Iterable[Any]:
        return self.things() if self.preloaded is None else self.preloaded

    def labels(self) -> list[str]:
        """What may be typed."""
        return [self.label_of(thing) for thing in self._all()]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.connect()

    def __deepcopy__(self, memo: dict[int, Any]) -> "SuggestField":
        copied = super().__deepcopy__(memo)
        copied.connect()
        return copied

    def connect(self) -> None:
        """Let the widget ask this very field for its suggestions."""
        self.widget.options = self.labels
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        """Show the label of a thing that was given as initial value."""
        return value if value is None or isinstance(value, str) else self.label_of(value)

    def to_python(self, value: Any) -> Any:
        """Find what was typed: the whole label first, then a part that fits only one."""
        typed = fold(str(value or ""))
        if not typed:
            return None
        labels = [(fold(self.label_of(thing)), thing) for thing in self._all()]
        exact = [thing for label, thing in labels if label == typed]
        found = exact or [
            thing for label, thing in labels if all(word in label for word in typed.split())
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.unknown % {"text": value})
        names = "; ".join(self.label_of(thing) for thing in found[:MOST_SHOWN])
        raise ValidationError(_("Which one? %(names)s") % {"names": names})


class PersonField(SuggestField):
    """An active person, shown with their unit."""

    unknown = gettext_lazy("Nobody active is called “%(text)s”.")

    def things(self) -> Iterable[Person]:
        """Active people, in the order of names."""
        return Person.objects.filter(is_active=True).select_related("unit")

    def label_of(self, thing: Any) -> str:
        """Name, position, unit."""
        parts = (thing.full_name, thing.position, thing.unit.short_name if thing.unit else "")
        return " · ".join(part for part in parts if part)


class UnitField(SuggestField):
    """A unit that still exists."""

    unknown = gettext_lazy("No unit is called “%(text)s”.")
    kinds: tuple[str, ...] = ()

    def things(self) -> Iterable[Unit]:
        """Units without a last day."""
        units = Unit.objects.filter(valid_to__isnull=True)
        return units.filter(kind__in=self.kinds) if self.kinds else units

    def label_of(self, thing: Any) -> str:
        """Short name and code."""
        return f"{thing.short_name} ({thing.code})"


class DepartmentField(UnitField):
    """A department of the Standing Office."""

    kinds = ("department",)


class PlaceField(SuggestField):
    """A unit or a body."""

    unknown = gettext_lazy("No unit or body is called “%(text)s”.")

    def things(self) -> Iterable[Unit | Body]:
        """Bodies first: they are few."""
        return [*Body.objects.standing(), *Unit.objects.filter(valid_to__isnull=True)]

    def label_of(self, thing: Any) -> str:
        """Name and code."""
        name = thing.short_name if isinstance(thing, Unit) else thing.name
        return f"{name} ({thing.code})"
