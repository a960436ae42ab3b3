"""The base of every list's filter: a search field, removable chips, one query string.

    class PlanFilter(HouseFilterSet):
        q = SearchFilter(method="search")
        class Meta:
            model = Plan
            fields = ["stage", "unit"]

A saved view is a name for `filterset.query`, the canonical query string.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Model
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOT_FILTERS = ("q", "page", "sort", "per_page")


@dataclass(frozen=True)
class Chip:
    """One filter in use: what is asked, of what, and the value that a click takes away."""

    name: str
    value: str
    label: "StrOrPromise"
    text: "StrOrPromise"


class SearchFilter(django_filters.CharFilter):
    """The list's search field, always called `q`; give it `method=`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Search in this list"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)


class HouseFilterSet(django_filters.FilterSet):
    """Filters that say what they do: see `chips` and `query`."""

    @cached_property
    def chips(self) -> list[Chip]:
        """Return the filters in use; the search field keeps its own text and needs no chip."""
        if not self.is_bound or not self.form.is_valid():
            return []
        return [
            chip
            for name in self.form.fields
            if name not in NOT_FILTERS
            for chip in self._chips_of(name)
        ]

    @property
    def query(self) -> str:
        """Return the query string that brings exactly this list back (for saved views, exports)."""
        data = self.data or {}
        pairs = []
        for name in self.form.fields:
            values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
            pairs += [(name, value) for value in values if value]
        return urlencode(sorted(pairs))

    def _chips_of(self, name: str) -> list[Chip]:
        value = self.form.cleaned_data.get(name)
        if value is None or value in ("", [], False):
            return []
        label = self.form.fields[name].label or name
        raw = self.form[name].data
        many = raw if isinstance(raw, (list, tuple)) else [raw]
        return [
            Chip(name, str(item), label, self._words(name, item, value)) for item in many if item
        ]

    def _words(self, name: str, item: Any, value: Any) -> "StrOrPromise":
        """Return what the person chose, in the words of the field."""
        choices = getattr(self.form.fields[name], "choices", ())
        if isinstance(value, Model):
            return str(value)
        if value is True:
            return _("yes")
        for key, words in _flat(choices):
            if str(key) == str(item):
                return str(words)
        return str(item)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Return choices without their groups."""
    pairs: list[tuple[Any, Any]] = []
    for key, words in choices:
        if isinstance(words, (list, tuple)):
            pairs += [(inner, text) for inner, text in words]
        else:
            pairs.append((key, words))
    return pairs
