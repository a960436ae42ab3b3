"""Minutes of a session (Decree 30/2020, App. III, template 1.9), from plain data to the page.

What is not known yet becomes dots to be written on: nothing is guessed.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow_app.lib.dates import decree30_date

from .pages import (
    BODY,
    CENTER,
    ENTRY,
    HEADING,
    Column,
    Page,
    Signature,
    Table,
    Text,
    clock,
    open_number,
)
from .shares import share_words

DOTS = "…………………"
SIGN_HERE = "(Ký, ghi rõ họ tên)"
SEAL_HERE = "(Ký, đóng dấu, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who took part: name, how ("trực tiếp"), and when they came late or left early."""

    name: str
    mode: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absentee:
    """Who did not take part; without a reason nobody gave one."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one thing that was voted on. `label` is empty when it is the item itself.

    `arithmetic` is the sentence with the numbers; `yes` of `base` is the share that decided it.
    """

    result: str
    arithmetic: str = ""
    label: str = ""
    yes: int | None = None
    base: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what was laid before the body, how it voted and by which rule, what came of it."""

    title: str
    manner: str = ""
    rule: str = ""
    basis: str = ""
    outcomes: tuple[Outcome, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """A session as its minutes tell it. Moments are local ones.

    `chaired` says who chaired it one after the other, where the chair changed; `cancelled` why it
    ended without a vote.
    """

    organisation: str
    body: str
    symbol: str
    subject: str
    held_on: dt.date
    started: dt.datetime | None = None
    ended: dt.datetime | None = None
    place: str = ""
    mode: str = ""
    convened: int
    present: tuple[Attendee, ...] = ()
    absent: tuple[Absentee, ...] = ()
    chair: str = ""
    secretary: str = ""
    board: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    dropped: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    is_written: bool = False
    due: dt.datetime | None = None
    chaired: str = ""
    cancelled: str = ""


def minutes_page(minutes: Minutes) -> Page:
    """Return the minutes as a page without a number; the register gives one when it is issued."""
    return Page(
        kind="BIÊN BẢN",
        subject=minutes.subject,
        organisation=minutes.organisation.upper(),
        issuer=minutes.body.upper(),
        number=open_number(minutes.symbol),
        blocks=(*_opening(minutes), *_contents(minutes), _ending(minutes)),
        recipients=minutes.recipients,
        signatures=(
            Signature(("THƯ KÝ",), minutes.secretary, SIGN_HERE),
            Signature(("CHỦ TỌA",), minutes.chair, SEAL_HERE),
        ),
    )


def moment_words(moment: dt.datetime | None, day: dt.date) -> str:
    """Write when, with dots for a time that nobody noted."""
    if moment is None:
        return f"…… giờ …… phút, {decree30_date(day)}"
    return f"{clock(moment)}, {decree30_date(moment.date())}"


def with_basis(rule: str, basis: str) -> str:
    """Return the rule's sentence with the text that justifies it."""
    return f"{rule.rstrip('.')}; căn cứ: {basis}." if basis else rule


def _opening(minutes: Minutes) -> Iterator[Text | Table]:
    if minutes.is_written:
        yield Text(moment_words(minutes.started, minutes.held_on), lead="Thời gian bắt đầu:")
        yield Text("lấy ý kiến các thành viên bằng văn bản.", lead="Hình thức:")
        if minutes.due is not None:
            yield Text(moment_words(minutes.due, minutes.held_on), lead="Thời hạn trả lời:")
    else:
        yield Text(moment_words(minutes.started, minutes.held_on), lead="Thời gian bắt đầu:")
        yield Text(_joined("; ", minutes.place, minutes.mode) or DOTS, lead="Địa điểm:")
    yield from _people(minutes)
    yield Text(minutes.chaired or minutes.chair or DOTS, lead="Chủ trì (chủ tọa):")
    yield Text(minutes.secretary or DOTS, lead="Thư ký (người ghi biên bản):")
    if minutes.board:
        yield Text("; ".join(minutes.board), lead="Ban kiểm phiếu:")


def _people(minutes: Minutes) -> Iterator[Text | Table]:
    number = f"{len(minutes.present):02}/{minutes.convened:02} thành viên {minutes.body}"
    verb = "trả lời" if minutes.is_written else "dự họp"
    yield Text(f"{number} {verb}{_by_mode(minutes.present)}.", lead="Thành phần tham dự:")
    if minutes.present:
        yield Table(
            columns=(
                Column("TT", 7, CENTER),
                Column("Họ và tên", 40),
                Column("Hình thức", 24),
                Column("Ghi chú", 34),
            ),
            rows=tuple(
                (str(number), one.name, one.mode, one.note)
                for number, one in enumerate(minutes.present, start=1)
            ),
        )
    excused = [f"{one.name} ({one.reason})" for one in minutes.absent if one.reason]
    others = [one.name for one in minutes.absent if not one.reason]
    for lead, names in (
        ("Vắng mặt có lý do:", excused),
        ("Không trả lời:" if minutes.is_written else "Vắng mặt không có lý do:", others),
    ):
        if names:
            yield Text(f"{len(names):02} người: {'; '.join(names)}.", lead=lead)


def _by_mode(present: Sequence[Attendee]) -> str:
    modes = list(dict.fromkeys(one.mode for one in present if one.mode))
    if len(modes) < 2:  # noqa: PLR2004 -- one way needs no numbers
        return f", {modes[0]}" if modes else ""
    counts = [f"{sum(one.mode == mode for one in present):02} {mode}" for mode in modes]
    return f", trong đó: {', '.join(counts)}"


def _contents(minutes: Minutes) -> Iterator[Text]:
    yield Text("NỘI DUNG", style=HEADING)
    for number, item in enumerate(minutes.items, start=1):
        yield from _item(number, item)
    if minutes.dropped:
        yield Text("Nội dung rút khỏi chương trình, không biểu quyết", style=HEADING)
        for words in minutes.dropped:
            yield Text(f"- {words}", style=ENTRY)


def _item(number: int, item: Item) -> Iterator[Text]:
    yield Text(f"{number}. {item.title}", style=HEADING)
    if item.manner:
        yield Text(item.manner, lead="Hình thức:")
    if item.rule:
        yield Text(with_basis(item.rule, item.basis), lead="Quy tắc biểu quyết:")
    for words in item.remarks:
        yield Text(words)
    for outcome in item.outcomes:
        yield from _outcome(outcome)


def _outcome(outcome: Outcome) -> Iterator[Text]:
    style = ENTRY if outcome.label else BODY
    lead = f"- {outcome.label}:" if outcome.label else "Kết quả:"
    words = [outcome.arithmetic]
    if outcome.yes is not None and outcome.base:
        words.append(f"Tỷ lệ tán thành: {share_words(outcome.yes, outcome.base)}.")
    words.append(f"Kết luận: {outcome.result}.")
    yield Text(" ".join(word for word in words if word), lead=lead, style=style)
    for remark in outcome.remarks:
        yield Text(remark, style=style)


def _ending(minutes: Minutes) -> Text:
    what = "Việc lấy ý kiến" if minutes.is_written else "Cuộc họp"
    when = moment_words(minutes.ended, minutes.held_on)
    if minutes.cancelled:
        reason = minutes.cancelled.rstrip(".")
        return Text(f"{what} bị hủy vào {when}, không biểu quyết; lý do: {reason}./.")
    return Text(f"{what} kết thúc vào {when}./.")


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part.strip())
