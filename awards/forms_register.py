"""Forms of the office and the secretariat: decide, hand over, print again, take back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.enums import RevocationGround
from awards.models import AwardCampaign, Nomination, Revocation
from workflow_app.approvals.forms_of_steps import StepForm
from workflow_app.approvals.issuing import IssueForm
from workflow_app.approvals.models import Dossier
from workflow_app.organization.fields import DayField

LONG = 4000
LAW = _("Law on Emulation and Commendation, Article 93, clause 2.")


class DecisionForm(IssueForm):
    """Signer, title and date of a decision for many; the rules are those of any decision."""

    def __init__(
        self,
        data: Any = None,
        *,
        campaign: AwardCampaign,
        nominations: Sequence[Nomination],
    ) -> None:
        latest = max(nomination.dossier.stage_since for nomination in nominations)
        super().__init__(data, dossier=Dossier(body=campaign.presidium, stage_since=latest))


class HandOverForm(forms.Form):
    """Who received what is ticked, and when."""

    handed_over_on = DayField(label=_("Handed over on"))
    received_by = forms.CharField(
        label=_("Received by"),
        max_length=200,
        required=False,
        help_text=_("Empty: each award was received by its own recipient."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handed_over_on"].initial = timezone.localdate()


class ReissueForm(forms.Form):
    """Why a certificate is printed again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Lost, damaged, or printed with a mistake. Number, code and date stay the same."
        ),
    )
    old_returned = forms.BooleanField(label=_("The old certificate was taken back"), required=False)


class OpenRevocationForm(forms.Form):
    """The ground on which an award is to be taken back, and what was found."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=RevocationGround.choices, widget=forms.RadioSelect, help_text=LAW
    )
    facts = forms.CharField(
        label=_("What was found, by whom, when"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    concluded_on = DayField(label=_("Violation concluded on"))


class RevocationForm(OpenRevocationForm):
    """The content of a revocation while the secretariat works on it."""

    money_due = forms.IntegerField(
        label=_("Money to be recovered (đồng)"),
        min_value=0,
        help_text=_("At most what was granted; 0 when it was never paid out."),
    )

    @staticmethod
    def of(revocation: Revocation, data: Any = None) -> "RevocationForm":
        """Return the form as the revocation stands."""
        return RevocationForm(
            data,
            initial={
                name: getattr(revocation, name)
                for name in ("ground", "facts", "concluded_on", "money_due")
            },
        )


class RecoveryFields(forms.Form):
    """What came back so far."""

    object_back_on = DayField(label=_("Certificate taken back on"), required=False)
    money_back = forms.IntegerField(
        label=_("Money that came back so far (đồng)"), min_value=0, required=False
    )
    money_back_on = DayField(label=_("Money came back on"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where not everything comes back."),
    )


class RecoveryForm(StepForm, RecoveryFields):
    """The same, as it is asked when the recovery is closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        revocation = Revocation.objects.filter(dossier=self.dossier.pk).first()
        if revocation is not None:
            self.initial = initial_of(revocation) | dict(self.initial)


def initial_of(revocation: Revocation) -> dict[str, Any]:
    """Return what is known already of a recovery."""
    return {
        "object_back_on": revocation.object_back_on,
        "money_back": revocation.money_back or None,
        "money_back_on": revocation.money_back_on,
        "note": revocation.recovery_note,
    }
