"""The board pack as one PDF: cover, agenda, and of every item the frozen text and its attachments.

It holds what its reader may see and no more: items they may not know of are not there, and of an
item on which they are recused there is the line of the agenda and nothing else. Attachments are
listed with their fingerprints, not bound in: the typesetter cannot take up other PDFs.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import get_kind
from workflow_app.approvals.models import DossierAttachment
from workflow_app.approvals.selectors.comparison import HIDDEN, Reader
from workflow_app.approvals.services.revisions import content_of
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.papers.pages import clock
from workflow_app.papers.pdf import render_pdf

from .enums import SessionMode
from .models import Session
from .selectors.console import agenda_of, members_on
from .selectors.pack import PackItem
from .selectors.pack import pack_of as papers_of
from .wording import MODES, bare, organisation_name

ON_THE_COVER = frozenset({*HIDDEN, "title", "unit", "year"})
"""What the head of an item says already."""
RECUSED = "Thành viên không tham gia biểu quyết nội dung này."
NOT_ENTITLED = "Người nhận không thuộc diện được xem hồ sơ này."


@dataclass(frozen=True, slots=True)
class Field:
    """One field in words; empty ones are left out."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a dossier: its name and its other fields."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to an item; the fingerprint says which file exactly."""

    name: str
    description: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item with what is laid before the body. `withheld` says why there is nothing."""

    number: int
    title: str
    code: str
    kind: str
    unit: str
    revision: int
    sha256: str
    asked: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    lines: tuple[Line, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """The papers of a session for one reader."""

    organisation: str
    body: str
    title: str
    when: str
    place: str
    mode: str
    reader: str
    made: str
    entries: tuple[Entry, ...]
    cancelled: str = ""
    """Why the session is cancelled."""


def pack_of(session: Session, user: User) -> Pack:
    """Return the papers of a session as this person may have them.

    A few statements however many items: agenda, recusals, attachments.
    """
    members = members_on(session.body, timezone.localdate())
    mandate = next((one for one in members if one.person.user_id == user.pk), None)
    items = papers_of(mandate, agenda_of(session, user))
    with official_language():
        entries = tuple(_entry(item) for item in items)
    return Pack(
        organisation=organisation_name(),
        body=session.body.name,
        title=bare(session.title),
        when=_when(session),
        place=session.place,
        mode=MODES[SessionMode(session.mode)],
        reader=user.get_full_name() or user.get_username(),
        made=decree30_date(timezone.localdate()),
        entries=entries,
        cancelled=session.cancelled_because,
    )


def pack_pdf(session: Session, user: User) -> bytes:
    """Return the papers of a session as one PDF for this person."""
    pack = pack_of(session, user)
    made = dt.datetime.combine(timezone.localdate(), dt.time(), dt.UTC)
    return render_pdf(
        "pack.typ", {"pack": asdict(pack), "title": f"Tài liệu {pack.title}"}, when=made
    )


def _when(session: Session) -> str:
    if session.is_written and session.due is not None:
        due = timezone.localtime(session.due)
        return f"trả lời đến {clock(due)}, {decree30_date(due.date())}"
    hours = f"{session.begins:%H} giờ {session.begins:%M} phút, " if session.begins else ""
    return f"{hours}{decree30_date(session.held_on)}"


def _entry(found: PackItem) -> Entry:
    ballot = found.item.ballot
    dossier, revision = ballot.dossier, ballot.revision
    kind = get_kind(dossier.kind)
    head = Entry(
        number=found.item.number,
        title=bare(dossier.title),
        code=dossier.code,
        kind=str(kind.label),
        unit=dossier.unit.name,
        revision=revision.number,
        sha256=revision.sha256,
    )
    if found.is_recused:
        return replace(head, withheld=RECUSED)
    if not found.item.may_read:
        return replace(head, withheld=NOT_ENTITLED)
    reader = Reader(kind.lines_key, kind.line_title, kind.field_labels(), kind.words)
    content = content_of(revision)
    return replace(
        head,
        asked=tuple(option.label for option in found.item.options),
        fields=_fields(content, reader, {*ON_THE_COVER, reader.lines_key}),
        lines=tuple(_line(line, reader) for line in content.get(reader.lines_key, ())),
        attachments=tuple(_attachment(paper) for paper in found.papers),
    )


def _fields(values: Mapping[str, Any], reader: Reader, left_out: set[str]) -> tuple[Field, ...]:
    names = [name for name in reader.in_order(values) if name not in left_out]
    said = [(reader.label(name), reader.say(name, values[name])) for name in names]
    return tuple(Field(label, words) for label, words in said if words.strip())


def _line(line: dict[str, Any], reader: Reader) -> Line:
    return Line(reader.line_title(line), _fields(line, reader, {"uid", "schema", "title"}))


def _attachment(paper: DossierAttachment) -> Attachment:
    return Attachment(
        name=paper.file.name,
        description=paper.description,
        size=_size(paper.file.size),
        sha256=paper.file.sha256,
    )


def _size(number: int) -> str:
    kilobytes = -(-number // 1024)
    return f"{kilobytes:,}".replace(",", ".") + " KB"
