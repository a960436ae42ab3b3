"""Forms of campaigns, lines, additions and the issue of the decision."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plans.enums import PLAN_STAGES, ActivityKind, GuestLevel
from plans.models import Campaign, CampaignDeadline, FocusArea
from plans.selectors.cells import COLUMNS, Column, ColumnError, read_cell
from plans.services.cells import Conflict
from plans.services.preparing import Area
from workflow_app.approvals.enums import Stage
from workflow_app.organization.fields import DayField
from workflow_app.organization.models import Body

DATED_STAGES = tuple(stage for stage in PLAN_STAGES if stage not in Stage.final_stages)


class CampaignForm(forms.ModelForm[Campaign]):
    """A campaign's words and its deadlines per stage."""

    class Meta:
        model = Campaign
        fields = ("year", "title", "guidance", "body")
        widgets = {"guidance": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"guidance": _("Every unit reads this when the campaign opens.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["year"].disabled = True
        body = self.fields["body"]
        assert isinstance(body, forms.ModelChoiceField)  # noqa: S101 -- made from the model above
        body.queryset = Body.objects.standing()
        body.empty_label = _("Choose a body")
        known = (
            dict(
                CampaignDeadline.objects.filter(campaign=self.instance).values_list("stage", "due")
            )
            if self.instance.pk
            else {}
        )
        for stage in DATED_STAGES:
            self.fields[f"due_{stage}"] = DayField(
                label=stage.label, required=False, initial=known.get(stage)
            )

    @property
    def deadline_fields(self) -> list[forms.BoundField]:
        """The fields of the deadlines, for the template."""
        return [self[f"due_{stage}"] for stage in DATED_STAGES]

    def values(self) -> dict[str, Any]:
        """Return what the service writes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def deadlines(self) -> dict[str, dt.date | None]:
        """Return the day per stage."""
        return {stage: self.cleaned_data[f"due_{stage}"] for stage in DATED_STAGES}


class FocusAreaForm(forms.Form):
    """One focus area; an empty row counts for nothing."""

    code = forms.SlugField(label=_("Short code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # the sheet shows no labels beside its cells
            field.widget.attrs["aria-label"] = field.label


class BaseFocusAreaFormSet(forms.BaseFormSet[FocusAreaForm]):
    """The focus areas of a year in their order."""

    def add_fields(self, form: FocusAreaForm, index: int | None) -> None:
        """Name the box that takes a row out."""
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["aria-label"] = _("Remove")

    def clean(self) -> None:
        """Refuse a code given twice."""
        codes = [area.code for area in area_rows(self)]
        if len(codes) != len(set(codes)):
            raise forms.ValidationError(_("Every focus area needs a code of its own."))


def area_rows(areas: forms.BaseFormSet[FocusAreaForm]) -> list[Area]:
    """Return the rows that are filled in and not struck out."""
    rows = [form.cleaned_data for form in areas.forms if getattr(form, "cleaned_data", None)]
    return [
        Area(row["code"], row["name"], row["name_en"])
        for row in rows
        if row.get("name") and row.get("code") and not row.get("DELETE")
    ]


FocusAreaFormSet = forms.formset_factory(
    FocusAreaForm, formset=BaseFocusAreaFormSet, extra=3, can_delete=True, max_num=40
)


class ReminderForm(forms.Form):
    """A word to go with a reminder."""

    note = forms.CharField(
        label=_("What you want to say"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AmendmentForm(forms.Form):
    """Why activities could not be planned, and whether they are urgent."""

    reason = forms.CharField(
        label=_("Why it could not be planned"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who asked for it, since when you know, what happens without it."),
    )
    is_urgent = forms.BooleanField(
        label=_("Urgent: it cannot wait for the usual time"), required=False
    )


class LineForm(forms.Form):
    """One line with all its fields, typed as in the sheet and read by the same readers.

    Beside every field stands what it held when the form was drawn, so that a colleague's change
    in the meantime is noticed field by field.
    """

    def __init__(
        self,
        *args: Any,
        areas: Sequence[FocusArea],
        year: int,
        is_new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas, self.year = areas, year
        choices: dict[str, Sequence[tuple[str, Any]]] = {
            "kind": ActivityKind.choices,
            "guest_level": GuestLevel.choices,
            "focus_area": [("", "–"), *((area.code, area.name) for area in areas)],
        }
        for column in COLUMNS.values():
            self.fields[column.name] = _line_field(column, choices.get(column.name))
            self.fields[f"base_{column.name}"] = forms.CharField(
                required=False,
                strip=False,
                widget=forms.HiddenInput,
                initial="" if is_new else self.initial.get(column.name, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Read every field as the sheet would."""
        by_code = {area.code: area for area in self.areas}
        for name in COLUMNS:
            try:
                read_cell(name, self.cleaned_data.get(name, ""), year=self.year, areas=by_code)
            except ColumnError as problem:
                self.add_error(name, str(problem))
        return self.cleaned_data

    def edits(self) -> list[tuple[str, str, str]]:
        """Return column, text and base of the fields that differ from what they held."""
        pairs = [
            (name, self.cleaned_data[name], self.cleaned_data[f"base_{name}"]) for name in COLUMNS
        ]
        return [edit for edit in pairs if edit[1].split() != edit[2].split()]

    def show_conflict(self, conflict: Conflict) -> None:
        """Say what a colleague wrote; saving again then writes over it knowingly."""
        if conflict.is_removed:
            self.add_error(None, _("A colleague has removed this line in the meantime."))
            return
        self.add_error(
            conflict.column,
            _("A colleague has written “%(theirs)s” in the meantime. Save again to keep yours.")
            % {"theirs": conflict.theirs or "–"},
        )
        self.rebase(conflict.column, conflict.theirs)

    def rebase(self, column: str, text: str) -> None:
        """Note what the column holds now, for the next time this form is sent."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data[f"base_{column}"] = text
        self.data = data


def _line_field(column: Column, choices: Sequence[tuple[str, Any]] | None) -> forms.Field:
    if choices is not None:
        return forms.ChoiceField(label=column.label, choices=choices, required=False)
    widget = forms.Textarea(attrs={"rows": 3}) if column.kind == "area" else forms.TextInput()
    return forms.CharField(
        label=column.label, required=column.name == "title", widget=widget, strip=True
    )
