"""Typing a rule's value as people say it, by the unit of the rule."""

import json
from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow_app.organization.fields import DayField

from .keys import FRACTION, YES_NO, RuleKey
from .units import UNITS

COMPARISONS = (("at_least", _("at least")), ("more_than", _("more than")))


class RuleForm(forms.Form):
    """A new version of a rule; the fields of the value follow its unit."""

    valid_from = DayField(label=_("In force from"), initial=timezone.localdate)
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=255,
        help_text=_("The regulation with its number, article and clause."),
    )
    note = forms.CharField(label=_("Note"), max_length=255, required=False)

    def __init__(self, *args: Any, rule: RuleKey, current: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.unit = UNITS.get(rule.unit)
        self.own_value: Any = None
        grouped = self.unit.groups(current) if self.unit else {"": self._own(current)}
        fields = {name: it for fields in grouped.values() for name, it in fields.items()}
        begins = tuple(self.fields)
        self._headings = {title: tuple(fields) for title, fields in grouped.items()}
        self._headings[gettext("When and why")] = begins
        self.fields = {**fields, **self.fields}
        self.order_fields([*fields, *begins])

    def _own(self, current: Any) -> dict[str, forms.Field]:
        return self._fraction(current) if self.rule.unit == FRACTION else self._plain(current)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings; nothing where the value is a single field."""
        if not self.unit:
            return []
        return [(title, [self[name] for name in names]) for title, names in self._headings.items()]

    def clean(self) -> dict[str, Any]:
        """Read a value that has a form of its own; its refusals stand at its fields."""
        cleaned = super().clean() or self.cleaned_data
        begins = {"valid_from", "legal_basis", "note"}
        if self.unit and not set(self.errors) - begins:
            self.own_value = self.unit.value_of(cleaned)
        return cleaned

    @property
    def digest(self) -> str:
        """A mark of the value as typed, by which a page knows that exactly it was shown."""
        return sha256(json.dumps(self.own_value, sort_keys=True).encode()).hexdigest()

    def _fraction(self, current: Any) -> dict[str, forms.Field]:
        numerator, denominator, comparison = current
        return {
            "comparison": forms.ChoiceField(
                label=_("Comparison"), choices=COMPARISONS, initial=comparison
            ),
            "numerator": forms.IntegerField(label=_("Parts"), min_value=1, initial=numerator),
            "denominator": forms.IntegerField(
                label=_("Of how many parts"), min_value=1, initial=denominator
            ),
        }

    def _plain(self, current: Any) -> dict[str, forms.Field]:
        if self.rule.unit == YES_NO:
            return {
                "value": forms.TypedChoiceField(
                    label=_("Value"),
                    coerce=lambda text: text == "yes",
                    choices=(("yes", _("Yes")), ("no", _("No"))),
                    initial="yes" if current else "no",
                )
            }
        return {"value": forms.IntegerField(label=_("Value"), min_value=0, initial=current)}

    @property
    def value(self) -> Any:
        """The value as it is stored."""
        if self.unit:
            return self.own_value
        if self.rule.unit == FRACTION:
            data = self.cleaned_data
            return [data["numerator"], data["denominator"], data["comparison"]]
        return self.cleaned_data["value"]


class CalendarDayForm(forms.Form):
    """One special day."""

    day = DayField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=120)
    is_working = forms.TypedChoiceField(
        label=_("On this day"),
        coerce=lambda text: text == "yes",
        choices=(("no", _("nobody works")), ("yes", _("people work, though it is a weekend"))),
    )
