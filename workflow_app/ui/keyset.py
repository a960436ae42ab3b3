"""Turning pages of lists that never stop growing: from where one is, not by counting from the start.

    page = keyset_page(notices, ("-created", "-pk"), request.GET.get("after", ""), 25)

and `<c-next-page :page="page" />` below the list. The database walks an index from the last row
shown; page 400 costs what page 1 costs, and nothing is counted.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Some rows and the place after which the next page begins, if there is one."""

    rows: list[Any]
    more: str
    is_first: bool


def keyset_page(queryset: QuerySet[Any], order: Sequence[str], after: str, size: int) -> KeysetPage:
    """Return the rows that follow a place, or the first ones if it is no place of this list.

    `order` names columns or annotations that are never null and together tell every two rows
    apart; a minus stands for the largest first.
    """
    rows = queryset.order_by(*order)
    place = _read(after, len(order))
    is_first = place is None
    if place is not None:
        try:
            rows = rows.filter(later_than(order, place))
        except (ValidationError, ValueError, TypeError):
            is_first = True
    found = list(rows[: size + 1])
    more = _write(found[size - 1], order) if len(found) > size else ""
    return KeysetPage(found[:size], more, is_first)


def later_than(order: Sequence[str], place: Sequence[Any]) -> Q:
    """Return the condition of the rows that come after this place.

    The first column is bounded by itself as well, so that an index on it is walked from there.
    """
    later = Q()
    for index, name in enumerate(order):
        same = {one.lstrip("-"): value for one, value in zip(order[:index], place, strict=False)}
        later |= Q(**same) & Q(**{_beyond(name): place[index]})
    return Q(**{f"{_beyond(order[0])}e": place[0]}) & later


def _beyond(name: str) -> str:
    return f"{name[1:]}__lt" if name.startswith("-") else f"{name}__gt"


def _write(row: Any, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(text: str, length: int) -> list[Any] | None:
    """Read what `_write` wrote; nothing for anything else."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    fits = isinstance(values, list) and len(values) == length
    return values if fits and all(isinstance(value, (int, str)) for value in values) else None
