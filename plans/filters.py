"""Filters of the campaign's page."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from plans.enums import PLAN_STAGE_CHOICES
from plans.selectors.campaigns import NO_PLAN, UnitRow
from workflow_app.lib.text import words
from workflow_app.organization.models import Cluster, Unit
from workflow_app.ui.filters import HouseFilterSet, SearchFilter


class CampaignFilter(HouseFilterSet):
    """Units of a campaign by name, cluster, department, stage and lateness.

    Stage and lateness follow from more than the unit's row, so `apply` sifts them from the rows.
    """

    q = SearchFilter(method="search")
    cluster = django_filters.ModelChoiceFilter(
        label=_("Cluster"),
        queryset=Cluster.objects.none(),
        method="in_cluster",
        empty_label=_("All"),
    )
    department = django_filters.ModelChoiceFilter(
        label=_("Department"),
        empty_label=_("All"),
        queryset=Unit.objects.filter(supervised_units__isnull=False).distinct(),
        field_name="supervising_department",
    )
    stage = django_filters.ChoiceFilter(
        label=_("Stage"),
        empty_label=_("All"),
        choices=[(NO_PLAN, _("Not opened")), *PLAN_STAGE_CHOICES],
        method="later",
    )
    late = django_filters.BooleanFilter(
        label=_("Only late ones"), widget=forms.CheckboxInput, method="later"
    )

    class Meta:
        model = Unit
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["cluster"].queryset = Cluster.objects.filter(year=year)
        self.year = year

    def search(self, queryset: QuerySet[Unit], name: str, value: str) -> QuerySet[Unit]:
        """Search without marks."""
        for word in words(value):
            queryset = queryset.filter(search_text__contains=word)
        return queryset

    def in_cluster(self, queryset: QuerySet[Unit], name: str, value: Cluster) -> QuerySet[Unit]:
        """Members of the cluster in the campaign's year."""
        return queryset.filter(memberships__cluster=value, memberships__year=self.year)

    def later(self, queryset: QuerySet[Unit], name: str, value: Any) -> QuerySet[Unit]:
        """Leave it to `apply`."""
        return queryset

    def apply(self, rows: list[UnitRow]) -> list[UnitRow]:
        """Sift rows by stage and lateness."""
        chosen = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        stage, late = chosen.get("stage"), chosen.get("late")
        return [
            row for row in rows if (not stage or row.stage == stage) and (not late or row.is_late)
        ]
