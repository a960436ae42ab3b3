"""A plan's content made readable: totals, the strip of the year, lines with their problems.

Pure functions over content (dictionaries), so that the draft, a frozen revision and an issued
decision are all read alike.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from plans.enums import ActivityKind, GuestLevel
from plans.rules import day_of
from workflow_app.approvals.kinds import Content, Problem
from workflow_app.lib.times import format_when

Line = dict[str, Any]

LANE_HEIGHT = 12
SHORTEST_BAR = 3
QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Share:
    """One group of lines: how many, for how much, and its part of the largest group in per cent."""

    label: str
    count: int
    amount: int
    percent: int = 0


@dataclass(frozen=True, slots=True)
class ReadableLine:
    """One line as people read it."""

    number: int
    uid: str
    title: str
    kind: str
    when: str
    place: str
    partner: str
    guests: str
    lead: str
    coordinators: str
    amount: int | None
    funding_source: str
    focus: str
    section: str
    is_planned: bool
    details: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_error(self) -> bool:
        """Whether a problem of this line stops the submission."""
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Bar:
    """An activity in the strip of the year, in days from the first of January."""

    uid: str
    title: str
    x: int
    y: int
    width: int
    css: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The year as bars packed into lanes."""

    bars: list[Bar]
    days: int
    height: int
    undated: int

    @property
    def months(self) -> list[int]:
        """The months above the strip."""
        return list(range(1, 13))


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a page says about a plan's content."""

    objectives: str
    planned: list[ReadableLine]
    ad_hoc: list[ReadableLine]
    total: int
    kinds: list[Share]
    quarters: list[Share]
    sources: list[Share]
    strip: Strip
    problems: list[Problem]
    errors: int
    warnings: int

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.planned) + len(self.ad_hoc)


def summarise(content: Content, problems: Sequence[Problem] = ()) -> Summary:
    """Return the readable form of any plan's content with its problems beside their lines."""
    lines: list[Line] = content["activities"]
    by_line: dict[str, list[Problem]] = {}
    for problem in problems:
        by_line.setdefault(problem.line, []).append(problem)
    readable = [
        readable_line(line, number, by_line.get(line["uid"], []))
        for number, line in enumerate(lines, start=1)
    ]
    return Summary(
        objectives=content.get("objectives", ""),
        planned=[line for line in readable if line.is_planned],
        ad_hoc=[line for line in readable if not line.is_planned],
        total=total_of(lines),
        kinds=shares(lines, kind_label),
        quarters=quarters(lines),
        sources=shares([line for line in lines if line["amount"]], source_label),
        strip=strip(lines, content["year"]),
        problems=by_line.get("", []),
        errors=sum(problem.is_error for problem in problems),
        warnings=sum(not problem.is_error for problem in problems),
    )


def total_of(lines: Iterable[Line]) -> int:
    """Return the sum of the amounts in đồng."""
    return sum(line["amount"] or 0 for line in lines)


def shares(lines: Iterable[Line], label: Callable[[Line], str]) -> list[Share]:
    """Group lines by a label, the largest amount first."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(label(line), []).append(line)
    found = [Share(name, len(group), total_of(group)) for name, group in groups.items()]
    found.sort(key=lambda share: (-share.amount, -share.count, share.label))
    return _scaled(found)


def quarters(lines: Iterable[Line]) -> list[Share]:
    """Count every line in the quarter in which it begins; undated ones stand apart."""
    groups: dict[str, list[Line]] = {name: [] for name in QUARTERS}
    undated: list[Line] = []
    for line in lines:
        first = day_of(line["first_day"])
        group = groups[QUARTERS[(first.month - 1) // 3]] if first else undated
        group.append(line)
    found = [
        Share(_("Quarter %(quarter)s") % {"quarter": name}, len(group), total_of(group))
        for name, group in groups.items()
    ]
    if undated:
        found.append(Share(_("No time yet"), len(undated), total_of(undated)))
    return _scaled(found)


def _scaled(found: list[Share]) -> list[Share]:
    """Measure by money where there is any, else by the number of lines."""
    by_money = any(share.amount for share in found)

    def size(share: Share) -> int:
        return share.amount if by_money else share.count

    largest = max((size(share) for share in found), default=0)
    return [
        Share(
            share.label, share.count, share.amount, size(share) * 100 // largest if largest else 0
        )
        for share in found
    ]


def kind_label(line: Line) -> str:
    """Return the word for the line's kind; content keeps words of kinds we no longer know."""
    kind = line["kind"]
    return str(ActivityKind(kind).label) if kind in ActivityKind.values else str(kind)


