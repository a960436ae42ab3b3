"""The board pack as one PDF: cover, agenda, and of every item the frozen text and its attachments.

It holds what its reader may see and no more: items they may not know of are not there, and of an
item on which they are recused there is the line of the agenda and nothing else. Recused from one
question of an item only, they get no line and no CV of that question.

PDFs and pictures among the attachments are bound in behind their item, up to MOST_BOUND bytes in
all, in the order of the agenda; every file is listed with its fingerprint and where it is opened. An
item about persons has their short CVs, for those who decide and until the session is over.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content, get_kind
from workflow_app.approvals.models import DossierAttachment
from workflow_app.approvals.selectors.comparison import HIDDEN, Reader
from workflow_app.approvals.services.attachments import note_openings
from workflow_app.approvals.services.revisions import content_of
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.papers.models import StoredFile
from workflow_app.papers.pages import clock
from workflow_app.papers.pdf import bind_pdf, bound_name

from .enums import SessionMode, SessionState
from .models import Session
from .questions import Profile, question_of
from .selectors.console import agenda_of, members_on
from .selectors.pack import PackItem
from .selectors.pack import pack_of as papers_of
from .wording import MODES, bare

ON_THE_COVER = frozenset({*HIDDEN, "title", "unit", "year"})
"""What the head of an item says already."""
MOST_BOUND = 40 * 1024 * 1024
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
    """A file that belongs to an item; the fingerprint says which file exactly.

    `bound` is what it is called while it is bound in, empty for one that is only listed.
    """

    name: str
    description: str
    size: str
    sha256: str
    bound: str = ""


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
    people: tuple[Profile, ...] = ()
    address: str = ""
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


@sensitive_variables()
def pack_of(session: Session, user: User) -> Pack:
    """Return the papers of a session as this person may have them; short CVs are logged as read.

    A few statements however many items: agenda, recusals, attachments, people.
    """
    return _pack_of(session, user, _items_of(session, user))


@sensitive_variables()
def _pack_of(session: Session, user: User, items: list[PackItem]) -> Pack:
    bound = {stored.pk for stored in _files_to_bind(items)}
    with official_language():
        people = _people_in(session, user, items)
        entries = tuple(
            _entry(item, bound, people.get(item.item.ballot.dossier_id, [])) for item in items
        )
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


@sensitive_variables()
def pack_pdf(session: Session, user: User) -> IO[bytes]:
    """Return the papers of a session as one PDF for this person, an open temporary file.

    The log of a confidential dossier notes that its attachments were handed out.
    """
    items = _items_of(session, user)
    files = _files_to_bind(items)
    pack = _pack_of(session, user, items)
    bound = {stored.pk for stored in files}
    handed_out = (paper for item in items for paper in _papers_of(item) if paper.file_id in bound)
    note_openings(attachments=handed_out, user=user)
    made = dt.datetime.combine(timezone.localdate(), dt.time(), dt.UTC)
    data = {"pack": asdict(pack), "title": f"Tài liệu {pack.title}"}
    return bind_pdf("pack.typ", data, files=files, when=made)


def _items_of(session: Session, user: User) -> list[PackItem]:
    members = members_on(session.body, timezone.localdate())
    mandate = next((one for one in members if one.person.user_id == user.pk), None)
    return papers_of(mandate, agenda_of(session, user, with_content=True))


def _papers_of(item: PackItem) -> list[DossierAttachment]:
    """Return the attachments that are this reader's to have."""
    return [] if item.is_recused or not item.item.may_read else item.papers


def _files_to_bind(items: Sequence[PackItem]) -> list[StoredFile]:
    """Return the files that can be bound in, as many from the first item on as are not too large."""
    found, size = [], 0
    for item in items:
        for paper in _papers_of(item):
            stored = paper.file
            if bound_name(stored) and size + stored.size <= MOST_BOUND:
                found.append(stored)
                size += stored.size
    return found


@sensitive_variables()
def _people_in(
    session: Session, user: User, items: Sequence[PackItem]
) -> Mapping[int, list[Profile]]:
    """Return short CVs by dossier: for those who decide or prepare it, until the session is over."""
    if session.state in (SessionState.CLOSED, SessionState.CANCELLED):
        return {}
    decides = (Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES)
    contents: dict[str, dict[int, Content]] = defaultdict(dict)
    for item in items:
        ballot = item.item.ballot
        if item.item.may_read and not item.is_recused and not ballot.result:
            contents[ballot.dossier.kind][ballot.dossier_id] = _without(item, _content_of(item))
    found: dict[int, list[Profile]] = {}
    for kind, of_kind in contents.items():
        profiles = question_of(kind).profiles
        if profiles is not None and any(
            authority_at(user, desk_of(duty, session.body), kind=kind) for duty in decides
        ):
            found |= profiles(of_kind, user, session)
    return found


def _content_of(item: PackItem) -> Content:
    return content_of(item.item.ballot.revision)


def _without(item: PackItem, content: Content) -> Content:
    """Return the content without the lines of those questions on which the reader is recused."""
    key = get_kind(item.item.ballot.dossier.kind).lines_key
    if not item.kept_back or key not in content:
        return content
    return content | {key: [one for one in content[key] if one["uid"] not in item.kept_back]}


def _when(session: Session) -> str:
    if session.is_written and session.due is not None:
        due = timezone.localtime(session.due)
        return f"trả lời đến {clock(due)}, {decree30_date(due.date())}"
    hours = f"{session.begins:%H} giờ {session.begins:%M} phút, " if session.begins else ""
    return f"{hours}{decree30_date(session.held_on)}"


@sensitive_variables()
def _entry(found: PackItem, bound: set[int], people: list[Profile]) -> Entry:
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
    content = _content_of(found)
    return replace(
        head,
        asked=tuple(option.label for option in found.item.options),
        fields=_fields(content, reader, {*ON_THE_COVER, reader.lines_key}),
        lines=tuple(
            _line(line, reader, is_kept_back=line["uid"] in found.kept_back)
            for line in content.get(reader.lines_key, ())
        ),
        attachments=tuple(_attachment(paper, bound) for paper in found.papers),
        people=tuple(people),
        address=f"{settings.SITE_URL.rstrip('/')}{dossier.get_absolute_url()}",
    )


def _fields(values: Mapping[str, Any], reader: Reader, left_out: set[str]) -> tuple[Field, ...]:
    names = [name for name in reader.in_order(values) if name not in left_out]
    said = [(reader.label(name), reader.say(name, values[name])) for name in names]
    return tuple(Field(label, words) for label, words in said if words.strip())


def _line(line: dict[str, Any], reader: Reader, *, is_kept_back: bool) -> Line:
    if is_kept_back:
        return Line(reader.line_title(line), (Field("Ghi chú", RECUSED),))
    return Line(reader.line_title(line), _fields(line, reader, {"uid", "schema", "title"}))


def _attachment(paper: DossierAttachment, bound: set[int]) -> Attachment:
    return Attachment(
        name=paper.file.name,
        description=paper.description,
        size=_size(paper.file.size),
        sha256=paper.file.sha256,
        bound=bound_name(paper.file) if paper.file_id in bound else "",
    )


def _size(number: int) -> str:
    kilobytes = -(-number // 1024)
    return f"{kilobytes:,}".replace(",", ".") + " KB"
