"""Typing a rule's value as people say it, by the unit of the rule."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow_app.organization.fields import DayField

from .keys import FRACTION, YES_NO, RuleKey

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
    value_fields: tuple[str, ...] = ("value",)

    def __init__(self, *args: Any, rule: RuleKey, current: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        fields = self._fraction(current) if rule.unit == FRACTION else self._plain(current)
        self.value_fields = tuple(fields)
        self.fields = {**fields, **self.fields}
        self.order_fields([*fields, "valid_from", "legal_basis", "note"])

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
