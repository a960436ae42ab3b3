"""Forms for the files of persons and the structure of bodies."""

from fractions import Fraction
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.organization.enums import UnitKind
from workflow_app.organization.fields import DayField, PersonField
from workflow_app.papers.files import ACCEPT_ATTRIBUTE, accepted_words

from .enums import Dimension, DisciplineKind, PaperKind, Region, Relation, Sex
from .models import PersonFile, StructureTarget
from .selectors.composition import band_of
from .selectors.persons import FIELDS, OWN_FIELDS, label_of

EARLIEST_BIRTH_YEAR = 1900
LONGER = {"address", "home_town", "health_note"}


class SecretForm(forms.Form):
    """A form whose words no other page repeats.

    The page of an outage hands back what was typed; it passes over forms with a field of this name.
    """

    is_secret = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Forget the mark: it is no value."""
        data = super().clean() or self.cleaned_data
        data.pop("is_secret", None)
        return data


class FileForm(SecretForm):
    """Everything that a file says of a person. Browsers are told to remember nothing of it."""

    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        required=False,
        choices=[("", gettext_lazy("not known")), *Sex.choices],
    )
    birth_date = DayField(label=gettext_lazy("Date of birth"), required=False)

    def __init__(self, *args: Any, file: PersonFile | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(file, name) for name in FIELDS} if file else {}
        for name in FIELDS[2:]:
            self.fields[name] = self._text_field(name)

    def _text_field(self, name: str) -> forms.CharField:
        field = cast("models.Field[Any, Any]", PersonFile._meta.get_field(name))
        widget = forms.Textarea(attrs={"rows": 2}) if name in LONGER else forms.TextInput()
        widget.attrs["autocomplete"] = "off"
        return forms.CharField(
            label=label_of(name),
            required=False,
            max_length=field.max_length,
            widget=widget,
            help_text=HELP.get(name, ""),
        )

    def clean_birth_date(self) -> Any:
        """Refuse days that nobody here was born on."""
        born = self.cleaned_data["birth_date"]
        if born and not EARLIEST_BIRTH_YEAR < born.year <= timezone.localdate().year:
            raise ValidationError(_("Check the year."))
        return born


HELP = {
    "party_date": gettext_lazy(
        "As the record has it, for example 19/05/1999; the official day behind it."
    ),
    "political_theory": gettext_lazy("The level, for example “Cao cấp”."),
    "health_note": gettext_lazy("Only what the work has to take into account."),
}


class OwnFileForm(FileForm):
    """The same for the person themselves: some fields are asked for, and say so."""

    note = forms.CharField(
        label=gettext_lazy("Note to the personnel department"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=gettext_lazy("For example which paper shows it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*OWN_FIELDS, *(name for name in FIELDS if name not in OWN_FIELDS)])
        self.own = [self[name] for name in OWN_FIELDS]
        self.asked = [self[name] for name in FIELDS if name not in OWN_FIELDS]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed into the file's fields."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class PaperForm(forms.Form):
    """A paper that was handed in."""

    kind = forms.ChoiceField(label=gettext_lazy("Paper"), choices=PaperKind.choices)
    issued_on = DayField(
        label=gettext_lazy("Date of the paper"),
        help_text=gettext_lazy("Validity is counted from this day."),
    )
    upload = forms.FileField(
        label=gettext_lazy("Scan"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = accepted_words()


class DisciplineForm(SecretForm):
    """A measure, or a matter that is being looked into."""

    kind = forms.ChoiceField(label=gettext_lazy("Measure"), choices=DisciplineKind.choices)
    decided_on = DayField(label=gettext_lazy("Decided or opened on"))
    ends_on = DayField(
        label=gettext_lazy("In force until"),
        required=False,
        help_text=gettext_lazy("Leave empty when no end is known."),
    )
    is_pending = forms.BooleanField(
        label=gettext_lazy("It is still being looked into"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=gettext_lazy("Number and date of the decision, what it was about."),
    )


class KinshipForm(forms.Form):
    """A relative whom the organisation knows."""

    relative = PersonField(
        label=gettext_lazy("Relative"), help_text=gettext_lazy("Type a part of the name.")
    )
    relation = forms.ChoiceField(label=gettext_lazy("Is"), choices=Relation.choices)


class AnswerForm(forms.Form):
    """What becomes of a correction that somebody asked for."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to the person"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Needed when you decline; the person will read it."),
    )


class TargetForm(forms.Form):
    """At least so many of a group in a term."""

    dimension = forms.ChoiceField(label=gettext_lazy("By"), choices=Dimension.choices)
    value = forms.ChoiceField(label=gettext_lazy("Group"))
    ages = forms.CharField(
        label=gettext_lazy("Ages"),
        required=False,
        max_length=7,
        help_text=gettext_lazy("Only for ages: “-45” up to 45, “46-60”, “61-” from 61 on."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    at_least = forms.CharField(
        label=gettext_lazy("At least"),
        max_length=9,
        help_text=gettext_lazy("A number of people (5), a fraction (1/3) or a share (15%)."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), max_length=255)

    def __init__(self, *args: Any, target: StructureTarget | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _initial(target) if target else {}
        groups: Any = [
            (Dimension.SEX.label, Sex.choices),
            (Dimension.UNIT_KIND.label, UnitKind.choices),
            (Dimension.REGION.label, Region.choices),
            (Dimension.AGE.label, [(AGES, gettext_lazy("the ages named below"))]),
        ]
        self.fields["value"].choices = groups  # type: ignore[attr-defined]

    def clean_at_least(self) -> int | list[int]:
        """Read a number, a fraction or a whole percentage, exactly."""
        text = "".join(self.cleaned_data["at_least"].split())
        try:
            share = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except (ValueError, ZeroDivisionError):
            raise ValidationError(_("Write a number, a fraction or a percentage.")) from None
        if text.isdecimal() and int(text) > 0:
            return int(text)
        if not 0 < share <= 1:
            raise ValidationError(_("A share is more than nothing and at most everything."))
        return [share.numerator, share.denominator]

    def clean(self) -> dict[str, Any]:
        """Let group and dimension agree; a band of ages must be one."""
        data = super().clean() or {}
        dimension, value = data.get("dimension"), data.get("value")
        if dimension == Dimension.AGE:
            data["value"] = "".join((data.get("ages") or "").split())
            try:
                band_of(data["value"])
            except ValueError:
                self.add_error("ages", _("Write the ages as “-45”, “46-60” or “61-”."))
        elif dimension and value and value not in dict(CHOICES[dimension]):
            self.add_error("value", _("Choose a group that belongs to “By”."))
        return data


AGES = "ages"
CHOICES = {
    Dimension.SEX: Sex.choices,
    Dimension.UNIT_KIND: UnitKind.choices,
    Dimension.REGION: Region.choices,
}


def _initial(target: StructureTarget) -> dict[str, Any]:
    is_age = target.dimension == Dimension.AGE
    share = target.at_least
    return {
        "dimension": target.dimension,
        "value": AGES if is_age else target.value,
        "ages": target.value if is_age else "",
        "at_least": str(share) if isinstance(share, int) else f"{share[0]}/{share[1]}",
        "legal_basis": target.legal_basis,
    }
