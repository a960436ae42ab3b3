"""Minutes of a count (biên bản kiểm phiếu), from plain data to the page.

The fields are those of NĐ 59/2023 by analogy: convened, present, issued, collected, valid, invalid;
for each candidate or item in favour, against, no opinion and the shares of convened and of present.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from .minutes import DOTS, SEAL_HERE, SIGN_HERE, moment_words
from .pages import CENTER, ENTRY, NOTE, Column, Page, Signature, Table, Text, open_number
from .shares import SHARES_NOTE, share_words

COPIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLine:
    """One candidate or item; every number is one of ballots or members, `result` is in words."""

    label: str
    yes: int
    no: int
    abstain: int
    invalid: int
    convened: int
    present: int
    result: str

    @property
    def valid(self) -> int:
        """Ballots that say something on this line, be it no opinion."""
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A count as its minutes tell it. None is a number that nobody has stored: dots are printed."""

    organisation: str
    body: str
    symbol: str
    session: str
    held_on: dt.date
    place: str = ""
    opened: dt.datetime | None = None
    closed: dt.datetime | None = None
    manner: str = ""
    round_number: int = 1
    board: tuple[str, ...] = ()
    convened: int
    present: int | None = None
    issued: int | None = None
    issued_on_paper: int = 0
    collected: int | None = None
    collected_on_paper: int = 0
    rules: tuple[str, ...] = ()
    lines: tuple[CountedLine, ...] = ()
    remarks: tuple[str, ...] = ()
    chair: str = ""
    secretary: str = ""
    recipients: tuple[str, ...] = ()


def counting_page(counting: Counting) -> Page:
    """Return the minutes of a count as a page without a number."""
    again = f" (lần {counting.round_number:02})" if counting.round_number > 1 else ""
    return Page(
        kind="BIÊN BẢN",
        subject=f"Kiểm phiếu tại {counting.session}{again}",
        organisation=counting.organisation.upper(),
        issuer=counting.body.upper(),
        number=open_number(counting.symbol),
        blocks=(*_opening(counting), *_numbers(counting), *_results(counting), _ending(counting)),
        recipients=counting.recipients,
        signatures=_signatures(counting),
    )


def _opening(counting: Counting) -> Iterator[Text]:
    yield Text(moment_words(counting.opened, counting.held_on), lead="Thời gian bắt đầu:")
    yield Text(counting.place or DOTS, lead="Địa điểm:")
    if counting.board:
        head, *others = counting.board
        names = [f"{head} (trưởng ban)", *others]
        yield Text(
            f"{len(names):02} người, gồm: {'; '.join(names)}.",
            lead="Ban kiểm phiếu:",
        )
    yield Text(counting.chair or DOTS, lead="Chủ trì (chủ tọa):")
    yield Text(counting.secretary or DOTS, lead="Thư ký:")
    yield Text(f"{counting.manner or DOTS}.", lead="Hình thức:")
    for rule in counting.rules:
        yield Text(rule, lead="Quy tắc:")


def _numbers(counting: Counting) -> Iterator[Text]:
    yield Text(f"{counting.convened:02}.", lead="1. Số thành viên được triệu tập:")
    yield Text(f"{_known(counting.present)}.", lead="2. Số thành viên tham gia:")
    yield Text(_by_channel(counting.issued, counting.issued_on_paper), lead="3. Số phiếu phát ra:")
    yield Text(
        _by_channel(counting.collected, counting.collected_on_paper), lead="4. Số phiếu thu về:"
    )
    whole = {(line.valid, line.invalid) for line in counting.lines}
    if len(whole) == 1:
        ((valid, invalid),) = whole
        yield Text(f"{valid:02}.", lead="5. Số phiếu hợp lệ:")
        yield Text(f"{invalid:02}.", lead="6. Số phiếu không hợp lệ:")
    else:
        yield Text("ghi theo từng nội dung trong bảng.", lead="5. Số phiếu hợp lệ, không hợp lệ:")


def _known(number: int | None) -> str:
    return DOTS if number is None else f"{number:02}"


def _by_channel(number: int | None, on_paper: int) -> str:
    if number is None:
        return f"{DOTS}."
    if not on_paper:
        return f"{number:02}, tất cả trong hệ thống."
    inside = number - on_paper
    return f"{number:02}, trong đó {on_paper:02} phiếu giấy, {inside:02} phiếu trong hệ thống."


def _results(counting: Counting) -> Iterator[Text | Table]:
    yield Table(
        title="Kết quả kiểm phiếu",
        columns=(
            Column("TT", 75, CENTER),
            Column("Nội dung, họ và tên", 315),
            Column("Hợp lệ", 110, CENTER),
            Column("Không hợp lệ", 140, CENTER),
            Column("Đồng ý", 120, CENTER),
            Column("Không đồng ý", 140, CENTER),
            Column("Không ý kiến", 140, CENTER),
            Column("Đồng ý trên số triệu tập", 195, CENTER),
            Column("Đồng ý trên số tham gia", 195, CENTER),
            Column("Kết quả", 170, CENTER),
        ),
        rows=tuple(_row(number, line) for number, line in enumerate(counting.lines, start=1)),
    )
    yield Text(SHARES_NOTE, style=NOTE)
    for remark in counting.remarks:
        yield Text(remark, style=ENTRY)


def _row(number: int, line: CountedLine) -> tuple[str, ...]:
    return (
        str(number),
        line.label,
        str(line.valid),
        str(line.invalid),
        str(line.yes),
        str(line.no),
        str(line.abstain),
        share_words(line.yes, line.convened),
        share_words(line.yes, line.present),
        line.result,
    )


def _ending(counting: Counting) -> Text:
    return Text(
        f"Việc kiểm phiếu kết thúc vào {moment_words(counting.closed, counting.held_on)}. "
        f"Biên bản này được lập thành {COPIES:02} bản, có giá trị như nhau./."
    )


def _signatures(counting: Counting) -> tuple[Signature, ...]:
    """The counting board signs, its head first; where there is none, secretary and chair do."""
    if not counting.board:
        return (
            Signature(("THƯ KÝ",), counting.secretary, SIGN_HERE),
            Signature(("CHỦ TỌA",), counting.chair, SEAL_HERE),
        )
    head, *others = counting.board
    return (
        Signature(("TM. BAN KIỂM PHIẾU", "TRƯỞNG BAN"), head, SIGN_HERE),
        Signature(("CHỦ TỌA",), counting.chair, SEAL_HERE),
        *(Signature(("THÀNH VIÊN",), name, SIGN_HERE) for name in others),
    )
