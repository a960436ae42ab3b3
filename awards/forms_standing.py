"""Forms of the award secretariat: a matter, its end, the rating of a year."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.enums import AwardForm, Completion, MatterKind
from awards.models import AwardType
from workflow_app.organization.fields import DayField


class MatterForm(forms.Form):
    """Something that stands against a commendation."""

    kind = forms.ChoiceField(label=_("Matter"), choices=MatterKind.choices)
    since = DayField(label=_("Since"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class MatterEndForm(forms.Form):
    """What became of it."""

    ended = DayField(label=_("Ended on"), initial=timezone.localdate)
    is_cleared = forms.BooleanField(label=_("Cleared: nothing was found"), required=False)


class RatingForm(forms.Form):
    """The level of completion of a year, and titles that the register does not hold."""

    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2100)
    completion = forms.ChoiceField(
        label=_("Level of completion"), choices=Completion.choices, initial=Completion.WELL
    )
    titles = forms.MultipleChoiceField(
        label=_("Titles of the year given elsewhere"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source = forms.CharField(label=_("Paper that says so"), max_length=255, required=False)

    def __init__(self, *args: Any, subject: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["titles"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        field.choices = list(
            AwardType.objects.filter(form=AwardForm.TITLE, subject=subject).values_list(
                "code", "name"
            )
        )
