"""The requirements of an award as data: each row names a check and its few values.

A row is {"check": name, "way": 0, "basis": "", ...values}. Rows with way 0 must all hold. Rows with
a way from 1 belong to alternatives: all rows of at least one way must hold ("any one of", Law Đ73
and Đ74). `basis` is the clause of the row, where it is another than that of the version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from awards.enums import ClusterResult, Completion, MatterKind

from .declared import (
    at_least_words,
    judge_at_least,
    judge_none_of,
    judge_share,
    missing,
    none_of_words,
    share_words,
)
from .facts import Facts
from .findings import Answer, Verdict, met_if

Row = Mapping[str, Any]
MOST_WAYS = 5
MONTHS = 12
LESS_FOR_WOMEN = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of requirement: its values, how it is said, how it is judged."""

    name: str
    label: StrPromise
    values: tuple[str, ...]
    words: Callable[[Row, Mapping[str, str]], str]
    judge: Callable[[Row, Facts], Verdict]


def _level(value: str) -> str:
    return str(Completion(value).label)


# level of completion


def _completion_words(row: Row, __: Mapping[str, str]) -> str:
    return _("%(level)s or better in the year") % {"level": _level(row["level"])}


def _completion(row: Row, facts: Facts) -> Verdict:
    found = facts.completions.get(facts.year, "")
    names = {"year": facts.year, "wanted": _level(row["level"])}
    if not found:
        return met_if(
            False,
            _("No level of completion is given for %(year)s; “%(wanted)s” is needed.") % names,
        )
    return met_if(
        Completion(found).rank >= Completion(row["level"]).rank,
        _("%(year)s: “%(found)s”; needed at least: “%(wanted)s”.")
        % (names | {"found": _level(found)}),
    )


def _completion_years_words(row: Row, __: Mapping[str, str]) -> str:
    return _("%(level)s or better in %(years)s consecutive years") % {
        "level": _level(row["level"]),
        "years": row["years"],
    }


def _completion_years(row: Row, facts: Facts) -> Verdict:
    least, wanted = Completion(row["level"]).rank, int(row["years"])
    run = 0
    while (level := facts.completions.get(facts.year - run)) and Completion(level).rank >= least:
        run += 1
    return met_if(
        run >= wanted,
        _("“%(level)s” in %(run)s consecutive years up to %(year)s; needed: %(wanted)s.")
        % {"level": _level(row["level"]), "run": run, "year": facts.year, "wanted": wanted},
    )


# titles and awards held before


def _title_words(row: Row, names: Mapping[str, str]) -> str:
    values = {"award": names.get(row["award"], row["award"]), "times": row["times"]}
    if row.get("consecutive") and row["times"] > 1:
        return _("“%(award)s” in %(times)s consecutive years") % values
    return _("“%(award)s”, number of times: at least %(times)s") % values


def _titles(row: Row, facts: Facts) -> Verdict:
    code, wanted = row["award"], int(row["times"])
    held = [it for it in facts.history if it.award == code and it.is_granted]
    counted = [it for it in held if it.is_basis or "no_basis" not in facts.standing]
    years = {it.year for it in counted if it.year <= facts.year}
    years |= {year for year, codes in facts.titles.items() if code in codes and year <= facts.year}
    number = _run(years, facts.year) if row.get("consecutive") else len(years)
    told = ", ".join(str(year) for year in sorted(years)) or _("no year")
    text = _("“%(award)s”: %(years)s; needed: %(wanted)s.") % {
        "award": facts.award_names.get(code, code),
        "years": told,
        "wanted": _title_words(row, facts.award_names),
    }
    if len(counted) < len(held):
        text += " " + _("Awards of thematic and ad-hoc campaigns do not count (%(basis)s).") % {
            "basis": facts.standing["no_basis"]
        }
    return met_if(number >= wanted, text)


def _run(years: set[int], last: int) -> int:
    """Return how many years in a row end with the year of the merit or the one before it."""
    best = 0
    for end in (last, last - 1):
        length = 0
        while end - length in years:
            length += 1
        best = max(best, length)
    return best


# initiative, discipline, years of contribution


def _initiative_words(row: Row, __: Mapping[str, str]) -> str:
    number = int(row.get("number", 1))
    return ngettext(
        "%(number)s certified initiative or research work",
        "%(number)s certified initiatives or research works",
        number,
    ) % {"number": number}


def _initiative(row: Row, facts: Facts) -> Verdict:
    wanted = int(row.get("number", 1))
    own = 1 if facts.initiative.strip() and facts.initiative_number.strip() else 0
    found = max(own, facts.figures.get("initiatives", 0)) if own else 0
    if not own:
        text = _("No initiative with the number of its certificate is named.")
    else:
        text = _("Certified initiatives: %(found)s; needed: %(wanted)s.") % {
            "found": found,
            "wanted": wanted,
        }
    return met_if(found >= wanted, text)


