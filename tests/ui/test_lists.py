"""Tables and filters: cards on a phone, chips, sorting, choosing rows."""

import django_filters
import django_tables2 as tables
import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from workflow_app.accounts.models import Theme, User
from workflow_app.ui.filters import HouseFilterSet, SearchFilter
from workflow_app.ui.tables import (
    ActionColumn,
    CheckColumn,
    CodeColumn,
    HouseTable,
    MoneyColumn,
    PersonColumn,
    StateColumn,
    TitleColumn,
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


class PeopleTable(HouseTable):
    """Accounts, as a list that uses every column of the house."""

    check = CheckColumn()
    full_name = TitleColumn(under="email", linkify=lambda record: f"/{record.username}/")
    username = CodeColumn(verbose_name="User name")
    theme = StateColumn(tones={"dark": "blue"})
    money = MoneyColumn(empty_values=(), accessor="pk")
    who = PersonColumn(accessor="full_name", office="username", orderable=False)
    open = ActionColumn(template_code="<a href='/x/'>Open</a>")

    class Meta(HouseTable.Meta):
        model = User
        fields = ()
        sequence = ("check", "full_name", "username", "theme", "money", "who", "open")

    caption = "People"
    empty_title = "Nobody yet"
    empty_help = "Open an account."


LAN = User(pk=5, username="lan", email="lan@example.vn", full_name="<b>Lan</b>", theme="dark")


def draw(rows: list[User], path: str = "/") -> str:
    request = RequestFactory().get(path)
    table = PeopleTable(rows)
    tables.RequestConfig(request, paginate={"per_page": 2}).configure(table)
    source = "{% load render_table from django_tables2 %}{% render_table table %}"
    return Template(source).render(Context({"table": table, "request": request}))


def test_a_row_carries_what_its_card_needs_on_a_phone() -> None:
    drawn = draw([LAN])
    for mark in ('data-role="title"', 'data-role="action"', 'data-label="User name"', "tone-blue"):
        assert mark in drawn
    assert '<span class="under">lan@example.vn</span>' in drawn
    assert "<b>Lan</b>" not in drawn
    assert 'name="chosen" value="5"' in drawn


def test_an_empty_list_says_what_to_do() -> None:
    drawn = draw([])
    assert "Nobody yet" in drawn
    assert "Open an account." in drawn
    assert "<table" not in drawn


def test_sorting_keeps_the_filters_and_says_its_direction() -> None:
    drawn = draw([LAN], "/?q=la&sort=username")
    assert 'aria-sort="ascending"' in drawn
    assert 'href="?q=la&amp;sort=-username"' in drawn


def test_a_long_list_is_paged() -> None:
    drawn = draw([LAN, LAN, LAN])
    assert "1–2 of 3" in " ".join(drawn.split())


class PeopleFilter(HouseFilterSet):
    """A search field and two filters."""

    q = SearchFilter(method="search")
    theme = django_filters.MultipleChoiceFilter(choices=Theme.choices, label="Appearance")
    active = django_filters.BooleanFilter(field_name="is_active", label="Active")
    step = django_filters.ChoiceFilter(
        label="Step", method="search", choices=lambda: [("draft", "Drafting"), ("sign", "Signing")]
    )

    class Meta:
        model = User
        fields = ()

    def search(self, queryset, name, value):
        return queryset.filter(full_name__icontains=value)


def filtered(query: str) -> PeopleFilter:
    return PeopleFilter(QueryDict(query), queryset=User.objects.none())


def test_every_filter_in_use_is_a_chip_in_words() -> None:
    chips = filtered("theme=dark&theme=light&q=lan").chips
    assert [(c.name, c.value, str(c.label), str(c.text)) for c in chips] == [
        ("theme", "dark", "Appearance", "Dark"),
        ("theme", "light", "Appearance", "Light"),
    ]


def test_a_chip_has_its_word_also_where_the_choices_are_asked_for_late() -> None:
    assert [str(chip.text) for chip in filtered("step=sign").chips] == ["Signing"]


def test_no_filter_no_chip() -> None:
    assert filtered("").chips == []


def test_the_query_of_a_list_brings_the_same_list_back() -> None:
    assert filtered("q=lan&theme=dark&page=3&other=1").query == "q=lan&theme=dark"


def test_the_filter_bar_draws_search_fields_and_chips() -> None:
    request = RequestFactory().get("/?theme=dark")
    source = CottonCompiler().process('<c-filter-bar :filter="filter" />')
    drawn = Template(source).render(Context({"filter": filtered("theme=dark"), "request": request}))
    assert "data-search" in drawn
    assert "Remove the filter Appearance: Dark" in drawn
