"""Forms of sign-in and of one's own settings."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from .models import User


class SignInForm(LoginForm):
    """Sign in by user name or e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or e-mail")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        password.label = _("Password")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}


class PreferencesForm(forms.ModelForm[User]):
    """How the pages look and speak."""

    class Meta:
        model = User
        fields = ("theme", "language")
        widgets = {"theme": forms.RadioSelect, "language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_names = [(code, LANG_INFO[code]["name_local"]) for code, _name in settings.LANGUAGES]
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=own_names, widget=forms.RadioSelect
        )
