"""The list of persons' files. It shows nothing that stands in a file."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.organization.models import Body, Mandate, Person
from workflow_app.organization.selectors.directory import matching
from workflow_app.ui import html
from workflow_app.ui.filters import HouseFilterSet, SearchFilter
from workflow_app.ui.tables import HouseTable, TitleColumn

from .enums import PaperKind

PER_PAGE = 50


class PersonFilter(HouseFilterSet):
    """Find people by name, position, body, and by what their file needs."""

    q = SearchFilter(method="search")
    body = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Body"),
        queryset=Body.objects.standing(),
        method="in_body",
        empty_label=gettext_lazy("Every body"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Personal file"),
        method="in_state",
        choices=(
            ("corrections", gettext_lazy("Corrections to look at")),
            ("without", gettext_lazy("Without a file")),
        ),
        empty_label=gettext_lazy("Everybody"),
    )

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    @property
    def qs(self) -> QuerySet[Any]:
        """Active people with the seats they hold today."""
        seats = Mandate.objects.in_force(timezone.localdate()).filter(seat__isnull=False)
        held = Prefetch("mandates", seats.select_related("body"), to_attr="seats_now")
        found: QuerySet[Any] = super().qs
        return found.filter(is_active=True).prefetch_related(held)

    def search(self, queryset: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Search names and positions without marks; never the contents of a file."""
        return queryset.filter(matching("search_text", value))

    def in_body(self, queryset: QuerySet[Person], name: str, value: Body) -> QuerySet[Person]:
        """Who sits in the body today."""
        seats = Mandate.objects.in_force(timezone.localdate()).filter(seat__term__body=value)
        return queryset.filter(pk__in=seats.values("person"))

    def in_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Whose file needs something."""
        if value == "corrections":
            return queryset.filter(has_corrections=True)
        return queryset.filter(has_file=False)


class PersonTable(HouseTable):
    """People and how complete their files are."""

    full_name = TitleColumn(
        verbose_name=gettext_lazy("Person"),
        under="position",
        order_by="sort_key",
        linkify=lambda record: reverse("personnel:person", args=[record.pk]),
    )
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), order_by="unit__sort_key")
    seats = tables.Column(
        verbose_name=gettext_lazy("Sits in"), accessor="seats_now", orderable=False
    )
    papers = tables.Column(
        verbose_name=gettext_lazy("Personal papers"), accessor="paper_kinds", orderable=False
    )
    state = tables.Column(
        verbose_name=gettext_lazy("Personal file"), accessor="has_file", orderable=False
    )
    empty_icon = "users"
    empty_title = gettext_lazy("Nobody matches")
    empty_help = gettext_lazy("Search for fewer words, or take a filter away.")
    caption = gettext_lazy("Persons’ files")

    class Meta(HouseTable.Meta):
        model = Person
        fields = ["full_name", "unit", "seats", "papers", "state"]

    def render_seats(self, value: list[Mandate]) -> SafeString:
        """Name the bodies."""
        return format_html_join(", ", "{}", ((mandate.body,) for mandate in value)) or SafeString(
            "–"
        )

    def render_papers(self, value: int) -> str:
        """Say how many kinds of paper are there."""
        return _("%(count)s of %(all)s") % {"count": value, "all": len(PaperKind)}

    def render_state(self, record: Any) -> SafeString:
        """Say what the file needs."""
        if record.has_corrections:
            return html.badge("amber", _("Corrections to look at"), "pencil")
        if record.has_file:
            return html.badge("green", _("Kept"), "check")
        return format_html("<span class='text-secondary'>{}</span>", _("none yet"))
