"""Template tags of the house: dates, money, people and states as the pages show them.

The library is a builtin: pages need no `{% load %}`.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.context import Context
from django.templatetags.static import StaticNode
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from workflow_app.lib.money import format_dong
from workflow_app.lib.names import initials
from workflow_app.ui import diff as differences
from workflow_app.ui import html
from workflow_app.ui.counters import capped

if TYPE_CHECKING:
    from django.http import QueryDict

register = template.Library()
INDENTATION = re.compile(r"\s*\n\s*")


@lru_cache(maxsize=500)
def _address_of(path: str) -> str:
    return StaticNode.handle_simple(path)


class KeptStaticNode(StaticNode):
    """Django's own `{% static %}`, asked once for each file: it looks through all apps each time."""

    @classmethod
    def handle_simple(cls, path: str) -> str:
        """Return the address of a file of the look."""
        return _address_of(path)


register.tag("static", KeptStaticNode.handle_token)
register.simple_tag(html.icon, name="icon")
register.simple_tag(html.badge, name="badge")
register.simple_tag(html.person, name="person")
register.filter("initials", initials)
register.filter("capped", capped)


@register.filter
def compact(markup: SafeString) -> SafeString:
    """Leave out the indentation of templates: `{% filter compact %}` round parts without text fields."""
    return SafeString(INDENTATION.sub("\n", markup))


@register.filter
def dong(amount: int | None) -> str:
    """Write an amount of đồng: `15.000.000 đ`; a dash where none is given."""
    return "–" if amount is None else format_dong(amount)


@register.filter
def money(amount: int | None) -> SafeString:
    """Write an amount that never breaks over two lines."""
    return html.money(amount)


@register.filter
def due(value: date | datetime | None) -> SafeString:
    """Write a due time: how long is left, the day, and the exact time on hover or tap."""
    return html.due(value)


@register.filter
def when(value: date | datetime | None) -> SafeString:
    """Write a past or planned time, exact on hover."""
    return html.when(value)


@register.filter
def exact(value: date | datetime) -> str:
    """Write the full day, with the time where one is known."""
    return html.exact(value)


@register.simple_tag(takes_context=True)
def query_without(context: Context, name: str, value: str = "") -> str:
    """Return the page's query without one filter (or one of its values), back on page one."""
    query: QueryDict = context["request"].GET.copy()
    kept = [item for item in query.getlist(name) if value and item != str(value)]
    query.setlist(name, kept)
    if not kept:
        query.pop(name, None)
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def page_query(context: Context, name: str, value: object) -> str:
    """Return the page's query with one parameter replaced."""
    query: QueryDict = context["request"].GET.copy()
    query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def page_range(page: Page[Any]) -> list[int | str]:
    """Return the page numbers to offer, with gaps, around the one being shown."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def widget_kind(field: BoundField) -> str:
    """Tell the component how a field is laid out: check, choices, select, file, area or line."""
    widget = field.field.widget
    kinds: list[tuple[type[forms.Widget], str]] = [
        (forms.CheckboxInput, "check"),
        (forms.CheckboxSelectMultiple, "choices"),
        (forms.RadioSelect, "choices"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
        (forms.Textarea, "area"),
    ]
    return next((kind for base, kind in kinds if isinstance(widget, base)), "line")


WIDGET_CLASSES = {
    "check": "form-check-input",
    "choices": "",
    "select": "form-select",
}


@register.simple_tag
def render_field(field: BoundField, **attrs: Any) -> SafeString:
    """Draw the widget in the house's look; Django itself ties help and errors to it."""
    classes = [
        str(field.field.widget.attrs.get("class", "")),
        WIDGET_CLASSES.get(widget_kind(field), "form-control"),
        "is-invalid" if field.errors else "",
    ]
    placeholder = field.field.widget.attrs.get("placeholder", "")
    if placeholder and not attrs.get("placeholder"):
        # A placeholder that only repeats the label says nothing and vanishes while typing.
        attrs["placeholder"] = "" if str(placeholder).startswith(str(field.label)) else placeholder
    given = {
        name.replace("_", "-"): value
        for name, value in attrs.items()
        if value or name == "placeholder"
    }
    return field.as_widget(
        attrs={**given, "class": " ".join(part for part in classes if part)},
    )


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> SafeString:
    """Return the options of a select; a sheet has thousands, and a template takes its time for each."""
    return SafeString(
        "".join(
            [
                f'<option value="{conditional_escape(value)}"'
                f"{' selected' if value == chosen else ''}>{conditional_escape(label)}</option>"
                for value, label in choices
            ]
        )
    )


@register.simple_tag
def changes(old: object, new: object) -> differences.Marked:
    """Return both texts with what went and what came marked, word by word."""
    return differences.mark(str(old or ""), str(new or ""))


@register.simple_tag
def second_line(column: Any, record: Any) -> Any:
    """Return what a list shows under the title of a row (see `tables.TitleColumn`)."""
    return column.column.second_line(record)


SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


@register.filter
def device(user_agent: str) -> str:
    """Name a browser and its device in words that people know."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or user_agent[:60]
