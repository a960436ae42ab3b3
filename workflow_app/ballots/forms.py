"""Forms of sessions: convening, the agenda, and the voting sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.models import Dossier
from workflow_app.organization.fields import DayField
from workflow_app.organization.models import Body

from .enums import Choice, Result, SessionMode
from .models import Option
from .selectors.sessions import waiting_dossiers

LONGEST_REASON = 500


class AgendaForm(forms.Form):
    """Dossiers that wait for the body, to be chosen for the agenda."""

    dossiers = forms.ModelMultipleChoiceField(
        label=_("Dossiers for the agenda"),
        queryset=Dossier.objects.none(),
        error_messages={
            "required": _("Choose at least one dossier."),
            "invalid_choice": _("Some of the dossiers no longer wait for this body."),
        },
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["dossiers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- tells the types
        field.queryset = waiting_dossiers(body)
        self.waiting = list(waiting_dossiers(body))

    @property
    def chosen_ids(self) -> set[str]:
        """The boxes that are ticked when the form is drawn."""
        return {str(value) for value in self["dossiers"].value() or []}

    @property
    def exceptions(self) -> list[Dossier]:
        """What to look at before putting it to the vote: late, or objected to."""
        return [dossier for dossier in self.waiting if _is_exception(dossier)]

    @property
    def ordinary(self) -> list[Dossier]:
        """Everything else."""
        return [dossier for dossier in self.waiting if not _is_exception(dossier)]

    @property
    def chosen(self) -> list[Dossier]:
        """Return the chosen dossiers in the order of the list."""
        ids = {dossier.pk for dossier in self.cleaned_data["dossiers"]}
        return [dossier for dossier in self.waiting if dossier.pk in ids]


def _is_exception(dossier: Any) -> bool:
    return bool(dossier.is_late or dossier.objections)


class ConveneForm(AgendaForm):
    """A session to come, with the agenda chosen at once."""

    title = forms.CharField(label=_("Name of the session"), max_length=200)
    held_on = DayField(label=_("Day"))
    mode = forms.ChoiceField(
        label=_("How the members come together"),
        choices=SessionMode.choices,
        initial=SessionMode.HYBRID,
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("The room, or the address of the online meeting."),
    )
    field_order = ["title", "held_on", "mode", "place", "dossiers"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].required = False


class DropForm(forms.Form):
    """Take an item off, or (the chair) send the dossier back."""

    what = forms.ChoiceField(
        label=_("What shall happen"),
        choices=[
            (Result.REMOVED, _("Take it off this agenda: the dossier waits for a later session")),
            (Result.RETURNED, _("Send it back to its unit for rework")),
        ],
        widget=forms.RadioSelect,
        initial=Result.REMOVED,
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The people concerned will read it."),
    )

    def __init__(self, *args: Any, may_send_back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_send_back:
            del self.fields["what"]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the sheet with its two fields."""

    number: int
    option: Option
    choice: BoundField
    reason: BoundField

    @property
    def ballot(self) -> Any:
        """The item the option belongs to."""
        return self.option.ballot


class SheetForm(forms.Form):
    """One choice, and in an open vote a reason if one likes, for every option of the sheet.

    Fields exist for these items only: whatever else is sent does not reach another session.
    """

    def __init__(self, *args: Any, options: list[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for number, option in enumerate(options, start=1):
            self.fields[f"choice-{option.pk}"] = forms.ChoiceField(
                label=_("Item %(number)s") % {"number": number},
                choices=Choice.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Please choose."),
                    "invalid_choice": _("Please choose."),
                },
            )
            self.fields[f"reason-{option.pk}"] = forms.CharField(
                label=_("Reason"),
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def lines(self) -> Iterator[SheetLine]:
        """The items in order."""
        for number, option in enumerate(self.options, start=1):
            yield SheetLine(
                number, option, self[f"choice-{option.pk}"], self[f"reason-{option.pk}"]
            )

    @property
    def choices(self) -> dict[int, Choice]:
        """Return the choices by option."""
        return {
            option.pk: Choice(self.cleaned_data[f"choice-{option.pk}"]) for option in self.options
        }

    @property
    def reasons(self) -> dict[int, str]:
        """Return the reasons by option."""
        return {option.pk: self.cleaned_data[f"reason-{option.pk}"] for option in self.options}

    @property
    def summary(self) -> list[tuple[SheetLine, Choice, str]]:
        """Return what was chosen, to be read before it is handed in."""
        return [
            (line, self.choices[line.option.pk], self.reasons[line.option.pk])
            for line in self.lines
        ]
