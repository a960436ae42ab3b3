"""Copying a recorded case: the same rows for other units, other people and other days."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from workflow_app.approvals.models import Decision, Revision, WorkItem
from workflow_app.audit.hashing import text_of
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.models import Session
from workflow_app.lib.canonical import canonical_json
from workflow_app.lib.dates import decree30_date
from workflow_app.papers.models import IssuedPaper

from .rows import SAID, Chain, Values, Writer
from .spelling import (
    AS_DAY,
    AS_ISO,
    IN_WORDS,
    Days,
    as_json,
    iso,
    kind_of_day,
    moved,
    new_identifiers,
)
from .tapes import SOURCES, Model, Row, Tape

CONSTANT, MOMENT, NAMED, OWN, OUTER, RANDOM, TEXT = range(7)
Place = tuple[int, int]
"""A region of a case's values and the place in it."""
Pieces = list[str | Place]
Text = Callable[[list[Any]], str]
Parts = Mapping[str, Mapping[str, Any]]
"""What stands for the names: "author.unit" is `parts["author"]["unit"]`."""
Firsts = Mapping[Model, int]

NUMBER_MARK = 9_000_000_000_000_000
"""Stands for a key inside of a text until the key is known; no key is as large."""
MARKED = r"9\d{15}"
FIXED_MARK = NUMBER_MARK + 500_000_000_000_000
"""From here on a mark stands for a key that stays: it may look like a year, which is another in each copy."""
DISTINCT = 770_000_000
"""A recorded row with such a key stands in texts by its key, as no other figure of them does."""


