"""How one wants to hear of things; shown on the page "My account"."""

from typing import Any

from django import forms

from workflow_app.accounts.models import User

from .events import EmailChoice, registered_events
from .models import EmailPreference
from .services import choose_email

PREFIX = "notices"


class EmailPreferencesForm(forms.Form):
    """One choice per event."""

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, prefix=PREFIX)
        self.user = user
        self.events = registered_events()
        chosen = dict(EmailPreference.objects.filter(user=user).values_list("event", "choice"))
        for name, event in self.events.items():
            self.fields[name] = forms.ChoiceField(
                label=event.label,
                choices=EmailChoice.choices,
                initial=chosen.get(name, event.default_email),
            )

    def save(self) -> None:
        """Save the choices."""
        choose_email(user=self.user, choices=self.cleaned_data)