def _no_discipline_words(_row: Row, __: Mapping[str, str]) -> str:
    return _("Not disciplined in the counting period")


def _no_discipline(_row: Row, facts: Facts) -> Verdict:
    found = [
        it
        for it in facts.matters
        if it.kind == MatterKind.DISCIPLINE
        and not it.is_cleared
        and it.since <= facts.counts_to
        and (it.ended is None or it.ended >= facts.counts_from)
    ]
    return met_if(
        not found,
        _("Disciplined in the counting period.")
        if found
        else _("No discipline in the counting period."),
    )


def _service_words(row: Row, __: Mapping[str, str]) -> str:
    return _("%(years)s years of contribution; women in leading posts one third less") % {
        "years": row["years"]
    }


def _service(row: Row, facts: Facts) -> Verdict:
    years = facts.figures.get("service_years")
    if years is None:
        return missing("service_years")
    months = Fraction(int(row["years"]) * MONTHS)
    eased = facts.is_woman and bool(facts.figures.get("is_leader")) and "women" in facts.standing
    if eased:
        months *= LESS_FOR_WOMEN
    text = _("Years of contribution: %(years)s; needed: %(wanted)s.") % {
        "years": years,
        "wanted": _years(months),
    }
    if eased:
        text += " " + _("One third less for a woman in a leading post (%(basis)s).") % {
            "basis": facts.standing["women"]
        }
    return met_if(years * MONTHS >= months, text)


def _years(months: Fraction) -> str:
    whole, rest = divmod(-(-months.numerator // months.denominator), MONTHS)
    if not rest:
        return str(whole)
    return _("%(years)s years and %(months)s months") % {"years": whole, "months": rest}


# what others decide


def _cluster_words(_row: Row, __: Mapping[str, str]) -> str:
    return _("Chosen by the cluster as one that leads it")


def _cluster(_row: Row, facts: Facts) -> Verdict:
    if facts.cluster_result == ClusterResult.NOMINATED:
        return Verdict(Answer.MET, _("The cluster has nominated it."))
    if facts.cluster_result == ClusterResult.NOT_NOMINATED:
        return Verdict(Answer.FAILED, _("The cluster has not nominated it."))
    if facts.in_cluster:
        return Verdict(Answer.JUDGE, _("The cluster has not chosen yet."))
    return Verdict(
        Answer.JUDGE, _("The unit belongs to no cluster; compare it with others of its kind.")
    )


def _judgement_words(row: Row, __: Mapping[str, str]) -> str:
    return capfirst(str(row["text"]))


def _judgement(row: Row, __: Facts) -> Verdict:
    return Verdict(
        Answer.JUDGE,
        _("To be judged by the report of achievements: %(text)s") % {"text": row["text"]},
    )


CHECKS = {
    check.name: check
    for check in (
        Check(
            "completion",
            gettext_lazy("Level of completion of the year"),
            ("level",),
            _completion_words,
            _completion,
        ),
        Check(
            "completion_years",
            gettext_lazy("Level of completion of consecutive years"),
            ("level", "years"),
            _completion_years_words,
            _completion_years,
        ),
        Check(
            "title_times",
            gettext_lazy("Title or award held before"),
            ("award", "times", "consecutive"),
            _title_words,
            _titles,
        ),
        Check(
            "share",
            gettext_lazy("Share of the members"),
            ("figure", "numerator", "denominator"),
            share_words,
            judge_share,
        ),
        Check(
            "at_least",
            gettext_lazy("Number of members or works"),
            ("figure", "number"),
            at_least_words,
            judge_at_least,
        ),
        Check(
            "none_of",
            gettext_lazy("Nobody of the members"),
            ("figure",),
            none_of_words,
            judge_none_of,
        ),
        Check(
            "initiative",
            gettext_lazy("Initiative with a certificate"),
            ("number",),
            _initiative_words,
            _initiative,
        ),
        Check(
            "no_discipline",
            gettext_lazy("No discipline in the counting period"),
            (),
            _no_discipline_words,
            _no_discipline,
        ),
        Check(
            "service",
            gettext_lazy("Years of contribution"),
            ("years",),
            _service_words,
            _service,
        ),
        Check(
            "cluster_choice",
            gettext_lazy("Choice of the cluster"),
            (),
            _cluster_words,
            _cluster,
        ),
        Check(
            "judgement",
            gettext_lazy("Criterion that people judge"),
            ("text",),
            _judgement_words,
            _judgement,
        ),
    )
}


def words_of(row: Row, award_names: Mapping[str, str]) -> str:
    """Say one requirement as people read it."""
    return CHECKS[row["check"]].words(row, award_names)
