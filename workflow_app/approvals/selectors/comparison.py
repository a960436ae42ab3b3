"""What changed between two contents of a dossier: field by field, line by line. Pure."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

Content = Mapping[str, Any]
Words = Callable[[str, Any], str]

HIDDEN = frozenset({"schema", "uid", "kind", "code"})
ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, before and after."""

    label: str
    old: str
    new: str
    state: str = CHANGED
    who: str = ""


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line, before and after; `is_moved` when its place among the others changed."""

    uid: str
    title: str
    state: str
    fields: list[Difference] = field(default_factory=list)
    is_moved: bool = False
    old_position: int | None = None
    new_position: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs."""

    fields: list[Difference]
    lines: list[LineDifference]
    unchanged: int

    def count(self, state: str) -> int:
        """Return how many lines are in this state."""
        return sum(1 for line in self.lines if line.state == state)

    @property
    def added(self) -> int:
        """Lines that came."""
        return self.count(ADDED)

    @property
    def removed(self) -> int:
        """Lines that went."""
        return self.count(REMOVED)

    @property
    def changed(self) -> int:
        """Lines with other words or figures."""
        return self.count(CHANGED)

    @property
    def moved(self) -> int:
        """Lines in another place."""
        return sum(1 for line in self.lines if line.is_moved)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.fields and not self.lines


@dataclass(frozen=True, slots=True)
class Reader:
    """How a kind of dossier is read: where its lines are, what they and their fields are called."""

    lines_key: str = ""
    line_title: Callable[[dict[str, Any]], str] = str
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Words | None = None

    def label(self, name: str) -> str:
        """Return the field's name, beginning with a capital."""
        text = str(self.labels.get(name, name))
        return text[:1].upper() + text[1:]

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Return the fields as people know them on the form; unnamed ones last."""
        known = {name: index for index, name in enumerate(self.labels)}
        return sorted(names, key=lambda name: known.get(name, len(known)))

    def say(self, name: str, value: Any) -> str:
        """Return a value as people write it."""
        if self.words is not None and value not in (None, ""):
            return self.words(name, value)
        return plain_words(value)


def plain_words(value: Any) -> str:
    """Write a stored value: yes and no, days, figures with dots, everything else as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, Mapping):
        return str(value.get("name") or ", ".join(plain_words(part) for part in value.values()))
    if isinstance(value, list):
        return ", ".join(plain_words(part) for part in value)
    return _day(str(value))


def _day(text: str) -> str:
    try:
        return date_format(dt.date.fromisoformat(text), "d/m/Y") if len(text) == 10 else text  # noqa: PLR2004 -- 2027-09-01
    except ValueError:
        return text


def compare(old: Content, new: Content, reader: Reader) -> Comparison:
    """Compare two contents. Lines are matched by `uid`, so a moved line is not a new one."""
    before = _lines(old, reader)
    after = _lines(new, reader)
    staying = _staying([uid for uid in before if uid in after], list(after))
    names = list(before)
    lines = [
        _line(uid, before.get(uid), line, reader)
        if uid not in before
        else _kept(uid, before[uid], line, reader, moved=uid not in staying)
        for uid, line in after.items()
    ]
    shown = [
        _placed(line, names, list(after)) for line in lines if line.state != SAME or line.is_moved
    ]
    gone = [
        _placed(_line(uid, line, None, reader), names, list(after))
        for uid, line in before.items()
        if uid not in after
    ]
    return Comparison(
        fields=_fields(old, new, reader, skip=reader.lines_key),
        lines=[*shown, *gone],
        unchanged=len(lines) - len(shown),
    )


def _lines(content: Content, reader: Reader) -> dict[str, dict[str, Any]]:
    rows: Sequence[dict[str, Any]] = content.get(reader.lines_key, []) if reader.lines_key else []
    return {str(row.get("uid", index)): row for index, row in enumerate(rows)}


def _line(
    uid: str, old: dict[str, Any] | None, new: dict[str, Any] | None, reader: Reader
) -> LineDifference:
    """Return a line that came or went, with every field that says something."""
    line = new if new is not None else old or {}
    state = ADDED if new is not None else REMOVED
    fields = [
        Difference(
            reader.label(name),
            "" if new is not None else reader.say(name, line[name]),
            reader.say(name, line[name]) if new is not None else "",
            state,
        )
        for name in reader.in_order(line)
        if name not in HIDDEN - {"kind"} and plain_words(line[name])
    ]
    return LineDifference(uid, reader.line_title(line), state, fields)


def _kept(
    uid: str, old: dict[str, Any], new: dict[str, Any], reader: Reader, *, moved: bool
) -> LineDifference:
    fields = _fields(old, new, reader, hidden=HIDDEN - {"kind"})
    state = CHANGED if fields else SAME
    return LineDifference(uid, reader.line_title(new), state, fields, is_moved=moved)


def _placed(line: LineDifference, old: list[str], new: list[str]) -> LineDifference:
    """Add the line's number before and after, as people count."""
    return LineDifference(
        line.uid,
        line.title,
        line.state,
        line.fields,
        line.is_moved,
        old.index(line.uid) + 1 if line.uid in old else None,
        new.index(line.uid) + 1 if line.uid in new else None,
    )


def _fields(
    old: Content, new: Content, reader: Reader, *, skip: str = "", hidden: frozenset[str] = HIDDEN
) -> list[Difference]:
    names = [*old, *(name for name in new if name not in old)]
    return [
        _difference(name, old.get(name), new.get(name), reader)
        for name in reader.in_order(names)
        if name not in hidden and name != skip and old.get(name) != new.get(name)
    ]


def _difference(name: str, old: Any, new: Any, reader: Reader) -> Difference:
    before, after = reader.say(name, old), reader.say(name, new)
    state = CHANGED if before and after else ADDED if after else REMOVED
    return Difference(reader.label(name), before, after, state)


def _staying(old: list[str], new: list[str]) -> set[str]:
    """Return the lines that kept their order: the longest run that is ordered alike in both.

    Patience sorting over the new positions; everything outside the run was moved.
    """
    position = {uid: index for index, uid in enumerate(new)}
    tails: list[int] = []
    last: list[str] = []
    before: dict[str, str | None] = {}
    for uid in old:
        at = bisect_left(tails, position[uid])
        before[uid] = last[at - 1] if at else None
        tails[at : at + 1] = [position[uid]]
        last[at : at + 1] = [uid]
    found: set[str] = set()
    uid_ = last[-1] if last else None
    while uid_ is not None:
        found.add(uid_)
        uid_ = before[uid_]
    return found
