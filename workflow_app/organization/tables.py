"""Lists of this room."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.ui import html
from workflow_app.ui.filters import HouseFilterSet, SearchFilter
from workflow_app.ui.tables import HouseTable, TitleColumn, WhenColumn

from .enums import Role, UnitKind
from .models import Mandate, Person, Unit
from .selectors.directory import matching

PER_PAGE = 50


class UnitFilter(HouseFilterSet):
    """Find units by a part of their name, code or province."""

    q = SearchFilter(method="search")
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=UnitKind.choices, empty_label=gettext_lazy("Every kind")
    )

    class Meta:
        model = Unit
        fields = ["kind"]

    def search(self, queryset: QuerySet[Unit], name: str, value: str) -> QuerySet[Unit]:
        """Search without marks."""
        return queryset.filter(matching("search_text", value))


class UnitTable(HouseTable):
    """Units."""

    short_name = TitleColumn(
        verbose_name=gettext_lazy("Unit"),
        under="name",
        order_by="sort_key",
        linkify=lambda record: reverse("organization:unit", args=[record.code]),
    )
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    supervising_department = tables.Column(
        verbose_name=gettext_lazy("Supervising department"),
        order_by="supervising_department__sort_key",
    )
    valid_to = WhenColumn(verbose_name=gettext_lazy("Existed until"))
    empty_icon = "building-community"
    empty_title = gettext_lazy("No unit matches")
    empty_help = gettext_lazy("Search for fewer words, or choose another day.")
    caption = gettext_lazy("Units")

    class Meta(HouseTable.Meta):
        model = Unit
        fields = ["short_name", "code", "kind", "supervising_department", "valid_to"]


class PersonFilter(HouseFilterSet):
    """Find people by name, position or unit."""

    q = SearchFilter(method="search")
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=(
            ("active", gettext_lazy("Active")),
            ("inactive", gettext_lazy("No longer active")),
            ("no_account", gettext_lazy("Without an account")),
        ),
        empty_label=gettext_lazy("Everybody"),
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def search(self, queryset: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Search names and units without marks."""
        return queryset.filter(
            matching("search_text", value) | matching("unit__search_text", value)
        )

    def in_state(self, queryset: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Narrow to a state."""
        if value == "no_account":
            return queryset.filter(is_active=True, user__isnull=True)
        return queryset.filter(is_active=value == "active")


class PersonTable(HouseTable):
    """People."""

    full_name = TitleColumn(
        verbose_name=gettext_lazy("Person"),
        under="position",
        order_by="sort_key",
        linkify=lambda record: reverse("organization:admin:person", args=[record.pk]),
    )
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), order_by="unit__sort_key")
    user = tables.Column(
        verbose_name=gettext_lazy("Account"), empty_values=(), order_by="user__username"
    )
    empty_icon = "users"
    empty_title = gettext_lazy("Nobody matches")
    empty_help = gettext_lazy("Search for fewer words, or add a person.")
    caption = gettext_lazy("People")

    class Meta(HouseTable.Meta):
        model = Person
        fields = ["full_name", "unit", "user"]

    def render_user(self, record: Person) -> Any:
        """Say whether the person can sign in."""
        if not record.is_active:
            return html.badge("grey", _("No longer active"), "user-off")
        if record.user is None:
            return html.badge("amber", _("No account"), "user-question")
        if not record.user.is_active:
            return html.badge("red", _("Closed account"), "lock")
        return html.badge("green", record.user.username, "user-check")


class HolderFilter(HouseFilterSet):
    """Find mandates by person, place or role."""

    q = SearchFilter(method="search")
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Role"), choices=Role.choices, empty_label=gettext_lazy("Every role")
    )

    class Meta:
        model = Mandate
        fields = ["role"]

    def search(self, queryset: QuerySet[Mandate], name: str, value: str) -> QuerySet[Mandate]:
        """Search people and units without marks."""
        return queryset.filter(
            matching("person__search_text", value) | matching("unit__search_text", value)
        )


class HolderTable(HouseTable):
    """Who holds what on a day."""

    person = TitleColumn(
        verbose_name=gettext_lazy("Person"),
        order_by="person__sort_key",
        linkify=lambda record: reverse("organization:admin:person", args=[record.person_id]),
    )
    role = tables.Column(verbose_name=gettext_lazy("Role"))
    place = tables.Column(
        verbose_name=gettext_lazy("Unit or body"), empty_values=(), order_by=("unit__sort_key",)
    )
    valid_from = WhenColumn(verbose_name=gettext_lazy("From"))
    valid_to = WhenColumn(verbose_name=gettext_lazy("Until"))
    acting = tables.Column(
        verbose_name=gettext_lazy("Acting for them"), empty_values=(), orderable=False
    )
    empty_icon = "id"
    empty_title = gettext_lazy("Nobody held anything")
    empty_help = gettext_lazy("Choose another day or fewer filters.")
    caption = gettext_lazy("Who holds what")

    class Meta(HouseTable.Meta):
        model = Mandate
        fields = ["person", "role", "place", "valid_from", "valid_to", "acting"]

    def render_place(self, record: Mandate) -> Any:
        """Link a unit or body."""
        if record.unit is not None:
            url = reverse("organization:unit", args=[record.unit.code])
            return format_html('<a href="{}">{}</a>', url, record.unit)
        assert record.body is not None  # noqa: S101 -- the database keeps one of them
        seat = f" · {_('seat %(number)s') % {'number': record.seat.number}}" if record.seat else ""
        url = reverse("organization:body", args=[record.body.code])
        return format_html('<a href="{}">{}</a>{}', url, record.body, seat)

    def render_acting(self, record: Any) -> Any:
        """Name delegates with the form they sign in."""
        lines = [(f"{row.form} {row.delegate}",) for row in record.delegations_now]
        return format_html_join(", ", "{}", lines) or "–"
