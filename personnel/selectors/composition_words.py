"""The sentences of a composition, in the language in force."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from personnel.enums import Dimension, Region, Sex
from workflow_app.organization.enums import SeatPost, UnitKind

from .composition import Composition, SeatShown, Target, TargetResult, band_of

GROUPS: dict[str, Any] = {
    Dimension.SEX: Sex,
    Dimension.UNIT_KIND: UnitKind,
    Dimension.REGION: Region,
}


def group_label(dimension: str, value: str) -> str:
    """Return the name of a group: of a sex, an age, a kind of unit, a region."""
    if not value:
        return _("not counted") if dimension == Dimension.REGION else _("not known")
    if dimension != Dimension.AGE:
        return str(GROUPS[dimension](value).label)
    first, last = band_of(value)
    if first is None:
        return _("up to %(last)s years") % {"last": last}
    if last is None:
        return _("%(first)s years and more") % {"first": first}
    return _("%(first)s to %(last)s years") % {"first": first, "last": last}


def target_label(target: Target) -> str:
    """Return whom a target is about."""
    group = group_label(target.dimension, target.value)
    return f"{Dimension(target.dimension).label}: {group}"


def sentence_of(result: TargetResult, decided: int) -> str:
    """Return the arithmetic of a target as one sentence."""
    at_least = result.target.at_least
    if isinstance(at_least, int):
        wanted = _("At least %(needed)s are wanted; there are %(have)s.")
        share = ""
    else:
        share = f"{at_least[0]}/{at_least[1]}"
        wanted = _(
            "At least %(share)s of the %(decided)s seats decided, which is %(needed)s;"
            " there are %(have)s."
        )
    words = wanted % {
        "needed": result.needed,
        "have": result.have,
        "share": share,
        "decided": decided,
    }
    if result.missing:
        missing = ngettext("%(count)s is missing.", "%(count)s are missing.", result.missing)
        words += " " + missing % {"count": result.missing}
    if result.unknown:
        unknown = ngettext(
            "Of %(count)s member it is not known.",
            "Of %(count)s members it is not known.",
            result.unknown,
        )
        words += " " + unknown % {"count": result.unknown}
    return words


def seat_words(seat: SeatShown) -> str:
    """Return what a seat of the picture says, for those who do not see it."""
    values = {
        "number": seat.number,
        "name": seat.holder.name if seat.holder else "",
        "until": f"{seat.until:%d/%m/%Y}" if seat.until else "",
        "before": seat.before.name if seat.before else "",
    }
    sentences = {
        "filled": _("Seat %(number)s: %(name)s"),
        "ending": _("Seat %(number)s: %(name)s, ending on %(until)s"),
        "vacant": _("Seat %(number)s: vacant"),
        "entering": _("Seat %(number)s: %(name)s enters"),
    }
    words = sentences[seat.state] % values
    return words + (", " + _("before: %(before)s") % values if seat.before else "")


def picture_of(composition: Composition) -> list[dict[str, Any]]:
    """Return the seats for the picture: those with a post apart, then the members."""
    groups: dict[str, list[dict[str, Any]]] = {"posts": [], "members": []}
    for seat in composition.seats:
        has_post = seat.post not in ("", SeatPost.MEMBER)
        post = str(SeatPost(seat.post).label) if has_post else ""
        groups["posts" if has_post else "members"].append(
            {"seat": seat, "post": post, "words": seat_words(seat)}
        )
    names = {"posts": _("Posts"), "members": _("Members")}
    return [
        {"name": names[key], "seats": seats, "is_posts": key == "posts"}
        for key, seats in groups.items()
        if seats
    ]


def structure_of(composition: Composition) -> list[dict[str, Any]]:
    """Return how many sit of each group, for a table: exact counts, never rounded shares."""
    return [
        {
            "dimension": Dimension(dimension).label,
            "groups": [
                {"label": group_label(dimension, value), "count": count, "is_unknown": not value}
                for value, count in groups.items()
            ],
        }
        for dimension, groups in composition.groups.items()
    ]


def targets_of(composition: Composition) -> list[dict[str, Any]]:
    """Return the targets with their sentences."""
    return [
        {
            "result": result,
            "label": target_label(result.target),
            "sentence": sentence_of(result, composition.decided),
        }
        for result in composition.targets
    ]


def shown(composition: Composition) -> dict[str, Any]:
    """Return everything that the templates `personnel/composition_*.html` draw."""
    return {
        "composition": composition,
        "picture": picture_of(composition),
        "structure": structure_of(composition),
        "targets": targets_of(composition),
    }
