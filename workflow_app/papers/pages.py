"""A paper as plain data: the one structure that its page, its Word file and its PDF print.

Whoever words a paper (a decision, minutes, a resolution) builds a `Page`; capitals, padding and
order of the words are done there, and the three renderings only lay them out.
"""

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Any

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

BODY, GROUND, HEADING, CENTRED, ENTRY, NOTE = (
    "body",
    "ground",
    "heading",
    "centred",
    "entry",
    "note",
)
"""How a paragraph stands: justified text; italic ground; bold; bold in the middle; entry of a
list, less indented; small italic remark."""

LEFT, CENTER, RIGHT = "left", "center", "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `lead` is its bold beginning ("Điều 1.")."""

    words: str
    lead: str = ""
    style: str = BODY


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its part of the width (relative), how its cells are aligned."""

    title: str
    share: int = 1
    align: str = LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated on every sheet; `total` is its bold last row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    title: str = ""

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Return the rows as pairs of words and alignment, for the page."""
        aligns = [column.align for column in self.columns]
        return [list(zip(row, aligns, strict=True)) for row in self.rows]

    @property
    def total_cells(self) -> list[tuple[str, str]]:
        """Return the last row as pairs of words and alignment, for the page."""
        return list(zip(self.total, (column.align for column in self.columns), strict=True))


@dataclass(frozen=True, slots=True)
class Signature:
    """Room for one hand: the power and post in capitals, a hint, the name below the empty space."""

    lines: tuple[str, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """What is attached, on sheets of its own; wide ones lie on their side."""

    title: str
    subtitle: str = ""
    note: str = ""
    blocks: tuple[Text | Table, ...] = ()
    is_wide: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A paper from the national name to the last annex; what is empty is not printed."""

    kind: str
    subject: str
    organisation: str = ""
    issuer: str = ""
    number: str = ""
    place_and_date: str = ""
    authority: str = ""
    grounds: tuple[str, ...] = ()
    verb: str = ""
    blocks: tuple[Text | Table, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    annexes: tuple[Annex, ...] = ()

    nation: str = NATION
    motto: str = MOTTO

    @property
    def texts(self) -> list[Text]:
        """Return the paragraphs of the body, tables left out."""
        return [block for block in self.blocks if isinstance(block, Text)]

    @property
    def name(self) -> str:
        """Return what the file's title says: "Nghị quyết số 05/NQ-ĐCT: Thông qua ..."."""
        number = self.number.removeprefix("Số:").strip()
        kind = self.kind.capitalize()
        is_numbered = number[:1].isdigit()
        return f"{kind} số {number}: {self.subject}" if is_numbered else f"{kind}: {self.subject}"

    def numbered(self, notation: str, place_and_date: str) -> "Page":
        """Return the page with the number that the register gave it, and its place and date."""
        return replace(
            self.with_annexes_of(notation, date=place_and_date.partition(", ")[2]),
            number=f"Số: {notation}",
            place_and_date=place_and_date if self.place_and_date else "",
        )

    def with_annexes_of(self, notation: str, *, date: str) -> "Page":
        """Return the page with annexes that name number and date where their notes leave room.

        The notes say "{number}" and "{date}" there.
        """
        notes = [
            annex.note.replace("{number}", notation).replace("{date}", date)
            for annex in self.annexes
        ]
        annexes = zip(self.annexes, notes, strict=True)
        return replace(self, annexes=tuple(replace(annex, note=note) for annex, note in annexes))


def open_number(symbol: str) -> str:
    """Return the line of a paper without a number yet: room for one before its symbol."""
    return f"Số:        /{symbol}"


def plain(page: Page) -> dict[str, Any]:
    """Return the page as JSON values; `page_from` reads them back."""
    return _marked(asdict(page))


def _marked(values: dict[str, Any]) -> dict[str, Any]:
    """Tell paragraphs from tables by a word, for readers other than Python."""
    for holder in (values, *values["annexes"]):
        holder["blocks"] = [
            {"type": "table" if "columns" in block else "text", **block}
            for block in holder["blocks"]
        ]
    return values


def page_from(values: dict[str, Any]) -> Page:
    """Read a page that `plain` wrote; KeyError or TypeError when it is none."""
    return Page(
        **_tuples(values)
        | {
            "blocks": _blocks(values["blocks"]),
            "signatures": tuple(Signature(**_tuples(one)) for one in values["signatures"]),
            "annexes": tuple(
                Annex(**_tuples(one) | {"blocks": _blocks(one["blocks"])})
                for one in values["annexes"]
            ),
        }
    )


def _blocks(values: list[dict[str, Any]]) -> tuple[Text | Table, ...]:
    return tuple(_block(value) for value in values)


def _block(value: dict[str, Any]) -> Text | Table:
    if value["type"] == "text":
        return Text(value["words"], value["lead"], value["style"])
    return Table(
        columns=tuple(Column(**column) for column in value["columns"]),
        rows=tuple(tuple(row) for row in value["rows"]),
        total=tuple(value["total"]),
        title=value["title"],
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }


def clock(moment: dt.datetime) -> str:
    """Write a time of day as minutes do: "08 giờ 05 phút"; the moment is already local."""
    return f"{moment:%H} giờ {moment:%M} phút"
