"""Forms of nominations. They check what was typed; services decide what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.enums import Completion
from awards.models import Nomination
from workflow_app.organization.fields import DayField

LONG = 20000


def text_area(rows: int = 3) -> forms.Textarea:
    """Return a text area of this height."""
    return forms.Textarea(attrs={"rows": rows})


class NominationForm(forms.Form):
    """What a unit says of its nominee; a draft may lack anything but its period."""

    citation = forms.CharField(
        label=_("Achievement as the certificate will say it"),
        widget=text_area(3),
        max_length=500,
        required=False,
        help_text=_("One sentence; it is printed under the name."),
    )
    citation_foreign = forms.CharField(
        label=_("The same in the second language"),
        widget=text_area(3),
        max_length=500,
        required=False,
    )
    counts_from = DayField(label=_("Merit counted from"))
    counts_to = DayField(label=_("Merit counted until"))
    completion = forms.ChoiceField(
        label=_("Level of completion of tasks"),
        choices=[("", "–"), *Completion.choices],
        required=False,
    )
    achievements = forms.CharField(
        label=_("Report of achievements"),
        widget=text_area(16),
        max_length=LONG,
        required=False,
        help_text=_("The headings are those of the form; figures say more than praise."),
    )
    initiative = forms.CharField(label=_("Initiative or research"), max_length=300, required=False)
    initiative_number = forms.CharField(
        label=_("Number of its certificate"), max_length=100, required=False
    )
    votes_for = forms.IntegerField(label=_("Votes for it in the unit"), min_value=0, required=False)
    votes_of = forms.IntegerField(label=_("Of so many"), min_value=1, required=False)

    def __init__(self, *args: Any, nomination: Nomination, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(nomination, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        if not nomination.recipient.language:
            del self.fields["citation_foreign"]

    def clean(self) -> dict[str, Any]:
        """Refuse a period or a vote that cannot be."""
        data: dict[str, Any] = super().clean() or {}
        begin, end = data.get("counts_from"), data.get("counts_to")
        if begin and end and end < begin:
            self.add_error("counts_to", _("The period ends before it begins."))
        votes, of = data.get("votes_for"), data.get("votes_of")
        if votes is not None and of is not None and votes > of:
            self.add_error("votes_for", _("More votes were given than there were voters."))
        return data
