"""Forms of nominations. They check what was typed; services decide what is allowed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.enums import Completion, Language, PaperKind, Sex, SubjectKind
from awards.models import AwardCampaign, AwardType, Nomination, Recipient
from awards.rules.figures import Figure, figures_for
from awards.selectors.nomination_lists import awards_in_force, open_campaigns
from workflow_app.organization.fields import DayField, SuggestField
from workflow_app.organization.models import Unit
from workflow_app.papers.files import ACCEPT_ATTRIBUTE, accepted_words

LONG = 20000


def text_area(rows: int = 3) -> forms.Textarea:
    """Return a text area of this height."""
    return forms.Textarea(attrs={"rows": rows})


class ChoiceForm(forms.Form):
    """For which unit, in which campaign, for which award; the nominee is found beside it."""

    campaign = forms.ModelChoiceField(
        label=_("Award campaign"), queryset=AwardCampaign.objects.none(), empty_label=None
    )
    unit = forms.ModelChoiceField(
        label=_("Nominating unit"), queryset=Unit.objects.none(), empty_label=None
    )
    award_type = forms.ModelChoiceField(
        label=_("Award"), queryset=AwardType.objects.none(), empty_label=_("Choose an award")
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("campaign", open_campaigns()),
            ("unit", units),
            ("award_type", awards_in_force()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
            field.queryset = rows


class RecipientForm(forms.Form):
    """What is known of a nominee. What a kind has not is left out."""

    name = forms.CharField(label=_("Full name"), max_length=255)
    honorific = forms.CharField(
        label=_("Form of address"),
        max_length=40,
        required=False,
        help_text=_("As the certificate says it: Ông, Bà, Ngài, Mr, Madame…"),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *Sex.choices], required=False)
    birth_date = DayField(
        label=_("Date of birth"),
        required=False,
        help_text=_("It tells people of one name apart."),
    )
    post = forms.CharField(label=_("Post"), max_length=200, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=255, required=False)
    nationality = forms.CharField(
        label=_("Nationality"),
        max_length=100,
        required=False,
        help_text=_("Empty for Viet Nam."),
    )
    language = forms.ChoiceField(
        label=_("Second language of the certificate"),
        choices=[("", "–"), *Language.choices],
        required=False,
        help_text=_("For foreigners."),
    )
    members = forms.IntegerField(label=_("Members of the collective"), min_value=1, required=False)
    women = forms.IntegerField(
        label=_("Women among them"),
        min_value=0,
        required=False,
        help_text=_("A tie goes to collectives with 70 % women or more."),
    )
    is_posthumous = forms.BooleanField(label=_("Deceased (posthumous)"), required=False)

    OF_PERSONS = ("honorific", "sex", "birth_date", "post", "is_posthumous")
    OF_COLLECTIVES = ("members", "women")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = self.OF_COLLECTIVES if kind == SubjectKind.PERSON else self.OF_PERSONS
        for name in others:
            del self.fields[name]
        if kind == SubjectKind.COLLECTIVE:
            self.fields["name"].label = _("Name of the collective")

    def clean(self) -> dict[str, Any]:
        """A foreigner's certificate has a second language."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("nationality") and not data.get("language"):
            self.add_error("language", _("Name the second language of a foreigner's certificate."))
        women, members = data.get("women"), data.get("members")
        if women is not None and members is not None and women > members:
            self.add_error("women", _("There are more women than members."))
        return data


