"""Filter of the register."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from awards.enums import AwardState
from awards.models import Award, AwardDecision, AwardType, Recipient
from awards.selectors.register import of_unit, searched
from workflow_app.db.planning import row_by_row
from workflow_app.organization.models import Unit
from workflow_app.ui.filters import HouseFilterSet, SearchFilter


class RegisterFilter(HouseFilterSet):
    """Awards by name or number, year, award, unit, and whether they stand."""

    q = SearchFilter(method="search")
    year = django_filters.ChoiceFilter(label=_("Year"), empty_label=_("All"))
    award_type = django_filters.ModelChoiceFilter(
        label=_("Award"), empty_label=_("All"), queryset=AwardType.objects.all()
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Unit"), empty_label=_("All"), queryset=Unit.objects.none(), method="in_unit"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("All"), choices=AwardState.choices
    )

    class Meta:
        model = Award
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = AwardDecision.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        # Asked of each of the few units, not of the many awards.
        granted = Exists(Award.objects.filter(recipient=OuterRef("pk")).order_by())
        received = Recipient.objects.filter(granted, unit=OuterRef("pk")).order_by()
        self.filters["unit"].queryset = Unit.objects.filter(row_by_row(Exists(received))).order_by(
            "sort_key"
        )

    def search(self, queryset: QuerySet[Award], name: str, value: str) -> QuerySet[Award]:
        """Search without marks."""
        return searched(queryset, value)

    def in_unit(self, queryset: QuerySet[Award], name: str, value: Unit) -> QuerySet[Award]:
        """What the unit received, and those whom it nominated."""
        return of_unit(queryset, value.pk)