def source_label(line: Line) -> str:
    """Return the funding source as written."""
    return line["funding_source"].strip() or _("No source named")


def when_text(line: Line) -> str:
    """Return the words people used for the time, else the days."""
    first, last = day_of(line["first_day"]), day_of(line["last_day"])
    if line["when_words"].strip():
        return str(line["when_words"])
    return format_when(first, last or first) if first else ""


def readable_line(line: Line, number: int, problems: list[Problem]) -> ReadableLine:
    """Put one line into words."""
    details = [
        (_("Purpose, content"), line["purpose"]),
        (_("Expected result"), line["expected_result"]),
        (_("Remarks"), line["remarks"]),
    ]
    return ReadableLine(
        number=number,
        uid=line["uid"],
        title=line["title"],
        kind=kind_label(line),
        when=when_text(line),
        place=line["place"],
        partner=line["partner"],
        guests=_guests(line),
        lead=line["lead"],
        coordinators=line["coordinators"],
        amount=line["amount"],
        funding_source=line["funding_source"],
        focus=line.get("focus_area") or line["focus_words"],
        section=line["section"],
        is_planned=line["is_planned"],
        details=[(name, text) for name, text in details if text.strip()],
        problems=problems,
    )


def _guests(line: Line) -> str:
    level, count = line["guest_level"], line["guest_count"]
    words = [str(GuestLevel(level).label)] if level and level in GuestLevel.values else []
    if count:
        words.append(_("%(count)s guests") % {"count": count})
    return ", ".join(words)


def strip(lines: Iterable[Line], year: int) -> Strip:
    """Pack the dated lines into as few lanes as they need, the earliest first."""
    start = dt.date(year, 1, 1)
    days = (dt.date(year + 1, 1, 1) - start).days
    lanes: list[int] = []
    bars: list[Bar] = []
    undated = 0
    for line in sorted(lines, key=lambda line: (line["first_day"] or "", line["last_day"] or "")):
        span = _clip(line, start, days)
        if span is None:
            undated += 1
            continue
        x, width = span
        lane = next((number for number, end in enumerate(lanes) if end <= x), len(lanes))
        if lane == len(lanes):
            lanes.append(0)
        lanes[lane] = x + width + 1
        bars.append(
            Bar(line["uid"], _bar_title(line), x, lane * LANE_HEIGHT, width, _bar_css(line, width))
        )
    return Strip(bars, days, max(len(lanes), 1) * LANE_HEIGHT, undated)


def _clip(line: Line, start: dt.date, days: int) -> tuple[int, int] | None:
    """Return offset and width within the year, or nothing for a line without a day in it."""
    first = day_of(line["first_day"])
    if first is None:
        return None
    last = day_of(line["last_day"]) or first
    begin, end = max((first - start).days, 0), min((last - start).days, days - 1)
    if begin > end:
        return None
    width = max(end - begin + 1, SHORTEST_BAR)
    return min(begin, days - width), width


def _bar_title(line: Line) -> str:
    return f"{when_text(line)}: {line['title']}"


def _bar_css(line: Line, width: int) -> str:
    if not line["is_planned"]:
        return "bar-adhoc"
    return "bar-precise" if width <= 31 else "bar-vague"  # noqa: PLR2004 -- a month
