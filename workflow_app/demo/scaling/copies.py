"""Copying a recorded case: the same rows for other units, other people and other days."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from random import getrandbits
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from workflow_app.approvals.models import Decision, Revision
from workflow_app.audit.hashing import text_of
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.models import Session
from workflow_app.lib.canonical import canonical_json
from workflow_app.papers.models import IssuedPaper

from .rows import SAID, Chain, Values, Writer
from .tapes import Model, Row, Tape

CONSTANT, MOMENT, NAMED, OWN, OUTER, RANDOM, TEXT = range(7)
Place = tuple[int, int]
"""A region of a case's values and the place in it."""
Pieces = list[str | Place]
Text = Callable[[list[Any]], str]
Parts = Mapping[str, Mapping[str, Any]]
"""What stands for the names: "author.unit" is `parts["author"]["unit"]`."""

NUMBER_MARK = 9_000_000_000_000_000
"""Stands for a key inside of a text until the key is known; no key is as large."""
MARKED = r"9\d{15}"
AS_STORED, AS_ISO, AS_DAY, IN_ITS_YEAR = range(4)


@dataclass(frozen=True, slots=True)
class Days:
    """When a copy happens: how far from the recorded case, and in which year's name."""

    shift: dt.timedelta
    year: int


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
        for row in tape.rows.get(AuditEntry, ()):
            self._tokens[str(row["request_id"])] = self._place(RANDOM, (row["request_id"], str))
            self._tokens[_iso(row["at"])] = self._place(MOMENT, (row["at"], AS_ISO))
        for model, rows in tape.rows.items():
            if "uid" in {field.attname for field in model._meta.concrete_fields}:
                self._tokens |= {row["uid"]: self._place(RANDOM, row["uid"]) for row in rows}
        for row in tape.rows.get(Session, ()):
            url = Session(pk=NUMBER_MARK + self._own[Session, row["id"]]).get_absolute_url()
            told = Session(pk=row["id"]).get_absolute_url()
            self._tokens[told] = self._text(self._pieces(url))
        for row in tape.rows.get(Revision, ()):
            self._tokens[row["sha256"]] = self._hash_of(row["content"])
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
            return (OWN, self._own[model, value])
        if isinstance(field, models.ForeignKey):
            return self._key(field.remote_field.model, value)
        if model is AuditEntry and field.name == "object_id":
            return self._text(self._pieces(self._marked_object(row)))
        return self._plain(model, field, value)

    def _plain(self, model: Model, field: Any, value: Any) -> Place:
        if isinstance(field, models.JSONField):
            return self._text(self._pieces(_json(self._marked(value))))
        if isinstance(value, str):
            return self._text(self._pieces(value))
        if isinstance(value, dt.date):
            return self._place(MOMENT, (value, _kind_of_day(model, value)))
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

    def _mark_of(self, model: Any, pk: int) -> int:
        return NUMBER_MARK + self._own[model, pk]

    def _marked_object(self, row: Row) -> str:
        """Return the id of the object that an entry is about, marked."""
        for model, pk in (*self._own, *self._outer):
            if model._meta.label_lower == row["object_kind"] and str(pk) == row["object_id"]:
                region, number = self._key(model, pk)
                return str(NUMBER_MARK + number) if region == OWN else row["object_id"]
        return str(row["object_id"])

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
        entry.sequence = 0
        said = text_of(entry).removesuffix("0}")
        return row["at"], self._text(self._pieces(said)), columns

    # --- Making it ready --------------------------------------------------------------------

    def _settle(self, rows: dict[Model, list[list[Place]]], entries: list[Any]) -> None:
        """Turn places into positions of the one list of values."""
        sizes = [len(region) for region in self._regions]
        sizes[OWN], sizes[OUTER], sizes[TEXT] = len(self._own), len(self._outer), len(self._texts)
        self._starts = [sum(sizes[:region]) for region in range(7)]
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
        head = [*self._shared, *(_moved(moment, how, days) for moment, how in self._moments)]
        moments = [entry[0] + days.shift for entry in self._entries]
        return Wave(self, head, moments)

    def write(self, wave: "Wave", names: Parts, to: "Target") -> dict[Model, int]:
        """Write one case; return the first key it took in each table."""
        values = [*wave.head, *[names[part][name] for part, name in self._names]]
        first = {}
        for model, rows in self._tape.rows.items():
            if model is not AuditEntry:
                first[model] = to.writer.reserve(model, len(rows))
                values.extend(range(first[model], first[model] + len(rows)))
            else:
                values.extend([0] * len(rows))
        if self._tape.outer is not None:
            for model, rows in self._tape.outer.rows.items():
                start = to.outer.get(model, 0)
                values.extend(range(start, start + len(rows)))
        values.extend(_new_identifiers(self._randoms))
        for make in self._makers:
            values.append(make(values))
        for table, getters in self._getters.items():
            to.writer.add(table, [get(values) for get in getters])
        to.chain.add(
            (at, values[said], columns(values))
            for at, (__, said, columns) in zip(wave.moments, self._entries, strict=True)
        )
        return first


@dataclass(frozen=True, slots=True)
class Wave:
    """A copier set to its days."""

    copier: Copier
    head: list[Any]
    moments: list[dt.datetime]

    def write(self, names: Parts, to: "Target") -> dict[Model, int]:
        """Write one case on these days."""
        return self.copier.write(self, names, to)


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


def _kind_of_day(model: Model, value: dt.date) -> int:
    """Days of a plan's lines belong to its year, whatever the day on which it was written."""
    in_plan = not isinstance(value, dt.datetime) and model._meta.app_label == "plans"
    return IN_ITS_YEAR if in_plan else AS_STORED


def _moved(moment: dt.date, how: int, days: Days) -> Any:
    if how == IN_ITS_YEAR:
        return connection.ops.adapt_datefield_value(moment.replace(year=days.year))
    moved = moment + days.shift
    if how == AS_DAY:
        return f"{moved:%d/%m/%Y}"
    if isinstance(moved, dt.datetime):
        return _iso(moved) if how == AS_ISO else connection.ops.adapt_datetimefield_value(moved)
    return connection.ops.adapt_datefield_value(moved)


def _iso(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _new_identifiers(wanted: Iterable[Any]) -> list[Any]:
    """Make new identifiers; one that is written in two spellings stays one."""
    made: dict[UUID, UUID] = {}
    found: list[Any] = []
    for each in wanted:
        if isinstance(each, str):
            found.append(f"{getrandbits(48):012x}")
            continue
        old, spell = each
        new = made.setdefault(old, UUID(int=getrandbits(128)))
        found.append(str(new) if spell is str else spell(new, connection))
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
