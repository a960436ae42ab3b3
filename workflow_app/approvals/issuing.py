"""What the clerk adds when numbering a decision; every kind of dossier that is issued asks it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow_app.organization.fields import DayField
from workflow_app.organization.selectors.signers import signers_of

from .forms_of_steps import StepForm


class IssueForm(StepForm):
    """What the clerk adds when numbering the decision: signer, title, date."""

    signer = forms.ChoiceField(label=_("Signer"))
    signer_title = forms.CharField(
        label=_("Title of the signer"),
        max_length=150,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As it stands above the signature, one line each."),
    )
    issued_on = DayField(label=_("Date of the decision"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = signers_of(self.dossier.body)
        field = self.fields["signer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(signer.name, f"{signer.name} ({signer.post})") for signer in signers]
        self.fields["signer_title"].initial = signers[0].title if signers else ""
        self.fields["issued_on"].initial = timezone.localdate()

    def clean_issued_on(self) -> dt.date:
        """A paper is not dated ahead, nor before the body decided."""
        day: dt.date = self.cleaned_data["issued_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("A paper is not dated ahead."))
        if day < timezone.localdate(self.dossier.stage_since):
            raise forms.ValidationError(_("The decision was taken later than this day."))
        return day
