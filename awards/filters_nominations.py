"""The filters of the list of nominations."""

from functools import cached_property, reduce
from operator import and_

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from awards.enums import Kind
from awards.models import AwardCampaign, AwardType, Nomination
from awards.selectors.campaigns import campaigns_for
from awards.selectors.latest import Latest, latest_campaigns
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.steps import steps_of
from workflow_app.lib.text import words
from workflow_app.ui.filters import HouseFilterSet, SearchFilter
from workflow_app.ui.typing import AuthenticatedHttpRequest


def stages() -> list[tuple[str, str]]:
    """Return the stages of a nomination's way, in order."""
    way = dict.fromkeys(step.stage for step in steps_of(Kind.NOMINATION))
    ends = (Stage.ADOPTED, Stage.REJECTED)
    return [(str(stage), str(stage.label)) for stage in (*way, *ends)]


def campaigns_of(request: AuthenticatedHttpRequest) -> QuerySet[AwardCampaign]:
    """Return the campaigns to choose from."""
    return campaigns_for(request.user)


class NominationFilter(HouseFilterSet):
    """By name or code, campaign, award and stage."""

    q = SearchFilter(method="search")
    campaign = django_filters.ModelChoiceFilter(
        label=_("Award campaign"),
        empty_label=_("The latest ones"),
        queryset=campaigns_of,
    )
    award = django_filters.ModelChoiceFilter(
        label=_("Award"),
        empty_label=_("All"),
        field_name="award_type",
        queryset=AwardType.objects.all(),
    )
    stage = django_filters.ChoiceFilter(
        label=_("Where it is"),
        empty_label=_("All"),
        field_name="dossier__stage",
        choices=stages,
    )

    class Meta:
        model = Nomination
        fields = ("q", "campaign", "award", "stage")

    def filter_queryset(self, queryset: QuerySet[Nomination]) -> QuerySet[Nomination]:
        """Show the latest campaigns unless one is chosen: nobody reads all years as one list.

        Dossiers have the year of their campaign, and are found by it along an index.
        """
        found: QuerySet[Nomination] = super().filter_queryset(queryset)
        if campaign := self.form.cleaned_data.get("campaign"):
            return found.filter(dossier__kind=Kind.NOMINATION, dossier__year=campaign.year)
        return found.filter(
            campaign__in=self._latest.keys,
            dossier__kind=Kind.NOMINATION,
            dossier__year__in=self._latest.years,
        )

    @cached_property
    def only_latest(self) -> int:
        """Return how many campaigns were looked at, if there are older ones besides; else 0."""
        if self.form.cleaned_data.get("campaign") or not self._latest.has_older:
            return 0
        return len(self._latest.keys)

    @cached_property
    def _latest(self) -> Latest:
        return latest_campaigns()

    def search(
        self, queryset: QuerySet[Nomination], _name: str, value: str
    ) -> QuerySet[Nomination]:
        """Find every word in the nominee's name or in the dossier's code and unit."""
        folded = words(value)
        if not folded:
            return queryset
        return queryset.filter(
            reduce(
                and_,
                (
                    Q(recipient__search_text__contains=word)
                    | Q(dossier__search_text__contains=word)
                    for word in folded
                ),
            )
        )
