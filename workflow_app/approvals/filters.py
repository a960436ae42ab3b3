"""The filters of the worklist: what is asked, as a form and as removable chips."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from workflow_app.ui.filters import Chip

from .selectors.worklist import WorkFilters
from .work_links import known_kinds, label_of


class WorkFilterForm(forms.Form):
    """Kind, unit, overdue, taken by me; the choices are what is in the list at all.

    The kind is chosen by the counters above the list, so its field is hidden.
    """

    q = forms.CharField(label=_("Search in this list"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Errand"), required=False, widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    mine = forms.BooleanField(label=_("Taken by me"), required=False)

    def __init__(self, *args: Any, units: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        unit: Any = self.fields["unit"]
        everything = ("", _("All"))
        kind.choices = [everything, *((name, label_of(name)) for name in known_kinds())]
        unit.choices = [everything, *sorted(units.items(), key=lambda pair: pair[1])]


class WorkFilter:
    """What `<c-filter-bar>` needs: the form and the chips.

    The choices are what is in the list; a unit that was asked for is one of them in any case.
    """

    def __init__(self, data: QueryDict, asked: WorkFilters, units: Mapping[int, str]) -> None:
        if asked.unit is not None:
            units = {asked.unit: str(_("Unit")), **units}
        self.form = WorkFilterForm(data, units=units, auto_id="filter_%s")
        self.form.is_valid()

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use; the search field keeps its own text."""
        return [
            Chip(name, str(value), self.form.fields[name].label or name, self._words(name, value))
            for name, value in self.form.cleaned_data.items()
            if name != "q" and value
        ]

    @property
    def query(self) -> str:
        """The query string that brings this list back."""
        return urlencode(
            {
                name: "on" if value is True else value
                for name, value in self.form.cleaned_data.items()
                if value
            }
        )

    def _words(self, name: str, value: object) -> Any:
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        return choices.get(value, _("yes"))


def read_filters(query: str) -> WorkFilters:
    """Read the filters from a query string; what cannot be understood is left out.

    The list itself decides what is seen, so a hand-made string opens nothing.
    """
    data = QueryDict(query)
    kind, unit = data.get("kind", ""), data.get("unit", "")
    return WorkFilters(
        q=data.get("q", "")[:200],
        kind=kind if kind in known_kinds() else "",
        unit=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,  # noqa: PLR2004 -- ids of units are small
        overdue=bool(data.get("overdue")),
        mine=bool(data.get("mine")),
    )