def known_of(recipient: Recipient) -> dict[str, Any]:
    """Return what the form of a nominee begins with."""
    return {name: getattr(recipient, name) for name in RecipientForm.base_fields}


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
    votes_for = forms.IntegerField(label=_("Votes for it in the unit"), min_value=0, required=False)
    votes_of = forms.IntegerField(label=_("Of so many"), min_value=1, required=False)
    initiative = forms.CharField(label=_("Initiative or research"), max_length=300, required=False)
    initiative_number = forms.CharField(
        label=_("Number of its certificate"),
        max_length=100,
        required=False,
        help_text=_("An initiative counts once for a title."),
    )
    achievements = forms.CharField(
        label=_("Report of achievements"),
        widget=text_area(16),
        max_length=LONG,
        required=False,
        help_text=_("The headings are those of the form; figures say more than praise."),
    )

    def __init__(
        self,
        *args: Any,
        nomination: Nomination,
        requirements: Iterable[Mapping[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {name: getattr(nomination, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        if not nomination.recipient.language:
            del self.fields["citation_foreign"]
        self.figures: list[Figure] = figures_for(requirements)
        for figure in self.figures:
            known = nomination.figures.get(figure.name)
            self.fields[f"figure_{figure.name}"] = (
                forms.BooleanField(label=figure.label, required=False, initial=bool(known))
                if figure.is_yes_no
                else forms.IntegerField(
                    label=figure.label, min_value=0, required=False, initial=known
                )
            )

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The figures that the rule of the award asks for."""
        return [self[f"figure_{figure.name}"] for figure in self.figures]

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

    def values(self) -> dict[str, Any]:
        """Return what is to be written; the figures are gathered under one name."""
        data = dict(self.cleaned_data)
        figures = {}
        for figure in self.figures:
            value = data.pop(f"figure_{figure.name}", None)
            if value is not None:
                figures[figure.name] = int(value)
        return data | ({"figures": figures} if self.figures else {})


class PaperForm(forms.Form):
    """A paper of the checklist."""

    kind = forms.ChoiceField(label=_("Paper"), choices=PaperKind.choices)
    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE})
    )
    issued_on = DayField(label=_("Date of the paper"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = accepted_words()


class ObjectionForm(forms.Form):
    """What somebody holds against a published nominee."""

    text = forms.CharField(
        label=_("What you object to"),
        widget=text_area(5),
        max_length=5000,
        help_text=_("Say facts, and what they rest on. The award secretariat reads your name."),
    )


class LetterForm(ObjectionForm):
    """The same as it came by letter."""

    sender = forms.CharField(
        label=_("Who wrote the letter"),
        max_length=200,
        help_text=_("Name and address as they stand in it; what is anonymous is not heard."),
    )
    text = forms.CharField(
        label=_("What the letter objects to"),
        widget=text_area(5),
        max_length=5000,
        help_text=_("In the words of the letter."),
    )
    field_order = ["sender", "text"]


class AnswerForm(forms.Form):
    """What the hearing of an objection found."""

    is_upheld = forms.TypedChoiceField(
        label=_("Finding"),
        choices=[("", "–"), ("no", _("Dismissed")), ("yes", _("Upheld"))],
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(
        label=_("What was found"),
        widget=text_area(3),
        max_length=5000,
        help_text=_("Who objected reads it."),
    )


class SameField(SuggestField):
    """Another recipient of the same kind, found by a part of the name."""

    unknown = _("No nominee is called “%(text)s”.")
    recipient: Recipient | None = None

    def things(self) -> Iterable[Recipient]:
        """Those that stand for themselves."""
        if self.recipient is None:
            return ()
        rows = Recipient.objects.filter(kind=self.recipient.kind, merged_into=None)
        return rows.exclude(pk=self.recipient.pk)

    def label_of(self, thing: Any) -> str:
        """Name, year of birth, post, and the row's number, which tells twins apart."""
        born = str(thing.birth_date.year) if thing.birth_date else ""
        parts = (thing.name, born, thing.post, thing.organisation, f"#{thing.pk}")
        return " · ".join(part for part in parts if part)


class SameForm(forms.Form):
    """Which other row is the same person or collective."""

    into = SameField(
        label=_("The same as"),
        help_text=_("This row stays; what it was given counts for the other."),
    )

    def __init__(self, *args: Any, recipient: Recipient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, SameField)  # noqa: S101 -- declared above
        field.recipient = recipient
        self.label_of = field.label_of


class SheetForm(forms.Form):
    """A workbook of nominees for one unit and campaign."""

    campaign = forms.ModelChoiceField(
        label=_("Award campaign"), queryset=AwardCampaign.objects.none(), empty_label=None
    )
    unit = forms.ModelChoiceField(
        label=_("Nominating unit"), queryset=Unit.objects.none(), empty_label=None
    )
    file = forms.FileField(label=_("Workbook"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("campaign", open_campaigns()), ("unit", units)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
            field.queryset = rows
