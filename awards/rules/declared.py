"""Requirements that look at the figures a unit declares: shares, numbers, nobody."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from .facts import Facts
from .figures import FIGURES, MEMBERS
from .findings import Verdict, met_if

Row = Mapping[str, Any]


def _figure(name: str) -> str:
    return str(FIGURES[name].label) if name in FIGURES else name


def share_words(row: Row, __: Mapping[str, str]) -> str:
    return _("%(figure)s: at least %(share)s of the members") % {
        "figure": _figure(row["figure"]),
        "share": _share(row),
    }


def _share(row: Row) -> str:
    percent = Fraction(100 * int(row["numerator"]), int(row["denominator"]))
    whole = percent.denominator == 1
    return f"{percent.numerator} %" if whole else f"{row['numerator']}/{row['denominator']}"


def judge_share(row: Row, facts: Facts) -> Verdict:
    part, members = facts.figures.get(row["figure"]), facts.figures.get(MEMBERS)
    if part is None or not members:
        return missing(row["figure"] if members else MEMBERS)
    met = part * int(row["denominator"]) >= members * int(row["numerator"])
    return met_if(
        met and part <= members,
        _("%(figure)s: %(part)s of %(members)s; needed: %(share)s.")
        % {
            "figure": _figure(row["figure"]),
            "part": part,
            "members": members,
            "share": _share(row),
        },
    )


def missing(name: str) -> Verdict:
    return met_if(False, _("The figure “%(figure)s” is missing.") % {"figure": _figure(name)})


def at_least_words(row: Row, __: Mapping[str, str]) -> str:
    return _("%(figure)s: at least %(number)s") % {
        "figure": _figure(row["figure"]),
        "number": row["number"],
    }


def judge_at_least(row: Row, facts: Facts) -> Verdict:
    found = facts.figures.get(row["figure"])
    if found is None:
        return missing(row["figure"])
    return met_if(
        found >= int(row["number"]),
        _("%(figure)s: %(found)s; needed: %(number)s.")
        % {"figure": _figure(row["figure"]), "found": found, "number": row["number"]},
    )


def none_of_words(row: Row, __: Mapping[str, str]) -> str:
    return _("%(figure)s: nobody") % {"figure": _figure(row["figure"])}


def judge_none_of(row: Row, facts: Facts) -> Verdict:
    found = facts.figures.get(row["figure"])
    if found is None:
        return missing(row["figure"])
    return met_if(
        found == 0,
        _("%(figure)s: %(found)s; there may be none.")
        % {"figure": _figure(row["figure"]), "found": found},
    )