class Copier:
    """A tape made ready: every cell of every row knows its place among a case's values.

    The values of a case are one list: what all copies share, what the days decide, what the names
    stand for, new keys, new identifiers, and texts made of all these.
    """

    def __init__(self, tape: Tape, *, named: Mapping[tuple[Model, str], str] | None = None) -> None:
        self._tape = tape
        self._named_cells = dict(named or {})
        self._regions: list[dict[Any, int]] = [{} for __ in range(7)]
        self._texts: list[tuple[str, Any]] = []
        self._own = _numbered(tape)
        self._outer = _numbered(tape.outer) if tape.outer is not None else {}
        self._tokens: dict[str, Place] = {}
        self._revision: Place | None = None
        self._fixed: list[str] = []
        self._known = -1
        self._compiled = re.compile("")
        self._learn_words()
        rows = {
            model: [self._cells(model, row) for row in rows]
            for model, rows in tape.rows.items()
            if model is not AuditEntry
        }
        entries = [self._entry(row) for row in tape.rows.get(AuditEntry, ())]
        self._settle(rows, entries)

    # --- Reading the tape -------------------------------------------------------------------

    def _learn_words(self) -> None:
        tape = self._tape
        self._tokens |= {text: self._place(NAMED, name) for name, text in tape.words.items()}
        self._learn_distinct_keys()
        for row in tape.rows.get(AuditEntry, ()):
            self._tokens[str(row["request_id"])] = self._place(RANDOM, (row["request_id"], str))
            self._tokens[iso(row["at"])] = self._place(MOMENT, (row["at"], AS_ISO))
        for model, rows in tape.rows.items():
            if "uid" in {field.attname for field in model._meta.concrete_fields}:
                self._tokens |= {row["uid"]: self._place(RANDOM, row["uid"]) for row in rows}
        self._learn_sessions()
        self._learn_papers()

    def _learn_distinct_keys(self) -> None:
        for (__, key), number in self._own.items():
            if str(key).isdecimal() and key >= DISTINCT:
                self._tokens[str(key)] = (OWN, number)
        for (__, key), name in self._tape.keys.items():
            if key >= DISTINCT:
                self._tokens[str(key)] = self._place(NAMED, name)

    def _learn_sessions(self) -> None:
        for row in self._tape.rows.get(Session, ()):
            url = Session(pk=NUMBER_MARK + self._own[Session, row["id"]]).get_absolute_url()
            told = Session(pk=row["id"]).get_absolute_url()
            self._tokens[told] = self._text(self._pieces(url))
            held = self._place(MOMENT, (row["held_on"], IN_WORDS))
            self._tokens[decree30_date(row["held_on"])] = held

    def _learn_papers(self) -> None:
        tape = self._tape
        for row in tape.rows.get(Revision, ()):
            self._tokens[row["sha256"]] = self._revision = self._hash_of(row["content"])
        for row in tape.rows.get(Decision, ()):
            day = timezone.localdate(row["created"])
            self._tokens[f"{day:%d/%m/%Y}"] = self._place(MOMENT, (day, AS_DAY))
        for row in tape.rows.get(IssuedPaper, ()):
            stands = {name: row[name] for name in ("subject", "content", "number")}
            self._tokens[row["sha256"]] = self._hash_of(canonical_json(stands))

    def _hash_of(self, text: str) -> Place:
        place = self._text(self._pieces(text))
        self._texts.append(("sha256", place))
        return (TEXT, len(self._texts) - 1)

    def _place(self, region: int, value: Any) -> Place:
        known = self._regions[region]
        return (region, known.setdefault(value, len(known)))

    def _constant(self, value: Any) -> Place:
        known = self._regions[CONSTANT]
        return (CONSTANT, known.setdefault((type(value), value), len(known)))

    def _pieces(self, text: str) -> Pieces:
        """Take a text apart into what stays and what each copy says in its own words."""
        pattern = self._pattern()
        found: Pieces = []
        at = 0
        for match in pattern.finditer(text):
            found += [text[at : match.start()], self._meaning(match.group())]
            at = match.end()
        return [piece for piece in [*found, text[at:]] if piece != ""]

    def _pattern(self) -> re.Pattern[str]:
        """Return what finds every known word, the longest first; made anew as words are learnt."""
        if self._known == len(self._tokens):
            return self._compiled
        tokens = sorted(self._tokens, key=len, reverse=True)
        plain = [re.escape(token) for token in tokens if not token.isdigit()]
        numbers = [rf"(?<!\d){token}(?!\d)" for token in tokens if token.isdigit()]
        self._compiled = re.compile("|".join([*plain, MARKED, *numbers]))
        self._known = len(self._tokens)
        return self._compiled

    def _meaning(self, found: str) -> Place:
        if found in self._tokens:
            return self._tokens[found]
        if int(found) >= FIXED_MARK:
            return self._constant(self._fixed[int(found) - FIXED_MARK])
        number = int(found) - NUMBER_MARK
        return (OWN, number) if number < len(self._own) else (NAMED, number - len(self._own))

    def _text(self, pieces: Pieces) -> Place:
        if not any(isinstance(piece, tuple) for piece in pieces):
            return self._constant("".join(str(piece) for piece in pieces))
        if len(pieces) == 1 and isinstance(pieces[0], tuple):
            return pieces[0]
        known = self._regions[TEXT]
        key = tuple(pieces)
        if key not in known:
            self._texts.append(("text", pieces))
            known[key] = len(self._texts) - 1
        return (TEXT, known[key])

    # --- Cells ------------------------------------------------------------------------------

    def _cells(self, model: Model, row: Row) -> list[Place]:
        return [self._cell(model, field, row) for field in model._meta.concrete_fields]

    def _cell(self, model: Model, field: Any, row: Row) -> Place:
        value = row[field.attname]
        name = self._named_cells.get((model, field.attname))
        if name is not None:
            return self._place(NAMED, name)
        if value is None:
            return self._constant(None)
        if field.primary_key:
            is_name = isinstance(value, str)  # a secret vote has one instead of a number
            return self._place(RANDOM, value) if is_name else (OWN, self._own[model, value])
        target = _target(model, field, row)
        if target is not None:
            return self._key(target, value)
        if model is AuditEntry and field.name == "object_id":
            return self._text(self._pieces(self._marked_object(row)))
        return self._plain(model, field, value)

    def _plain(self, model: Model, field: Any, value: Any) -> Place:
        if isinstance(field, models.JSONField):
            return self._text(self._pieces(as_json(self._marked(value))))
        if isinstance(value, str):
            return self._text(self._pieces(value))
        if isinstance(value, dt.date):
            return self._place(MOMENT, (value, kind_of_day(model, field.name, value)))
        if isinstance(value, UUID):
            return self._place(RANDOM, (value, field.get_db_prep_save))
        return self._constant(field.get_db_prep_save(value, connection))

    def _key(self, model: Model, value: int) -> Place:
        mark = (model._meta.concrete_model or model, value)
        if mark in self._own:
            return (OWN, self._own[mark])
        if mark in self._outer:
            return (OUTER, self._outer[mark])
        name = self._tape.keys.get(mark)
        return self._place(NAMED, name) if name is not None else self._constant(value)

    def _marked(self, value: Any) -> Any:
        """Put marks in the place of keys that stand in JSON."""
        if isinstance(value, dict) and isinstance(value.get("decision"), int):
            return value | {"decision": self._mark_of(Decision, value["decision"])}
        return value

    def _staying(self, key: object) -> str:
        """Return a key that all copies share, marked, unless no figure of a text looks like it."""
        if not str(key).isdecimal() or int(str(key)) >= DISTINCT:
            return str(key)
        self._fixed.append(str(key))
        return str(FIXED_MARK + len(self._fixed) - 1)

    def _mark_of(self, model: Any, pk: int) -> int:
        return NUMBER_MARK + self._own[model, pk]

    def _marked_object(self, row: Row) -> str:
        """Return the id of the object that an entry is about, marked."""
        for model, pk in (*self._own, *self._outer):
            if model._meta.label_lower == row["object_kind"] and str(pk) == row["object_id"]:
                region, number = self._key(model, pk)
                return str(NUMBER_MARK + number) if region == OWN else self._staying(pk)
        for (model, pk), name in self._tape.keys.items():
            if model._meta.label_lower == row["object_kind"] and str(pk) == row["object_id"]:
                return str(NUMBER_MARK + len(self._own) + self._place(NAMED, name)[1])
        return self._staying(row["object_id"])

    def _entry(self, row: Row) -> tuple[dt.datetime, Place, list[Place]]:
        """Return when an entry was made, what it says up to its number, and its columns."""
        fields = {field.column: field for field in AuditEntry._meta.concrete_fields}
        columns = [self._cell(AuditEntry, fields[column], row) for column in SAID]
        entry = AuditEntry(**row)
        entry.data = self._marked(entry.data)
        entry.object_id = self._marked_object(row)
        actor = self._tape.keys.get((AuditEntry.actor.field.related_model, row["actor_id"]))
        if actor is not None:
            entry.actor_id = NUMBER_MARK + len(self._own) + self._place(NAMED, actor)[1]
        elif entry.actor_id is not None:
            entry.actor_id = int(self._staying(entry.actor_id))
        entry.sequence = 0
        said = text_of(entry).removesuffix("0}")
        return row["at"], self._text(self._pieces(said)), columns

    # --- Making it ready --------------------------------------------------------------------

    def _settle(self, rows: dict[Model, list[list[Place]]], entries: list[Any]) -> None:
        """Turn places into positions of the one list of values."""
        sizes = [len(region) for region in self._regions]
        sizes[OWN], sizes[OUTER], sizes[TEXT] = len(self._own), len(self._outer), len(self._texts)
        self._starts = [sum(sizes[:region]) for region in range(7)]
        self._revision_at = self._position(self._revision) if self._revision else 0
        self._shared = [value for __, value in self._regions[CONSTANT]]
        self._moments = list(self._regions[MOMENT])
        self._names = [tuple(name.split(".", 1)) for name in self._regions[NAMED]]
        self._randoms = list(self._regions[RANDOM])
        self._makers = [self._maker(how, what) for how, what in self._texts]
        self._getters = {
            model: [self._getter(cells) for cells in cells_of_rows]
            for model, cells_of_rows in rows.items()
        }
        self._entries = [
            (at, self._position(said), self._getter(columns)) for at, said, columns in entries
        ]

    def _position(self, place: Place) -> int:
        region, index = place
        return self._starts[region] + index

    def _getter(self, places: Sequence[Place]) -> Callable[[list[Any]], Values]:
        return itemgetter(*[self._position(place) for place in places])

    def _maker(self, how: str, what: Any) -> Text:
        if how == "sha256":
            at = self._position(what)
            return lambda values: hashlib.sha256(values[at].encode()).hexdigest()
        pattern = "".join(
            piece.replace("%", "%%") if isinstance(piece, str) else "%s" for piece in what
        )
        places = [self._position(piece) for piece in what if not isinstance(piece, str)]
        get = itemgetter(*places)
        return lambda values: pattern % get(values)

    # --- Copying ----------------------------------------------------------------------------

    def on(self, days: Days) -> "Wave":
        """Return the copier for cases that happen on these days."""
        head = [*self._shared, *(moved(moment, how, days) for moment, how in self._moments)]
        moments = [entry[0] + days.shift for entry in self._entries]
        return Wave(self, head, moments)

    def reserve(self, writer: Writer) -> dict[Model, int]:
        """Take keys for one case; return the first in each table."""
        return {
            model: writer.reserve(model, len(rows))
            for model, rows in self._tape.rows.items()
            if model is not AuditEntry and not isinstance(model._meta.pk, models.CharField)
        }

    def write(
        self, wave: "Wave", names: Parts, to: "Target", keys: Firsts | None = None
    ) -> "Written":
        """Write one case, with these keys or new ones."""
        values = [*wave.head, *[names[part][name] for part, name in self._names]]
        first = self.reserve(to.writer) if keys is None else keys
        for model, rows in self._tape.rows.items():
            if model in first:
                values.extend(range(first[model], first[model] + len(rows)))
            else:
                values.extend([0] * len(rows))
        if self._tape.outer is not None:
            for model, rows in self._tape.outer.rows.items():
                start = to.outer.get(model, 0)
                values.extend(range(start, start + len(rows)))
        values.extend(new_identifiers(self._randoms))
        for make in self._makers:
            values.append(make(values))
        for table, getters in self._getters.items():
            to.writer.add(table, [get(values) for get in getters])
        to.chain.add(
            (at, values[said], columns(values))
            for at, (__, said, columns) in zip(wave.moments, self._entries, strict=True)
        )
        return Written(first, str(values[self._revision_at]) if self._revision_at else "")


@dataclass(frozen=True, slots=True)
class Wave:
    """A copier set to its days."""

    copier: Copier
    head: list[Any]
    moments: list[dt.datetime]

    def write(self, names: Parts, to: "Target", keys: Firsts | None = None) -> "Written":
        """Write one case on these days."""
        return self.copier.write(self, names, to, keys)


@dataclass(frozen=True, slots=True)
class Written:
    """A case that was written: the first key it took in each table, the hash of its revision."""

    first: Firsts
    revision: str


@dataclass(slots=True)
class Target:
    """Where copies go: the tables, the log, and the first keys of the case around them."""

    writer: Writer
    chain: Chain
    outer: Mapping[Model, int]


def _numbered(tape: Tape) -> dict[tuple[Model, int], int]:
    """Number all rows of a tape through."""
    marks = [
        (model, row[model._meta.pk.attname]) for model, rows in tape.rows.items() for row in rows
    ]
    return {mark: number for number, mark in enumerate(marks)}


def _target(model: Model, field: Any, row: Row) -> Model | None:
    """Return what the key in a cell is one of."""
    if model is WorkItem and field.name == "source_id":
        return SOURCES.get(row["kind"])
    if isinstance(field, models.ForeignKey):
        return field.remote_field.model
    return None
