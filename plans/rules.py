"""Checks of a plan's lines that explain themselves, each with its legal basis.

They look at content (dictionaries), so the editor, the import preview, the submission and a
frozen revision are all judged by the same functions.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from plans.enums import ActivityKind, GuestLevel
from workflow_app.approvals.kinds import Content, Problem
from workflow_app.rulebook.selectors import RuleInForce

Line = dict[str, Any]
Rules = dict[str, RuleInForce]

RULE_KEYS = ("conference.lead_days", "conference.lead_days_prime_minister")
A_MONTH = 31
FUNDING_BASIS = "Thông tư 35/2026/TT-BTC, Điều 3"


def problems_of_content(content: Content, rules: Rules) -> list[Problem]:
    """Return every problem of a plan's content; `rules` are those named in RULE_KEYS."""
    lines: list[Line] = content["activities"]
    problems: list[Problem] = []
    if not lines:
        problems.append(Problem(_("The plan has no activity yet."), is_error=True))
    for line in lines:
        problems.extend(problems_of_line(line, content["year"], rules))
    problems.extend(overlapping_delegations(lines))
    return problems


def problems_of_line(line: Line, year: int, rules: Rules) -> Iterator[Problem]:
    """Check one line on its own."""
    uid = line.get("uid") or ""
    if not line["title"].strip():
        yield Problem(_("The activity has no name."), line=uid, column="title", is_error=True)
    if not line["lead"].strip():
        yield Problem(
            _("The lead unit is missing: who is responsible?"),
            line=uid,
            column="lead",
            is_error=True,
        )
    if line["amount"] and not line["funding_source"].strip():
        yield Problem(
            _("An amount needs its funding source."),
            legal_basis=FUNDING_BASIS,
            line=uid,
            column="funding_source",
            is_error=True,
        )
    yield from _problems_of_time(line, year, uid)
    if line["kind"] == ActivityKind.CONFERENCE:
        yield _conference(line, uid, rules)


def _problems_of_time(line: Line, year: int, uid: str) -> Iterator[Problem]:
    first, last = day_of(line["first_day"]), day_of(line["last_day"])
    if first is None:
        yield Problem(
            _("The time is missing or could not be read; a month or a quarter is enough."),
            line=uid,
            column="when_words",
        )
    elif first.year != year or (last is not None and last.year != year):
        yield Problem(
            _("The time lies outside the plan's year %(year)s.") % {"year": year},
            line=uid,
            column="when_words",
            is_error=True,
        )


def _conference(line: Line, uid: str, rules: Rules) -> Problem:
    """International conferences need a permit, asked for 30 or 40 days ahead."""
    high = line["guest_level"] in GuestLevel.prime_minister_levels
    rule = rules["conference.lead_days_prime_minister" if high else "conference.lead_days"]
    first = day_of(line["first_day"])
    if first is None:
        text = _(
            "An international conference needs a permit; the request goes in %(days)s days ahead."
        ) % {"days": rule.value}
    else:
        text = _(
            "An international conference needs a permit: hand in the request by %(day)s "
            "(%(days)s days ahead)."
        ) % {"day": f"{first - dt.timedelta(days=rule.value):%d/%m/%Y}", "days": rule.value}
    return Problem(text, legal_basis=rule.legal_basis, line=uid, column="kind")


def overlapping_delegations(lines: Iterable[Line]) -> Iterator[Problem]:
    """Delegations of one direction with the same partner at the same time are probably one."""
    dated = [
        line
        for line in lines
        if line["kind"] in ActivityKind.delegations
        and line["first_day"]
        and line["partner"].strip()
        and _is_precise(line)
    ]
    for one, other in combinations(dated, 2):
        if (
            one["kind"] == other["kind"]
            and one["partner"].strip().casefold() == other["partner"].strip().casefold()
            and one["first_day"] <= (other["last_day"] or other["first_day"])
            and other["first_day"] <= (one["last_day"] or one["first_day"])
        ):
            yield Problem(
                _("Overlaps with “%(other)s”: same partner, same time. Should they be one?")
                % {"other": other["title"]},
                line=one.get("uid") or "",
                column="when_words",
            )


def _is_precise(line: Line) -> bool:
    """A quarter or "all year" overlaps with everything and says nothing."""
    first, last = day_of(line["first_day"]), day_of(line["last_day"])
    return first is not None and last is not None and (last - first).days <= A_MONTH


def day_of(value: str | None) -> dt.date | None:
    """Read an ISO date."""
    return dt.date.fromisoformat(value) if value else None
