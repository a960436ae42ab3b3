"""What people type to change the organisation. Services judge it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import ClusterKind, Role, SigningForm, SuccessionKind, UnitKind
from .fields import DayField, DepartmentField, PersonField, PlaceField, UnitField
from .kinds import dossier_kinds
from .models import Cluster, Mandate, Person, Unit


class AppointForm(forms.Form):
    """Somebody becomes something somewhere."""

    person = PersonField(label=_("Person"), help_text=_("Type a part of the name."))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    place = PlaceField(
        label=_("Unit or body"), help_text=_("Type a part of its name, with or without marks.")
    )
    valid_from = DayField(label=_("From"))
    valid_to = DayField(
        label=_("Until"), required=False, help_text=_("Leave empty when no end is known.")
    )
    basis = forms.CharField(
        label=_("Appointed by"),
        max_length=255,
        help_text=_("The decision that appoints, with its number and date."),
    )


class EndMandateForm(forms.Form):
    """A mandate's last day and why."""

    on = DayField(label=_("Last day"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Reason"), max_length=255)


class DelegateForm(forms.Form):
    """Letting somebody act for oneself."""

    mandate = forms.ModelChoiceField(
        label=_("What you delegate"), queryset=Mandate.objects.none(), empty_label=None
    )
    delegate = PersonField(label=_("Who acts for you"), help_text=_("Type a part of the name."))
    form = forms.ChoiceField(
        label=_("Signs as"),
        choices=[(form, SigningForm(form).label) for form in SigningForm.delegation_forms],
        help_text=_("KT. is for deputies; TUQ. is limited in time and cannot be passed on."),
        initial=SigningForm.AUTHORISED,
    )
    valid_from = DayField(label=_("From"), initial=timezone.localdate)
    valid_to = DayField(label=_("Until"))
    kinds = forms.MultipleChoiceField(
        label=_("Only for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose nothing to delegate every kind of dossier."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=255)

    def __init__(self, *args: Any, mandates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"].queryset = mandates  # type: ignore[attr-defined]
        kinds = dossier_kinds()
        if kinds:
            self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        else:
            del self.fields["kinds"]


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(label=_("Reason"), max_length=255)


class PersonForm(forms.ModelForm[Person]):
    """A person's facts."""

    unit = UnitField(label=_("Unit"), required=False)

    class Meta:
        model = Person
        fields = ["full_name", "position", "unit"]


class AccountForm(forms.Form):
    """An account for a person who has none."""

    username = forms.CharField(
        label=_("Sign-in name"), max_length=150, help_text=_("Letters without marks, digits, dots.")
    )
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("A link to choose a password is sent there.")
    )


class UnitForm(forms.ModelForm[Unit]):
    """A unit's facts."""

    supervising_department = DepartmentField(label=_("Supervising department"), required=False)
    valid_from = DayField(label=_("Exists from"), required=False)

    class Meta:
        model = Unit
        fields = [
            "code",
            "short_name",
            "name",
            "name_en",
            "kind",
            "function",
            "province",
            "partner",
            "supervising_department",
            "valid_from",
            "source",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, nothing in (("kind", _("Choose one")), ("function", _("Not stated"))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- made from the model above
            chosen = [choice for choice in UnitForm.base_fields[name].choices if choice[0]]  # type: ignore[attr-defined]
            field.choices = [("", nothing), *chosen]


class SuccessionForm(forms.Form):
    """Units that go on in others."""

    kind = forms.ChoiceField(
        label=_("What happens"), choices=SuccessionKind.choices, widget=forms.RadioSelect
    )
    predecessors = forms.ModelMultipleChoiceField(
        label=_("Old units"),
        queryset=Unit.objects.none(),
        help_text=_("They end the day before and keep their name and history."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    successors = forms.ModelMultipleChoiceField(
        label=_("Units that go on"),
        queryset=Unit.objects.none(),
        help_text=_("A unit that is new must be added first."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    effective = DayField(label=_("From"))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = Unit.objects.filter(valid_to__isnull=True).exclude(kind=UnitKind.APEX)
        for name in ("predecessors", "successors"):
            self.fields[name].queryset = living  # type: ignore[attr-defined]


class ClusterHeadsForm(forms.Form):
    """The two units that lead a cluster."""

    head = forms.ModelChoiceField(label=_("Head"), queryset=Unit.objects.none(), required=False)
    deputy = forms.ModelChoiceField(
        label=_("Deputy head"), queryset=Unit.objects.none(), required=False
    )

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        kwargs["initial"] = {"head": cluster.head_unit_id, "deputy": cluster.deputy_unit_id}
        super().__init__(*args, **kwargs)
        for name in ("head", "deputy"):
            self.fields[name].queryset = cluster.members.all()  # type: ignore[attr-defined]


class ClusterMembersForm(forms.Form):
    """Who belongs to a cluster in its year."""

    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A unit that you choose leaves the other cluster of that year."),
    )

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        kwargs["initial"] = {"members": list(cluster.members.values_list("pk", flat=True))}
        super().__init__(*args, **kwargs)
        first, last = dt.date(cluster.year, 1, 1), dt.date(cluster.year, 12, 31)
        units = Unit.objects.in_force(last) | Unit.objects.in_force(first)
        local = cluster.kind == ClusterKind.CLUSTER
        kind = UnitKind.LOCAL_MEMBER if local else UnitKind.CENTRAL_MEMBER
        offered = units.filter(kind=kind) | Unit.objects.filter(clusters=cluster)
        self.fields["members"].queryset = offered.distinct()  # type: ignore[attr-defined]


class ClusterYearForm(forms.Form):
    """Laying out next year's clusters."""

    from_year = forms.TypedChoiceField(label=_("As in"), coerce=int)
    to_year = forms.IntegerField(label=_("New year"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, str(year)) for year in years]
        self.fields["from_year"].choices = choices  # type: ignore[attr-defined]


class HandoverScopeForm(forms.Form):
    """Whose posts are handed over, when, and by which decision."""

    place = PlaceField(label=_("Unit or body"))
    on = DayField(label=_("First day of the successors"))
    basis = forms.CharField(label=_("Legal basis"), max_length=255)


class SuccessorForm(forms.Form):
    """Who goes on in one post."""

    CONTINUE, REPLACE, VACANT = "continue", "replace", "vacant"
    what = forms.ChoiceField(
        label=_("What happens"),
        choices=(
            (CONTINUE, _("Stays")),
            (REPLACE, _("Hands over")),
            (VACANT, _("Ends, stays vacant")),
        ),
        initial=CONTINUE,
    )
    successor = PersonField(label=_("Successor"), required=False)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].share(people, "people_list")  # type: ignore[attr-defined]
        self.fields["successor"].widget.attrs["placeholder"] = _("Successor")

    def clean(self) -> dict[str, Any]:
        """A handover needs somebody to hand over to."""
        data = super().clean() or {}
        nobody = not data.get("successor") and "successor" not in self.errors
        if data.get("what") == self.REPLACE and nobody:
            self.add_error("successor", _("Name the successor."))
        return data


class ImportForm(forms.Form):
    """A file with the organisation."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ".xlsx,.json,application/json"})
    )
    on = DayField(label=_("True on"), initial=timezone.localdate)
