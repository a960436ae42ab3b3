"""Minutes, minutes of a count and resolution of a session, worded from what is stored.

Every number is one that was written when a round closed; nothing is counted here, and of a round
that is open nothing is told. Papers are Vietnamese whatever the reader's language.

With a `reader`, items that this person may not know of are left out as if they did not exist: for
anybody but those who keep the minutes. Without one the paper is whole.
"""

import datetime as dt

from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.organization.selectors.signers import Signer, signers_of
from workflow_app.papers.countings import Counting, counting_page
from workflow_app.papers.documents import PLACE
from workflow_app.papers.minutes import Minutes, minutes_page
from workflow_app.papers.pages import Page
from workflow_app.papers.pdf import page_pdf
from workflow_app.papers.resolutions import Resolution, resolution_page
from workflow_app.papers.word import page_docx

from .enums import Result, Secrecy, SessionMode
from .models import Ballot, Round, Session
from .selectors.knowing import known_items
from .selectors.paper import sheets_of
from .selectors.results import results_of
from .selectors.withholding import withhold_unreadable
from .wording import (
    MANNERS,
    MODES,
    abbreviation,
    article_of,
    bare,
    board_of,
    chaired_by,
    dropped_words,
    item_of,
    line_of,
    local,
    name_of,
    office_name,
    people_of,
    rule_and_basis,
)

FILED = "Lưu: VT, hồ sơ phiên họp."


def minutes_of(session: Session, reader: User | None = None) -> Minutes:
    """Return the minutes of a session: what its closed rounds decided, and who was there."""
    present, absent = people_of(session)
    with official_language():
        items = tuple(item_of(result) for result in results_of(session, reader))
        dropped = tuple(dropped_words(ballot) for ballot in _dropped(session, reader))
    return Minutes(
        organisation=organisation_name(),
        body=session.body.name,
        symbol=f"BB-{abbreviation(session.body)}",
        subject=bare(session.title),
        held_on=session.held_on,
        started=local(session.convened if session.is_written else session.started),
        ended=local(session.ended or session.cancelled),
        due=local(session.due),
        place=session.place,
        mode=MODES[SessionMode(session.mode)],
        convened=len(present) + len(absent),
        present=present,
        absent=absent,
        chair=name_of(session.chair),
        chaired=chaired_by(session),
        cancelled=session.cancelled_because,
        secretary=name_of(session.secretary),
        board=board_of(session),
        items=items,
        dropped=dropped,
        recipients=(f"Các thành viên {session.body.name};", FILED),
        is_written=session.is_written,
    )


def counting_minutes_of(voting: Round, reader: User | None = None) -> Counting:
    """Return the minutes of the count of a closed round.

    Raises ConflictError while it is open, and for one that was broken off: nothing was counted.
    """
    if voting.is_open:
        raise ConflictError(_("The vote is still open: there is nothing to be told of it yet."))
    counted = voting.ballots.exclude(result__in=Result.dropped)
    if not counted.exists():
        raise ConflictError(_("The vote was broken off: nothing was counted."))
    session = voting.session
    found = counted if reader is None else known_items(counted, reader)
    ballots = list(
        found.select_related("dossier").prefetch_related("options").order_by("order", "pk")
    )
    if reader is not None:
        with official_language():
            withhold_unreadable(ballots, reader)
    roll = list(voting.roll.values_list("was_present", "handed_in"))
    sheets = sheets_of(voting)
    with official_language():
        lines = tuple(
            line_of(ballot, option) for ballot in ballots for option in ballot.options.all()
        )
        rules = tuple(dict.fromkeys(rule_and_basis(ballot) for ballot in ballots))
    manners = dict.fromkeys(MANNERS[Secrecy(ballot.secrecy)] for ballot in ballots)
    return Counting(
        organisation=organisation_name(),
        body=session.body.name,
        symbol=f"BB-{abbreviation(session.body)}",
        session=bare(session.title),
        held_on=session.held_on,
        place=session.place,
        opened=local(voting.opened),
        closed=local(voting.closed),
        manner=" và ".join(manners),
        round_number=voting.number,
        board=board_of(session) if Secrecy.SECRET in {ballot.secrecy for ballot in ballots} else (),
        convened=len(roll),
        present=sum(was_present or handed_in is not None for was_present, handed_in in roll),
        issued=sheets.issued,
        issued_on_paper=sheets.issued_on_paper,
        collected=sheets.collected,
        collected_on_paper=sheets.collected_on_paper,
        rules=rules,
        lines=lines,
        chair=name_of(session.chair),
        secretary=name_of(session.secretary),
        recipients=(f"{session.body.name};", FILED),
    )


