"""Pieces of a session in the words of its papers: names, presences, items and their results.

Call these in `official_language`: what gettext says here is printed on papers.
"""

import datetime as dt

from django.utils import timezone

from workflow_app.organization.enums import UnitFunction
from workflow_app.organization.models import Body, Person, Unit
from workflow_app.papers.countings import CountedLine
from workflow_app.papers.minutes import Absentee, Attendee, Item, Outcome, with_basis
from workflow_app.papers.pages import clock
from workflow_app.papers.shares import share_words

from .enums import FinalSay, Method, Presence, Result, Secrecy, SessionMode
from .models import Attendance, Ballot, Option, RollEntry, Session
from .selectors.console import members_on
from .selectors.results import ItemResult, OptionResult, Voice
from .selectors.runs import number_of_run
from .selectors.words import rule_words

MANNERS = {Secrecy.OPEN: "biểu quyết công khai", Secrecy.SECRET: "bỏ phiếu kín"}
MODES = {
    SessionMode.IN_PERSON: "họp trực tiếp",
    SessionMode.ONLINE: "họp trực tuyến",
    SessionMode.HYBRID: "họp trực tiếp kết hợp trực tuyến",
    SessionMode.WRITTEN: "lấy ý kiến bằng văn bản",
}
PRESENCES = {Presence.IN_ROOM.value: "trực tiếp", Presence.ONLINE.value: "trực tuyến"}
DECIDERS = {
    FinalSay.CHAIR: "Chủ trì quyết định",
    FinalSay.OFFICER: "Người có thẩm quyền quyết định",
    FinalSay.CLUSTER_HEADS: "Cụm trưởng và Cụm phó thống nhất quyết định",
}
BROKEN_OFF = "Cuộc bỏ phiếu bị hủy, không kiểm phiếu"
BY_LETTER = "gửi phiếu bằng văn bản"


def abbreviation(body: Body) -> str:
    """Return the body's part of a symbol: the first letters of "Đoàn Chủ tịch" are ĐCT."""
    return "".join(word[0] for word in body.name.split() if word[0].isalpha()).upper()


def office_name() -> str:
    """Return the name of the office."""
    office = Unit.objects.filter(function=UnitFunction.OFFICE)
    return office.values_list("name", flat=True).first() or "Văn phòng"


def bare(title: str) -> str:
    """Return a title as a summary bears it: one space between words, no sign at its end."""
    return " ".join(title.split()).rstrip(" .;:,")


def local(moment: dt.datetime | None) -> dt.datetime | None:
    """Return the moment on the clocks of the organisation."""
    return timezone.localtime(moment) if moment else None


def name_of(person: Person | None) -> str:
    """Return the person's name, empty for nobody."""
    return person.full_name if person else ""


def board_of(session: Session) -> tuple[str, ...]:
    """Return the counting board, its head first."""
    people = session.board.order_by("-is_head", "person__sort_key", "pk")
    return tuple(people.values_list("person__full_name", flat=True))


def chaired_by(session: Session) -> str:
    """Say who chaired the session one after the other; empty where the chair never changed."""
    changes = list(session.chair_changes.select_related("before", "after").order_by("at", "pk"))
    if not changes:
        return ""
    first = [name_of(changes[0].before)] if changes[0].before else []
    later = [
        f"{one.after.full_name} (từ {clock(timezone.localtime(one.at))};"
        f" lý do: {one.reason.rstrip('.')})"
        for one in changes
    ]
    return "; ".join(first + later)


def people_of(session: Session) -> tuple[tuple[Attendee, ...], tuple[Absentee, ...]]:
    """Return who of the members took part and who did not, by name, from what was noted.

    In a written consultation, and where nobody's attendance was noted, handing in is taking part.
    """
    members: dict[int, str] = dict(
        RollEntry.objects.filter(round__session=session)
        .order_by("person__sort_key", "pk")
        .values_list("person", "person__full_name")
    )
    if not members:
        found = members_on(session.body, session.held_on)
        members = {mandate.person_id: mandate.person.full_name for mandate in found}
    # While a vote is open nobody is told who has handed in.
    closed = RollEntry.objects.filter(round__session=session, round__closed__isnull=False)
    voted = set(closed.filter(handed_in__isnull=False).values_list("person", flat=True))
    stays: dict[int, list[Attendance]] = {}
    for stay in session.attendance.order_by("arrived", "pk"):
        stays.setdefault(stay.person_id, []).append(stay)
    is_noted = any(stay.arrived for found in stays.values() for stay in found)
    present, absent = [], []
    for pk, name in members.items():
        there = [stay for stay in stays.get(pk, []) if stay.arrived]
        if there:
            present.append(_attendee(session, name, there))
        elif pk in voted:
            present.append(Attendee(name, BY_LETTER if is_noted or session.is_written else ""))
        else:
            reasons = [stay.reason for stay in stays.get(pk, []) if stay.reason]
            absent.append(Absentee(name, "; ".join(reasons)))
    return tuple(present), tuple(absent)


def _attendee(session: Session, name: str, stays: list[Attendance]) -> Attendee:
    modes = dict.fromkeys(PRESENCES.get(stay.presence, "") for stay in stays)
    arrived, left = stays[0].arrived, stays[-1].left
    notes = []
    if arrived and session.started and arrived > session.started:
        notes.append(f"đến lúc {clock(timezone.localtime(arrived))}")
    if left and (session.ended is None or left < session.ended):
        notes.append(f"về lúc {clock(timezone.localtime(left))}")
    return Attendee(name, ", ".join(mode for mode in modes if mode), "; ".join(notes))


