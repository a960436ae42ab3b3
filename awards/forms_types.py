"""A new version of an award's rule as plain fields: requirements are rows, nobody types data."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awards.enums import Completion, PaperKind
from awards.models import AwardRule
from awards.rules.figures import FIGURES, MEMBERS
from awards.rules.quota import ABSOLUTE, PER_CLUSTER, SHARE
from awards.rules.requirements import CHECKS, MOST_WAYS
from awards.selectors.types import award_names
from awards.services.types import RuleDraft
from workflow_app.lib.money import parse_dong
from workflow_app.organization.fields import DayField

MOST_NUMBER, MOST_ROWS = 100, 30
NO_QUOTA = ""
# where a check keeps the one whole number of its row
NUMBER_OF = {
    "completion_years": "years",
    "title_times": "times",
    "at_least": "number",
    "initiative": "number",
    "service": "years",
}
# the fields of a row that a check fills
FIELDS_OF = {
    "completion": ("level",),
    "completion_years": ("level", "number"),
    "title_times": ("award", "number", "consecutive"),
    "share": ("figure", "numerator", "denominator"),
    "at_least": ("figure", "number"),
    "none_of": ("figure",),
    "initiative": ("number",),
    "no_discipline": (),
    "service": ("number",),
    "cluster_choice": (),
    "judgement": ("text",),
}
OPTIONAL = ("consecutive",)


class RequirementForm(forms.Form):
    """One requirement; only the fields of the chosen check count."""

    check = forms.ChoiceField(label=_("What is checked"), required=False)
    way = forms.TypedChoiceField(label=_("Counts"), coerce=int, required=False)
    level = forms.ChoiceField(
        label=_("At least the level"), choices=Completion.choices, required=False
    )
    award = forms.ChoiceField(label=_("Title or award"), required=False)
    figure = forms.ChoiceField(label=_("Figure"), required=False)
    number = forms.IntegerField(
        label=_("Number, times or years"), min_value=1, max_value=MOST_NUMBER, required=False
    )
    consecutive = forms.BooleanField(label=_("in consecutive years"), required=False)
    numerator = forms.IntegerField(label=_("Parts"), min_value=1, required=False)
    denominator = forms.IntegerField(label=_("Of how many parts"), min_value=1, required=False)
    text = forms.CharField(label=_("Criterion"), max_length=300, required=False)
    basis = forms.CharField(
        label=_("Clause, if another than that of the version"), max_length=255, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(0, gettext("always"))]
        ways += [(n, gettext("as way %(number)s") % {"number": n}) for n in range(1, MOST_WAYS + 1)]
        self._choose("check", [("", "–"), *((c.name, c.label) for c in CHECKS.values())])
        self._choose("way", ways)
        self._choose("level", [("", "–"), *Completion.choices])
        self._choose("award", [("", "–"), *award_names().items()])
        figures = [(f.name, f.label) for f in FIGURES.values() if f.name != MEMBERS]
        self._choose("figure", [("", "–"), *figures])

    def _choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen check needs, and for nothing else."""
        cleaned = super().clean() or self.cleaned_data
        for name in FIELDS_OF.get(cleaned.get("check") or "", ()):
            missing = name not in OPTIONAL and not cleaned.get(name) and name not in self.errors
            if missing and not self._is_struck_out(cleaned):
                self.add_error(name, gettext("Fill this in for the requirement above."))
        parts, of = cleaned.get("numerator"), cleaned.get("denominator")
        if cleaned.get("check") == "share" and parts and of and parts > of:
            self.add_error("numerator", gettext("A share is at most the whole."))
        return cleaned

    @staticmethod
    def _is_struck_out(cleaned: Mapping[str, Any]) -> bool:
        return bool(cleaned.get("DELETE"))

    @property
    def shown_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The fields of values, each with the checks that it belongs to."""
        return [
            (self[name], " ".join(check for check, names in FIELDS_OF.items() if name in names))
            for name in (
                "level",
                "award",
                "figure",
                "number",
                "consecutive",
                "numerator",
                "denominator",
                "text",
            )
        ]

    @property
    def row(self) -> dict[str, Any] | None:
        """The requirement as it is stored; None for an empty or struck out row."""
        data = getattr(self, "cleaned_data", {})
        check = data.get("check")
        if not check or self._is_struck_out(data):
            return None
        row: dict[str, Any] = {"check": check, "way": data.get("way") or 0}
        for name in FIELDS_OF[check]:
            row[NUMBER_OF[check] if name == "number" else name] = data[name]
        if data.get("basis"):
            row["basis"] = data["basis"].strip()
        return row


def typed_from(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored requirement as the initial values of its form."""
    number = NUMBER_OF.get(row["check"])
    return {**row, "number": row.get(number)} if number else dict(row)


