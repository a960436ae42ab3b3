"""Forms of sessions: convening, the agenda, the counting board, the last word."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.models import Dossier
from workflow_app.organization.fields import DayField
from workflow_app.organization.models import Body, Person

from .enums import Method, Result, SessionMode
from .models import Ballot, Option
from .selectors.sessions import waiting_dossiers
from .services.board import FEWEST


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


class ClockField(forms.TimeField):
    """A time of day as people write it: 8:30, 8h30, 8h."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TimeInput(
                format="%H:%M", attrs={"autocomplete": "off", "placeholder": _("hh:mm")}
            ),
        )
        kwargs.setdefault("input_formats", ["%H:%M", "%Hh%M", "%Hh"])
        kwargs.setdefault("error_messages", {"invalid": _("Write the time as hh:mm.")})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.time | None:
        """Read the time, whatever spaces came with it."""
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)


class WhenForm(forms.Form):
    """What a session is called, when and how it meets, who chairs it and writes its minutes.

    Used alone to change one that was planned otherwise.
    """

    title = forms.CharField(label=_("Name of the session"), max_length=200)
    mode = forms.ChoiceField(
        label=_("How the members come together"),
        choices=SessionMode.choices,
        initial=SessionMode.HYBRID,
        widget=forms.RadioSelect,
    )
    held_on = DayField(
        label=_("Day"), help_text=_("Of a written consultation: the day on which it is sent.")
    )
    begins = ClockField(label=_("Begins at"), required=False)
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("The room and its address.")
    )
    link = forms.URLField(
        label=_("Link of the online meeting"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Shown to the members and officers of the body only; never sent by mail."),
        error_messages={"invalid": _("Paste the whole link, beginning with https://.")},
    )
    due_on = DayField(
        label=_("Answers until"),
        required=False,
        help_text=_("Only for a written consultation: it is closed by itself after that."),
    )
    due_at = ClockField(label=_("at (time)"), required=False, initial=dt.time(17, 0))
    chair = forms.ModelChoiceField(
        label=_("Chair of the session"), queryset=Person.objects.none(), required=False
    )
    secretary = forms.ModelChoiceField(
        label=_("Secretary of the session"), queryset=Person.objects.none(), required=False
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chair", "secretary"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- tells the types
            field.queryset = people
            field.empty_label = str(_("As the body has it"))

    def clean_link(self) -> str:
        """Let nothing but a web page be a link: it is opened from the page of the session."""
        link: str = self.cleaned_data["link"]
        if link and not link.lower().startswith(("https://", "http://")):
            raise ValidationError(_("Paste the whole link, beginning with https://."))
        return link

    def clean(self) -> dict[str, Any]:
        """Put the end of a written consultation together from its day and its hour."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["due"] = None
        if cleaned.get("mode") != SessionMode.WRITTEN or self.errors.get("due_on"):
            return cleaned
        day, hour = cleaned.get("due_on"), cleaned.get("due_at") or dt.time(17, 0)
        if day is None:
            self.add_error("due_on", _("A written consultation needs a day until which it runs."))
            return cleaned
        cleaned["due"] = timezone.make_aware(dt.datetime.combine(day, hour))
        if cleaned["due"] <= timezone.now():
            self.add_error("due_on", _("A written consultation ends in the future."))
        return cleaned


class ConveneForm(WhenForm, AgendaForm):
    """A session to come, with the agenda chosen at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].required = False


class ReasonForm(forms.Form):
    """Why a session is cancelled."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who is invited reads it: name nothing that is confidential."),
        error_messages={
            "required": _("Please give the reason: the people concerned will read it.")
        },
    )


class ChairForm(forms.Form):
    """Who takes the chair of a session under way, since when, and why."""

    chair = forms.ModelChoiceField(
        label=_("Who takes the chair"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a person"),
    )
    at = ClockField(
        label=_("Since (time of today)"), required=False, help_text=_("Empty: from now on.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the minutes."),
        error_messages={"required": _("Please give the reason: it stands in the minutes.")},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chair"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- tells the types
        field.queryset = people

    @property
    def moment(self) -> dt.datetime | None:
        """When the chair changed; None for now."""
        at: dt.time | None = self.cleaned_data["at"]
        if at is None:
            return None
        return timezone.make_aware(dt.datetime.combine(timezone.localdate(), at))


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


class BreakOffForm(forms.Form):
    """Why a vote is broken off."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the minutes."),
        error_messages={"required": _("Please give the reason: it stands in the minutes.")},
    )


class BoardForm(forms.Form):
    """The counting board: a head and two to four others, from those who are no candidates."""

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (
            _("Head of the board"),
            _("Second member"),
            _("Third member"),
            _("Fourth member"),
            _("Fifth member"),
        )
        for place, label in enumerate(labels, start=1):
            self.fields[f"person{place}"] = forms.ModelChoiceField(
                label=label, queryset=people, required=place <= FEWEST, empty_label=str(_("Nobody"))
            )

    def clean(self) -> dict[str, Any]:
        """Make sure that nobody is named twice."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(set(self.people)) != len(self.people):
            raise ValidationError(_("Somebody is named twice."))
        return cleaned

    @property
    def people(self) -> list[Person]:
        """Those named, the head first."""
        return [self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)]


class FinalSayForm(forms.Form):
    """What the last ballot left open is decided by whoever has the last word."""

    def __init__(self, *args: Any, ballot: Ballot, open_ones: list[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_election = ballot.method == Method.ELECT
        self.fields["chosen"] = forms.MultipleChoiceField(
            label=_("Who gets the seats that are left") if is_election else _("What is adopted"),
            choices=[(option.key or "whole", option.label) for option in open_ones],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text="" if is_election else _("What stays unticked is not adopted."),
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("It stands in the minutes."),
        )

    @property
    def chosen(self) -> list[str]:
        """The keys of what was chosen; the whole dossier's is empty."""
        return ["" if key == "whole" else key for key in self.cleaned_data["chosen"]]