def resolution_of(session: Session, *, signed_on: dt.date | None = None) -> Resolution:
    """Return the resolution on what a session adopted, signed by its chair.

    Raises IncompleteError when it adopted nothing.
    """
    with official_language():
        adopted = [result for result in results_of(session) if result.is_adopted]
    if not adopted:
        raise IncompleteError(_("The session adopted nothing: there is no resolution to draw up."))
    body, organisation = session.body, organisation_name()
    day = decree30_date(session.held_on)
    last = (
        f"Nghị quyết này có hiệu lực kể từ ngày ký. {office_name()} và các đơn vị liên quan chịu "
        "trách nhiệm thi hành Nghị quyết này"
    )
    signer = _signer(session)
    return Resolution(
        organisation=organisation,
        body=body.name,
        symbol=f"NQ-{abbreviation(body)}",
        subject=bare(session.title),
        place=PLACE,
        signed_on=signed_on,
        grounds=(
            f"Căn cứ Điều lệ {organisation}",
            f"Căn cứ Biên bản {bare(session.title)} {day}",
        ),
        articles=(*(article_of(result) for result in adopted), last),
        recipients=(f"Như Điều {len(adopted) + 1};", f"Các thành viên {body.name};", FILED),
        signer=signer.name if signer else "",
        signer_lines=tuple(signer.title.splitlines()) if signer else (f"TM. {body.name.upper()}",),
    )


def _signer(session: Session) -> Signer | None:
    """The chair of the session where they sign for the body, else the first who does."""
    signers, chair = signers_of(session.body), name_of(session.chair)
    return next((one for one in signers if one.name == chair), signers[0] if signers else None)


def _dropped(session: Session, reader: User | None) -> list[Ballot]:
    items = session.ballots.filter(result__in=Result.dropped)
    found = items if reader is None else known_items(items, reader)
    return list(found.select_related("dossier", "revision").order_by("order", "pk"))


def minutes_sheet(session: Session, reader: User | None = None) -> Page:
    """Return the minutes as a page, for `papers/print.html`, Word and PDF."""
    return minutes_page(minutes_of(session, reader))


def counting_sheet(voting: Round, reader: User | None = None) -> Page:
    """Return the minutes of the count as a page."""
    return counting_page(counting_minutes_of(voting, reader))


def resolution_sheet(session: Session) -> Page:
    """Return the resolution as a page."""
    return resolution_page(resolution_of(session))


def minutes_pdf(session: Session, reader: User | None = None) -> bytes:
    """Return the minutes as PDF/A."""
    return page_pdf(minutes_sheet(session, reader), when=session.held_on)


def minutes_docx(session: Session, reader: User | None = None) -> bytes:
    """Return the minutes as a Word file."""
    return page_docx(minutes_sheet(session, reader))


def counting_minutes_pdf(voting: Round, reader: User | None = None) -> bytes:
    """Return the minutes of the count as PDF/A."""
    return page_pdf(counting_sheet(voting, reader), when=voting.closed)


def counting_minutes_docx(voting: Round, reader: User | None = None) -> bytes:
    """Return the minutes of the count as a Word file."""
    return page_docx(counting_sheet(voting, reader))


def resolution_pdf(session: Session) -> bytes:
    """Return the resolution as PDF/A."""
    return page_pdf(resolution_sheet(session), when=session.held_on)


def resolution_docx(session: Session) -> bytes:
    """Return the resolution as a Word file."""
    return page_docx(resolution_sheet(session))