def item_of(result: ItemResult) -> Item:
    """Return an item with its rule and its results, and in an open vote who was not for it."""
    ballot = result.ballot
    manner = MANNERS[Secrecy(ballot.secrecy)]
    if ballot.run > 1 or ballot.previous_id is not None:
        manner += f", lần {number_of_run(ballot):02}"
    if ballot.method == Method.ELECT:
        manner += f"; số vị trí: {ballot.seats:02}"
    remarks = []
    everywhere = _recused_everywhere(result)
    if everywhere:
        remarks.append(f"Không tham gia biểu quyết: {_voices(everywhere)}.")
    if ballot.decided_by is not None:
        remarks.append(_last_word(ballot, is_withheld=result.is_withheld))
    return Item(
        title=title_of(ballot),
        manner=f"{manner}.",
        rule=result.rule,
        basis=ballot.legal_basis,
        outcomes=tuple(_outcome(result, option, everywhere) for option in result.options),
        remarks=tuple(remarks),
    )


def _last_word(ballot: Ballot, *, is_withheld: bool) -> str:
    """Say who decided what the last ballot left open, as what, and why."""
    words = list(ballot.last_words.all())
    names = " và ".join(
        f"{word.user.get_full_name()} ({word.authority})" if word.authority else str(word.user)
        for word in words
    )
    reasons = "; ".join(dict.fromkeys(word.reason.rstrip(".") for word in words))
    lead = DECIDERS[FinalSay(words[0].capacity)]
    said = f"{lead} sau lần bỏ phiếu cuối: {names}."
    return said if is_withheld else f"{said} Lý do: {reasons}."


def title_of(ballot: Ballot) -> str:
    """Name the dossier, its code and the revision that was voted on."""
    return (
        f"{bare(ballot.dossier.title)} ({ballot.dossier.code}, bản số {ballot.revision.number:02})"
    )


def _recused_everywhere(result: ItemResult) -> list[Voice]:
    if not result.options:
        return []
    first, *others = result.options
    return [voice for voice in first.recused if all(voice in one.recused for one in others)]


def _outcome(result: ItemResult, option: OptionResult, everywhere: list[Voice]) -> Outcome:
    figures = option.figures
    remarks = [
        f"{lead}: {_voices(voices)}."
        for lead, voices in (
            ("Không biểu quyết", [one for one in option.recused if one not in everywhere]),
            ("Không tán thành", option.no),
            ("Không có ý kiến", option.abstain),
            ("Không gửi phiếu", option.absent),
        )
        if voices
    ]
    return Outcome(
        label=_label(option.option) if _is_parted(result) else "",
        arithmetic=option.sentence,
        yes=figures.get("yes"),
        base=figures.get("base", 0),
        result=result_words(option.option),
        remarks=tuple(remarks),
    )


def _is_parted(result: ItemResult) -> bool:
    return len(result.options) > 1 or any(one.option.key for one in result.options)


def _label(option: Option) -> str:
    return bare(option.label)


def _voices(voices: list[Voice]) -> str:
    return "; ".join(
        f"{one.name} ({one.reason.rstrip('.')})" if one.reason else one.name for one in voices
    )


def result_words(option: Option) -> str:
    """Return the result in lower case: "thông qua"."""
    words = str(Result(option.result).label) if option.result else "chưa có kết quả"
    return words[:1].lower() + words[1:]


def dropped_words(ballot: Ballot) -> str:
    """Say what became of an item that was not voted on, and why."""
    label = BROKEN_OFF if ballot.was_broken_off else str(Result(ballot.result).label)
    reason = f"; lý do: {ballot.reason.rstrip('.')}" if ballot.reason else ""
    return f"{title_of(ballot)}: {label[:1].lower()}{label[1:]}{reason}."


def rule_and_basis(ballot: Ballot) -> str:
    """Return the rule's sentence with the text that justifies it."""
    return with_basis(rule_words(ballot), ballot.legal_basis)


def line_of(ballot: Ballot, option: Option) -> CountedLine:
    """Return the stored figures of one option as a line of the count."""
    figures = option.figures or {}
    code = ballot.dossier.code
    is_whole = not option.key
    return CountedLine(
        label=f"{bare(ballot.dossier.title)} ({code})"
        if is_whole
        else f"{_label(option)} ({code})",
        yes=figures["yes"],
        no=figures["no"],
        abstain=figures["abstain"],
        invalid=figures.get("invalid", 0),
        convened=figures.get("convened", figures["members"]),
        present=figures["taking_part"],
        result=result_words(option),
    )


def article_of(result: ItemResult) -> str:
    """Return an article of the resolution: what of an item was adopted, by how many of how many."""
    ballot = result.ballot
    title = f"{bare(ballot.dossier.title)} (hồ sơ {ballot.dossier.code})"
    adopted = [one for one in result.options if one.option.result == Result.ADOPTED]
    if not _is_parted(result):
        return f"Thông qua {title} với {_votes(adopted[0])}."
    parts = "; ".join(f"{_label(one.option)} ({_votes(one)})" for one in adopted)
    return f"Thông qua tại {title} các nội dung sau: {parts}."


def _votes(option: OptionResult) -> str:
    share = share_words(option.figures["yes"], option.figures["base"])
    return f"{share} phiếu tán thành" if option.figures["base"] else f"{share} phiếu"
