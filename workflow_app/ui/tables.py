"""The base of every list: one look, sortable, cards on a phone.

    class PlanTable(HouseTable):
        code = CodeColumn()
        title = TitleColumn(linkify=True, under="unit_name")
        due = DueColumn()
        amount = MoneyColumn()

        class Meta(HouseTable.Meta):
            fields = ["title", "code", "due", "amount"]

On a phone the cell with the role "title" is the card's first line and the one with the role
"action" its button; other cells carry their column's name.
"""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from . import html


class HouseTable(tables.Table):
    """A table in the look of the house; the query behind it decides who sees which rows."""

    class Meta:
        template_name = "django_tables2/house.html"
        attrs = {"class": "table house-table house-cards"}
        per_page_field = "per_page"
        order_by_field = "sort"
        empty_text = _("Nothing here.")

    caption: Any = ""
    empty_icon = "inbox"
    empty_title: Any = _("Nothing here")
    empty_help: Any = ""


class TitleColumn(tables.Column):
    """The name of the row and its link, with a quiet second line taken from `under`."""

    role = "title"

    def __init__(self, *args: Any, under: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.under = under

    def render(self, value: Any) -> Any:
        """Return the title; the link is put round it by `linkify`."""
        return value

    def second_line(self, record: Any) -> Any:
        """Return what stands under the title."""
        return tables.A(self.under).resolve(record, quiet=True) if self.under else ""


class ActionColumn(tables.TemplateColumn):
    """The one action of the row."""

    role = "action"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("verbose_name", "")
        super().__init__(*args, **kwargs)


class CodeColumn(tables.Column):
    """A code that can be copied."""

    def render(self, value: Any) -> SafeString:
        """Draw the copy button of the components."""
        return SafeString(render_to_string("components/code.html", {"value": value}))


class DueColumn(tables.Column):
    """A due time as people say it."""

    def render(self, value: Any) -> SafeString:
        """Say how long is left."""
        return html.due(value)


class WhenColumn(tables.Column):
    """A past or planned time."""

    def render(self, value: Any) -> SafeString:
        """Write day and hour."""
        return html.when(value)


class MoneyColumn(tables.Column):
    """An amount in đồng, at the end of its column."""

    attrs = {"td": {"class": "num"}, "th": {"class": "num"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", self.attrs)
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> SafeString:
        """Write the amount."""
        return html.money(value)


class PersonColumn(tables.Column):
    """A person with the office taken from `office`."""

    def __init__(self, *args: Any, office: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office

    def render(self, value: Any, record: Any) -> SafeString:
        """Write name and office."""
        office = tables.A(self.office).resolve(record, quiet=True) if self.office else ""
        return html.person(str(value), office or "")


class StateColumn(tables.Column):
    """A state: `tones` maps the stored value to a tone; the words come from the choices."""

    def __init__(self, *args: Any, tones: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tones = tones or {}

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        """Draw the word with its tone and icon."""
        stored = bound_column.accessor.resolve(record, quiet=True)
        return html.badge(self.tones.get(str(stored), "grey"), str(value))


class CheckColumn(tables.Column):
    """A box to choose rows for a bulk decision; the header chooses what is shown on this page."""

    role = "check"
    empty_values = ()

    def __init__(self, *args: Any, name: str = "chosen", **kwargs: Any) -> None:
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("verbose_name", _("Choose"))
        super().__init__(*args, **kwargs)
        self.field = name

    @property
    def header(self) -> SafeString:
        """Draw the box that chooses all rows of the page."""
        return format_html(
            '<input type="checkbox" class="form-check-input row-check" data-check-all aria-label="{}">',
            _("Choose all rows of this page"),
        )

    def render(self, record: Any) -> SafeString:
        """Draw the box of one row, named after the row."""
        return format_html(
            '<input type="checkbox" class="form-check-input row-check" data-check name="{}" '
            'value="{}" aria-label="{}">',
            self.field,
            record.pk,
            str(record),
        )