class BaseRequirementFormSet(forms.BaseFormSet[RequirementForm]):
    """The requirements of a version in their order."""

    def add_fields(self, form: RequirementForm, index: int | None) -> None:
        """Say what the box that takes a row out does."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext("Take this requirement out")

    def rows(self) -> list[dict[str, Any]]:
        """Return the requirements that are filled in."""
        return [form.row for form in self.forms if form.row is not None]


RequirementFormSet = forms.formset_factory(
    RequirementForm,
    formset=BaseRequirementFormSet,
    extra=0,
    can_delete=True,
    max_num=MOST_ROWS,
    validate_max=True,
)


class VersionForm(forms.Form):
    """Everything of a version but its requirements."""

    criteria = forms.CharField(
        label=_("Criteria in words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Units read this beside the requirements."),
    )
    quota_kind = forms.ChoiceField(
        label=_("Quota"),
        required=False,
        choices=(
            (NO_QUOTA, _("none")),
            (PER_CLUSTER, _("so many per cluster")),
            (SHARE, _("a share of the candidates, rounded down")),
            (ABSOLUTE, _("so many in all")),
        ),
    )
    quota_number = forms.IntegerField(
        label=_("So many"), min_value=0, max_value=1000, required=False
    )
    quota_numerator = forms.IntegerField(label=_("Parts"), min_value=1, required=False)
    quota_denominator = forms.IntegerField(
        label=_("Of how many parts"), min_value=1, required=False
    )
    via_cluster = forms.BooleanField(label=_("The cluster chooses first"), required=False)
    needs_publication = forms.BooleanField(
        label=_("Nominees are published for comment"), required=False
    )
    publication_days = forms.IntegerField(
        label=_("Working days of publication"), min_value=0, max_value=100
    )
    needs_council = forms.BooleanField(label=_("The council votes on it"), required=False)
    needs_presidium = forms.BooleanField(label=_("The Presidium decides"), required=False)
    checklist = forms.MultipleChoiceField(
        label=_("Papers that must be there"),
        choices=PaperKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    coefficient = forms.DecimalField(
        label=_("Money: coefficient of the base salary"),
        min_value=0,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )
    waiting_months = forms.IntegerField(
        label=_("Months between two awards of this kind"), min_value=0, max_value=600
    )
    once_in_a_lifetime = forms.BooleanField(label=_("Once in a lifetime"), required=False)
    valid_from = DayField(label=_("In force from"), initial=timezone.localdate)
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=255,
        help_text=_("The regulation with its number, article and clause."),
    )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under headings; criteria and requirements come before."""
        return [
            (
                gettext("How many"),
                self._fields("quota_kind", "quota_number", "quota_numerator", "quota_denominator"),
            ),
            (
                gettext("Its way"),
                self._fields(
                    "via_cluster",
                    "needs_publication",
                    "publication_days",
                    "needs_council",
                    "needs_presidium",
                ),
            ),
            (gettext("Papers of the dossier"), self._fields("checklist")),
            (
                gettext("Money and waiting"),
                self._fields("coefficient", "waiting_months", "once_in_a_lifetime"),
            ),
            (gettext("When and why"), self._fields("valid_from", "legal_basis")),
        ]

    def _fields(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Ask for the numbers of the chosen quota."""
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("quota_kind")
        wanted = {
            SHARE: ("quota_numerator", "quota_denominator"),
            PER_CLUSTER: ("quota_number",),
            ABSOLUTE: ("quota_number",),
        }.get(kind or "", ())
        for name in wanted:
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, gettext("Fill this in for the quota."))
        parts, of = cleaned.get("quota_numerator"), cleaned.get("quota_denominator")
        if kind == SHARE and parts and of and parts > of:
            self.add_error("quota_numerator", gettext("A share is at most the whole."))
        return cleaned

    @property
    def quota(self) -> dict[str, Any] | None:
        """The quota as it is stored."""
        data = self.cleaned_data
        if data["quota_kind"] == SHARE:
            return {
                "kind": SHARE,
                "numerator": data["quota_numerator"],
                "denominator": data["quota_denominator"],
            }
        if data["quota_kind"]:
            return {"kind": data["quota_kind"], "number": data["quota_number"]}
        return None

    def draft(self, requirements: list[dict[str, Any]]) -> RuleDraft:
        """Return the version as it was typed."""
        taken = {name for name in RuleDraft.__dataclass_fields__ if name in self.cleaned_data}
        values = {name: self.cleaned_data[name] for name in taken}
        return RuleDraft(**values, quota=self.quota, requirements=requirements)


def initial_of(rule: AwardRule | None) -> dict[str, Any]:
    """Return the version in force as the initial values of the form; today's day stays empty."""
    if rule is None:
        return {"publication_days": 7, "waiting_months": 0, "coefficient": Decimal(0)}
    quota = rule.quota or {}
    names = set(RuleDraft.__dataclass_fields__) - {"valid_from", "quota", "requirements"}
    return {name: getattr(rule, name) for name in names} | {
        "quota_kind": quota.get("kind", NO_QUOTA),
        "quota_number": quota.get("number"),
        "quota_numerator": quota.get("numerator"),
        "quota_denominator": quota.get("denominator"),
    }


def digest_of(draft: RuleDraft) -> str:
    """Return a mark of the version as typed, by which the page knows that exactly it was shown."""
    return sha256(json.dumps(asdict(draft), sort_keys=True, default=str).encode()).hexdigest()


class SalaryForm(forms.Form):
    """A new base salary."""

    amount = forms.CharField(
        label=_("Base salary (đồng a month)"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    valid_from = DayField(label=_("In force from"))
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=255,
        help_text=_("The regulation with its number, article and clause."),
    )

    def clean_amount(self) -> int:
        """Read the amount as people write it: 2.530.000."""
        reading = parse_dong(self.cleaned_data["amount"])
        if reading.problem or not reading.amount:
            raise forms.ValidationError(
                reading.problem or gettext("Write the amount in whole đồng.")
            )
        return reading.amount

    @property
    def digest(self) -> str:
        """A mark of what was typed."""
        return sha256(
            json.dumps(self.cleaned_data, sort_keys=True, default=str).encode()
        ).hexdigest()
