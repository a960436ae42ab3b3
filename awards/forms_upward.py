"""Forms of nominations to the State."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.models import Recipient, Upward
from awards.services.upward import STATE_AWARDS
from workflow_app.organization.fields import DayField, SuggestField, SuggestInput


class RecipientField(SuggestField):
    """A collective or person among those known, typed by name."""

    def things(self) -> Iterable[Recipient]:
        """Return those that are not another's double."""
        return Recipient.objects.filter(merged_into__isnull=True).order_by("sort_key")

    def label_of(self, thing: Any) -> str:
        """Return the name, with the post where there is one."""
        return f"{thing.name} ({thing.post})" if thing.post else str(thing.name)


class UpwardForm(forms.Form):
    """Who is asked for which award of the State, for which year."""

    recipient = RecipientField(label=_("Nominee"))
    award = forms.CharField(label=_("Award of the State"), max_length=200, widget=SuggestInput)
    year = forms.IntegerField(label=_("Year of the merit"), min_value=2000, max_value=2100)
    due = DayField(
        label=_("To be sent by"),
        required=False,
        help_text=_("Empty: the day that the decree names for this award."),
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=255, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, upward: Upward | None = None) -> None:
        initial: dict[str, Any] = {"year": timezone.localdate().year}
        if upward is not None:
            initial = {name: getattr(upward, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        widget = self.fields["award"].widget
        assert isinstance(widget, SuggestInput)  # noqa: S101 -- declared above
        widget.options = lambda: [award.name for award in STATE_AWARDS]


class SendForm(forms.Form):
    """The submission by which it went to the State."""

    sent_number = forms.CharField(label=_("Number of the submission"), max_length=80)
    sent_on = DayField(label=_("Sent on"))


class AnswerForm(forms.Form):
    """What the State decided."""

    is_granted = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Granted")), ("no", _("Refused"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer_number = forms.CharField(
        label=_("Number of the decision"), max_length=80, required=False
    )
    answered_on = DayField(label=_("Answered on"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
