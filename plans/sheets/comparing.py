"""What a sheet would change in a plan: row by row, before anything is changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from plans.enums import ActivityKind
from plans.rules import Rules, overlapping_delegations, problems_of_line
from workflow_app.lib.canonical import sha256_of
from workflow_app.lib.text import fold
from workflow_app.sheets.sessions_merge import FieldMerge, Merged, merge_values

from .lines import Values, is_blank, line_from, same, shown
from .reading import Message, ReadRow

_COLUMNS = {"when_words": "when", "first_day": "when", "last_day": "when"}


class State(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    PROBLEM = "problem"
    REMOVAL = "removal"
    LEFT_OUT = "left_out"


READY = (State.NEW, State.CHANGED)
_ADVISED = (State.NEW, State.CHANGED, State.CONFLICT)
_MOST_COMPARED = 200

Name = tuple[str, str]
"""By what a line is known where it has no id: its title and its time, as they are compared."""


@dataclass(slots=True)
class Stored:
    """A line of the plan as it is now."""

    uid: str
    values: Values


@dataclass(slots=True)
class Context:
    """Everything a sheet is compared with."""

    year: int
    rules: Rules
    stored: Sequence[Stored] = ()
    base: Mapping[str, Values] | None = None
    headings: Mapping[str, str] = field(default_factory=dict)  # field -> heading in the sheet


@dataclass(slots=True)
class PreviewRow:
    """A row of the sheet, or a line that the sheet no longer has, and what would become of it.

    What it holds may be shared with other rows, so it is replaced and never changed in place:
    most of twenty thousand rows have nothing to say.
    """

    key: str
    row: int | None
    last: int | None
    state: State
    title: str
    uid: str = ""
    values: Values = field(default_factory=dict)
    merges: Sequence[FieldMerge] = ()
    said: Sequence[Message] = ()  # the state follows from these
    reason: str = ""
    advice: "Callable[[PreviewRow], Iterable[Message]] | None" = None
    overlaps: Sequence[Message] = ()

    @property
    def messages(self) -> list[Message]:
        """All there is to say; what the rules advise is asked when the row is shown."""
        advice = self.advice(self) if self.advice else ()
        return [*self.said, *advice, *self.overlaps]

    @property
    def conflicts(self) -> list[FieldMerge]:
        """Fields changed on both sides."""
        return [merge for merge in self.merges if merge.state is Merged.CONFLICT]

    @property
    def changes(self) -> list[FieldMerge]:
        """Fields that the sheet changes."""
        return [merge for merge in self.merges if merge.state is Merged.CHANGED]

    @property
    def kept(self) -> list[FieldMerge]:
        """Fields changed in the system since the sheet was sent out: they stay."""
        return [merge for merge in self.merges if merge.state is Merged.KEPT]

    @property
    def start(self) -> str | None:
        """First day, ISO."""
        return (self.values.get("when") or {}).get("first")

    @property
    def end(self) -> str | None:
        """Last day, ISO."""
        return (self.values.get("when") or {}).get("last")

    @property
    def amount(self) -> int | None:
        """Whole đồng."""
        return self.values.get("amount")

    @property
    def when(self) -> str:
        """The words for the time."""
        return shown("when", self.values.get("when"))


def compare(rows: Iterable[ReadRow], context: Context) -> list[PreviewRow]:
    """Say of every row what would become of it, and which lines the sheet no longer has."""
    rows = list(rows)
    comparison = _Comparison(rows, context)
    found = [comparison.preview(row) for row in rows]
    _warn_of_overlaps(found, context)
    return [*found, *comparison.removals()]


def counts_of(rows: Iterable[PreviewRow]) -> dict[str, int]:
    """Count rows by state; a run of empty rows counts as its rows."""
    counts = dict.fromkeys(State, 0)
    for row in rows:
        counts[row.state] += (row.last or 0) - row.row + 1 if row.row else 1
    return {str(state): count for state, count in counts.items()}


def fingerprint(stored: Iterable[Stored]) -> str:
    """Return what tells whether the plan was changed since it was compared."""
    return sha256_of([[line.uid, line.values] for line in stored])


class _Comparison:
    """Pairs rows with stored lines: by row id, else by name and time; each line once."""

    def __init__(self, rows: list[ReadRow], context: Context) -> None:
        self._context = context
        self._stored = {line.uid: line.values for line in context.stored}
        self._base = context.base or {}
        self._pairs: dict[int, str] = {}
        self._by_id: set[int] = set()
        lines = [row for row in rows if row.is_line]
        # Folding a name costs more than all the rest, so each is folded once.
        names = {row.row: _name(row.values) for row in lines}
        self._copies = self._pair_by_id(lines)
        self._pair_by_name(names)
        self._twins = _twins(names)

    def _pair_by_id(self, lines: list[ReadRow]) -> dict[int, int]:
        """The first row with an id is the line; others are copies made in Excel."""
        first: dict[str, int] = {}
        copies: dict[int, int] = {}
        for row in lines:
            if row.uid not in self._stored and row.uid not in self._base:
                continue
            if row.uid in first:
                copies[row.row] = first[row.uid]
                continue
            first[row.uid] = row.row
            self._pairs[row.row] = row.uid
            self._by_id.add(row.row)
        return copies

    def _pair_by_name(self, names: Mapping[int, Name]) -> None:
        taken = set(self._pairs.values())
        free = {uid: _name(line) for uid, line in self._stored.items() if uid not in taken}
        left = [row for row in names if row not in self._pairs and row not in self._copies]
        for parts in (2, 1):  # by title and time, then by the title alone
            lines: dict[tuple[str, ...], list[str]] = {}
            for uid, name in free.items():
                lines.setdefault(name[:parts], []).append(uid)
            named = [(row, names[row][:parts]) for row in left if names[row][:parts] in lines]
            counted = Counter(name for __, name in named)
            for row, part in named:
                uids = lines[part]
                if not uids or (parts == 1 and (len(uids) > 1 or counted[part] > 1)):
                    continue
                self._pairs[row] = uids.pop(0)
            taken = set(self._pairs.values())
            free = {uid: name for uid, name in free.items() if uid not in taken}
            left = [row for row in left if row not in self._pairs]

    def preview(self, row: ReadRow) -> PreviewRow:
        made = PreviewRow(
            key=str(row.row),
            row=row.row,
            last=row.last,
            state=State.LEFT_OUT,
            title=row.title,
            said=row.messages,
            reason=row.reason,
        )
        if not row.is_line:
            return made
        uid = self._pairs.get(row.row, "")
        if uid and uid not in self._stored:
            return self._gone(made, row, uid)
        made.uid = uid
        self._merge(made, row)
        made.state = self._state(made, row)
        if made.state in _ADVISED:
            made.advice = self._advise
        return made

    def _advise(self, made: PreviewRow) -> Iterator[Message]:
        yield from self._checks(made)
        if made.state is State.NEW:
            yield from self._doubles(made.row or 0)

    def _merge(self, made: PreviewRow, row: ReadRow) -> None:
        ours = self._stored.get(made.uid)
        if ours is None:
            made.values = row.values
            return
        base = self._base.get(made.uid)
        theirs = self._understood(row, ours, base, made)
        if row.row not in self._by_id:
            theirs = {key: value for key, value in theirs.items() if not is_blank(key, value)}
        made.merges = [
            merge
            for merge in merge_values(base=base, theirs=theirs, ours=ours, same=same)
            if merge.state is not Merged.SAME
        ]
        made.values = {**ours, **{merge.field: merge.theirs for merge in made.changes}}
        made.title = str(made.values["title"])

    def _understood(
        self, row: ReadRow, ours: Values, base: Values | None, made: PreviewRow
    ) -> Values:
        """Words that were never understood are no problem where nobody changed them."""
        theirs = dict(row.values)
        for key, words in row.unread.items():
            if key == "kind" and row.row in self._by_id:
                continue
            known = [version for version in (ours, base) if version is not None]
            version = next(
                (one for one in known if same(key, _as_read(key, words), one.get(key))), None
            )
            if version is None or not words:
                theirs.pop(key, None)
                if key == "kind":  # what the line has already says more than "other"
                    made.said = [m for m in made.said if m.column != self._heading(key)]
                continue
            theirs[key] = version[key]
            heading = self._heading(key)
            made.said = [m for m in made.said if not (m.blocks and m.column == heading)]
        return theirs

    def _heading(self, key: str) -> str:
        return self._context.headings.get(key, "")

    def _state(self, made: PreviewRow, row: ReadRow) -> State:
        if made.said and any(message.blocks for message in made.said):
            return State.PROBLEM
        if not made.uid:
            return State.NEW
        if made.conflicts:
            return State.CONFLICT
        return State.CHANGED if made.changes else State.UNCHANGED

    def _gone(self, made: PreviewRow, row: ReadRow, uid: str) -> PreviewRow:
        """The line was removed in the system after the sheet was sent out."""
        base = self._base[uid]
        theirs = {key: value for key, value in row.values.items() if key not in row.unread}
        changed = [
            merge
            for merge in merge_values(base=base, theirs=theirs, ours=base, same=same)
            if merge.state is Merged.CHANGED
        ]
        made.reason = _("The line was removed in the system after this sheet was made.")
        if not changed and not row.unread:
            return made
        made.uid = uid
        made.values, made.title = row.values, str(row.values.get("title") or row.title)
        if any(message.blocks for message in made.said):
            made.state = State.PROBLEM
            return made
        made.state, made.merges = State.CONFLICT, changed
        note = _("It was changed in the sheet, so it can be taken up again as a new line.")
        made.said = [*made.said, Message("", note)]
        return made

    def removals(self) -> Iterator[PreviewRow]:
        """Lines that the sheet had when it was sent out and has no more."""
        here = set(self._pairs.values())
        for line in self._context.stored:
            base = self._base.get(line.uid)
            if base is None or line.uid in here:
                continue
            edited = any(
                merge.state is not Merged.SAME
                for merge in merge_values(base=None, theirs=base, ours=line.values, same=same)
            )
            made = PreviewRow(
                key=f"x{line.uid}",
                row=None,
                last=None,
                state=State.REMOVAL,
                title=str(line.values["title"]),
                uid=line.uid,
                values=line.values,
                reason=_(
                    "The sheet no longer has this line. It stays unless you choose to remove it."
                ),
            )
            if edited:
                note = _("It was changed in the system after this sheet was made.")
                made.said = [Message("", note)]
            yield made

    def _checks(self, made: PreviewRow) -> Iterator[Message]:
        line = line_from(made.values)
        for problem in problems_of_line(line, self._context.year, self._context.rules):
            column = _COLUMNS.get(problem.column, problem.column)
            text = (
                f"{problem.text} ({problem.legal_basis})" if problem.legal_basis else problem.text
            )
            yield Message(self._context.headings.get(column, ""), text)

    def _doubles(self, row: int) -> Iterator[Message]:
        if row in self._copies:
            yield Message(
                "",
                _("Copied from row %(row)s; it becomes a line of its own.")
                % {"row": self._copies[row]},
            )
        elif row in self._twins:
            yield Message(
                self._context.headings.get("title", ""),
                _("The same activity at the same time stands in row %(row)s as well.")
                % {"row": self._twins[row]},
            )


def _name(values: Mapping[str, Any]) -> Name:
    return fold(str(values.get("title") or "")), fold(shown("when", values.get("when")))


def _twins(names: Mapping[int, Name]) -> dict[int, int]:
    first: dict[Name, int] = {}
    twins: dict[int, int] = {}
    for row, name in names.items():
        if name[0] and first.setdefault(name, row) != row:
            twins[row] = first[name]
    return twins


def _as_read(key: str, words: str) -> Any:
    return {"words": words, "first": None, "last": None} if key == "when" else words


def _warn_of_overlaps(rows: list[PreviewRow], context: Context) -> None:
    """Delegations with one partner at one time are probably one; stored lines count too."""
    by_key = {
        row.key: row
        for row in rows
        if row.state in READY and row.values.get("kind") in ActivityKind.delegations
    }
    here = {row.uid for row in rows if row.uid}
    lines = [line_from(row.values, row.key) for row in by_key.values()]
    lines += [
        line_from(line.values, f"x{line.uid}") for line in context.stored if line.uid not in here
    ]
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault((line["kind"], fold(line["partner"])), []).append(line)
    for group in groups.values():
        if len(group) > _MOST_COMPARED:  # every line with every other: no reader's list any more
            continue
        for problem in overlapping_delegations(group):
            if problem.line in by_key:
                row = by_key[problem.line]
                said = Message(context.headings.get("when", ""), problem.text)
                row.overlaps = [*row.overlaps, said]
