"""Forms of award campaigns: words and days, the score sheet as rows, quotas."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awards.enums import CriterionKind
from awards.models import AwardCampaign, AwardRule, AwardType
from awards.selectors.campaigns import criteria_of
from awards.selectors.quotas import fixed_number, rules_by_cluster
from awards.services.campaigns import CriterionRow, QuotaRow
from workflow_app.organization.fields import DayField
from workflow_app.organization.models import Body, Cluster

DAYS = ("counts_from", "counts_to", "scores_due", "peers_due", "nominations_due")


class AwardCampaignForm(forms.ModelForm[AwardCampaign]):
    """Words, bodies and days of a campaign."""

    class Meta:
        model = AwardCampaign
        fields = (
            "year",
            "occasion",
            "title",
            "guidance",
            "council",
            "presidium",
            "gap_limit",
            *DAYS,
        )
        widgets = {"guidance": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "guidance": _("Every unit reads this once it is opened."),
            "year": _("The year of emulation; its clusters score and choose."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DAYS:
            self.fields[name] = DayField(label=self.fields[name].label)
        for name in ("council", "presidium"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- made from the model above
            field.queryset = Body.objects.standing()
            field.empty_label = gettext("Choose the council or body")
        if self.instance.pk and self.instance.state != "prepared":
            for name in ("year", "occasion", "counts_from", "counts_to"):
                self.fields[name].disabled = True

    @property
    def words(self) -> list[forms.BoundField]:
        """The fields that say what it is."""
        return [self[name] for name in ("title", "year", "occasion")]

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the calendar."""
        return [self[name] for name in DAYS]

    def values(self) -> dict[str, Any]:
        """Return what the service writes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CriterionForm(forms.Form):
    """One line of the score sheet; an empty line counts for nothing."""

    group = forms.CharField(label=_("Group"), max_length=200)
    weight = forms.DecimalField(
        label=_("Weight of the group"), min_value=0, max_digits=5, decimal_places=2, initial=1
    )
    code = forms.CharField(label=_("Code"), max_length=12)
    text = forms.CharField(label=_("Criterion"), max_length=500)
    kind = forms.ChoiceField(label=_("Kind"), choices=CriterionKind.choices)
    most = forms.DecimalField(
        label=_("Points at most"), min_value=0, max_digits=7, decimal_places=2
    )
    needs_evidence = forms.BooleanField(label=_("Evidence required"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # the sheet shows no labels beside its cells
            field.widget.attrs["aria-label"] = field.label


class QuotaForm(forms.Form):
    """How many of an award every cluster, or one cluster, may nominate."""

    award_type = forms.ModelChoiceField(
        label=_("Award"), queryset=AwardType.objects.none(), empty_label="–"
    )
    cluster = forms.ModelChoiceField(
        label=_("Cluster"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=_("Every cluster"),
    )
    number = forms.IntegerField(label=_("How many"), min_value=0, max_value=1000)

    def __init__(self, *args: Any, year: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen_by_clusters = AwardRule.objects.filter(via_cluster=True).values("award_type")
        for name, queryset in (
            ("award_type", AwardType.objects.filter(pk__in=chosen_by_clusters, is_active=True)),
            ("cluster", Cluster.objects.filter(year=year) if year else Cluster.objects.none()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
            field.queryset = queryset
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class Rows(forms.BaseFormSet[Any]):
    """Rows of a sheet, of which one can be struck out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the box that takes a row out."""
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["aria-label"] = _("Remove")


def kept(rows: forms.BaseFormSet[Any]) -> list[dict[str, Any]]:
    """Return the rows that are filled in and not struck out."""
    found = [getattr(form, "cleaned_data", None) for form in rows.forms]
    return [row for row in found if row and not row.get("DELETE")]


CriterionFormSet = forms.formset_factory(
    CriterionForm, formset=Rows, extra=3, can_delete=True, max_num=100
)
QuotaFormSet = forms.formset_factory(QuotaForm, formset=Rows, extra=2, can_delete=True, max_num=100)


def criterion_rows(rows: forms.BaseFormSet[Any]) -> list[CriterionRow]:
    """Return the lines of the score sheet as the service wants them."""
    return [
        CriterionRow(
            group=row["group"].strip(),
            weight=row["weight"],
            code=row["code"].strip(),
            text=row["text"].strip(),
            kind=CriterionKind(row["kind"]),
            most=row["most"],
            needs_evidence=row["needs_evidence"],
        )
        for row in kept(rows)
        if row.get("text")
    ]


def quota_rows(rows: forms.BaseFormSet[Any]) -> list[QuotaRow]:
    """Return the quotas as the service wants them."""
    return [
        QuotaRow(award_type=row["award_type"], cluster=row["cluster"], number=row["number"])
        for row in kept(rows)
        if row.get("award_type")
    ]


def initial_criteria(campaign: AwardCampaign | None) -> list[dict[str, Any]]:
    """Return the lines that the sheet begins with: those of this campaign, or of another one."""
    if campaign is None:
        return []
    return [
        {
            "group": criterion.group.name,
            "weight": _plain(criterion.group.weight),
            "code": criterion.code,
            "text": criterion.text,
            "kind": criterion.kind,
            "most": _plain(criterion.most),
            "needs_evidence": criterion.needs_evidence,
        }
        for criterion in criteria_of(campaign)
    ]


def initial_quotas(
    campaign: AwardCampaign | None, *, keep_clusters: bool = True
) -> list[dict[str, Any]]:
    """Return the quotas that the form begins with: those of the rules where there is no model."""
    if campaign is None:
        rules = rules_by_cluster(timezone.localdate())
        numbers = [(rule.award_type_id, fixed_number(rule.quota)) for rule in rules]
        return [
            {"award_type": award_type, "cluster": None, "number": number}
            for award_type, number in numbers
            if number is not None
        ]
    return [
        {"award_type": quota.award_type_id, "cluster": quota.cluster_id, "number": quota.number}
        for quota in campaign.quotas.all()
        if keep_clusters or quota.cluster_id is None
    ]


def _plain(number: Decimal) -> str:
    """Return the number without zeros that say nothing."""
    return f"{number.normalize():f}"
