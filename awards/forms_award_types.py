"""An award as an administrator enters it; its rule is a version of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.enums import AwardForm, SubjectKind
from awards.models import AwardType
from awards.services.award_types import FIELDS, FROZEN
from workflow_app.rulebook.keys import RULES

VOTES = "vote."
OF_AWARDS = "vote.award"


class AwardTypeForm(forms.ModelForm[AwardType]):
    """Name, kind, height and rule of the vote; what a used award bears is only shown."""

    vote_rule = forms.ChoiceField(
        label=_("Rule of the vote"),
        help_text=_("Shares and ballots of each rule stand in the rulebook."),
    )

    subject = forms.ChoiceField(
        label=_("Who is commended"), choices=[("", _("Choose one")), *SubjectKind.choices]
    )
    form = forms.ChoiceField(
        label=_("Title, form or medal"), choices=[("", _("Choose one")), *AwardForm.choices]
    )

    class Meta:
        model = AwardType
        fields = FIELDS
        labels = {"is_active": _("Nominations may be made for it")}
        help_texts = {
            "name": _("As it stands on certificates, without the name of the recipient."),
            "level": _("Order from low to high; bodies vote on the lower ones first."),
            "is_active": _("Not ticked for what the State grants, or what is no longer given."),
        }

    def __init__(self, *args: Any, is_used: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["vote_rule"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [
            (key.removeprefix(VOTES), rule.label)
            for key, rule in RULES.items()
            if key == OF_AWARDS or key.startswith(f"{OF_AWARDS}.")
        ]
        for name in FROZEN if is_used else ():
            self.fields[name].disabled = True

    def values(self) -> dict[str, Any]:
        """Return what the service writes."""
        return {name: self.cleaned_data[name] for name in FIELDS}
