"""What Decree 30/2020, App. I and III, asks of the words of a paper; every rule it can break.

Margins, faces and sizes are the layouts' own affair; this looks at what people and code word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .pages import MOTTO, NATION, Page, Table, Text

ABBREVIATIONS = {
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "CHỈ THỊ": "CT",
    "QUY CHẾ": "QC",
    "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC",
    "THÔNG BÁO": "TB",
    "HƯỚNG DẪN": "HD",
    "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH",
    "PHƯƠNG ÁN": "PA",
    "ĐỀ ÁN": "ĐA",
    "DỰ ÁN": "DA",
    "BÁO CÁO": "BC",
    "BIÊN BẢN": "BB",
    "TỜ TRÌNH": "TTr",
}
"""App. III, table of abbreviations, as far as this organisation issues such papers."""
LONGEST_SUBJECT = 500
END = "./."
MINUTES = ("Thời gian bắt đầu:", "Địa điểm:", "Chủ trì (chủ tọa):", "kết thúc vào")
_NUMBER = re.compile(r"Số:( {2,}|\s?(?P<number>\d+))/(?P<symbol>\S+)")
_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm \d{4}")
_DIGIT_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
_PLACE_DATE = re.compile(r"[^,]+, ngày (\d{1,2}|…+) tháng (\d{1,2}|…+) năm (\d{4}|20…+)")
_LEFTOVER = re.compile(r"\bNone\b|\{\{|\}\}|%\(\w+\)s|\bundefined\b|<[a-z/][^>]*>")
_SPACING = re.compile(r" {2,}|\s[,;:.!?](?=\s|$)|^\s|\s$")
_ACADEMIC = re.compile(
    r"^(?:GS|PGS|TS|ThS|CN|KS|BS|Dr|Tiến sĩ|Giáo sư|Thạc sĩ)\b\.?", re.IGNORECASE
)
_POWER = re.compile(r"^(?:TM|KT|TL|TUQ|Q)(?P<dot>\.?)\s")
_PADDED_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a paper breaks: which, where, and the words that break it."""

    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.rule}: “{self.words}”"


def lint_paper(page: Page) -> list[Finding]:
    """Return what is wrong with a paper's words; an empty list for a paper in good form."""
    return [finding for check in CHECKS for finding in check(page)]


def _head(page: Page) -> Iterator[Finding]:
    if (page.nation, page.motto) != (NATION, MOTTO):
        yield Finding("national name and motto stand as the decree writes them", page.motto)
    for words in (page.organisation, page.issuer, page.kind, page.authority, page.verb):
        if words != words.upper():
            yield Finding("issuer, type and verb are in capitals", words)
    if not page.issuer:
        yield Finding("a paper names who issues it", page.kind)


def _number(page: Page) -> Iterator[Finding]:
    found = _NUMBER.fullmatch(page.number)
    if found is None:
        yield Finding("the number is “Số: 05/QĐ-…”", page.number)
        return
    number, symbol = found["number"], found["symbol"]
    if number and (number != f"{int(number):02}" or not int(number)):
        yield Finding("numbers below ten take one zero", page.number)
    wanted = ABBREVIATIONS.get(page.kind)
    if wanted is None:
        yield Finding("the type of paper is one of the decree's", page.kind)
    elif symbol.split("-")[0] != wanted or "-" not in symbol:
        yield Finding(f"the symbol begins with {wanted}-", symbol)


def _dates(page: Page) -> Iterator[Finding]:
    if page.place_and_date and not _PLACE_DATE.fullmatch(page.place_and_date):
        yield Finding("place and date are “Hà Nội, ngày 05 tháng 3 năm 2027”", page.place_and_date)
    for words in (page.place_and_date, *_all_words(page)):
        for day, month in _DATE.findall(words):
            if day != f"{int(day):02}":
                yield Finding("days below ten take a zero", words)
            padded = f"{int(month):02}" if int(month) <= _PADDED_MONTHS else str(int(month))
            if month != padded:
                yield Finding("months 1 and 2 take a zero, months 3 to 9 do not", words)
    for words in page.grounds:
        if _DIGIT_DATE.search(words):
            yield Finding("dates of grounds are written in words", words)


def _subject(page: Page) -> Iterator[Finding]:
    if not page.subject or len(page.subject) > LONGEST_SUBJECT:
        yield Finding(f"the summary has 1 to {LONGEST_SUBJECT} letters", page.subject)
    elif page.subject[-1] in ".;:,":
        yield Finding("the summary ends without a sign", page.subject)


def _grounds(page: Page) -> Iterator[Finding]:
    for index, words in enumerate(page.grounds, start=1):
        sign = "." if index == len(page.grounds) else ";"
        if not words.endswith(sign) or words.endswith((";.", "..", ".;", ";;")):
            yield Finding("each ground ends with a semicolon, the last with a full stop", words)
        if not words.startswith(("Căn cứ ", "Theo đề nghị ", "Xét ")):
            yield Finding("a ground begins with “Căn cứ”, “Theo đề nghị” or “Xét”", words)
        if re.match(r"Căn cứ (?:Bộ luật|Luật|Pháp lệnh) ", words) and re.search(r"\bsố \d", words):
            yield Finding("laws are cited without number and issuer", words)
    if page.verb and not page.verb.endswith(":"):
        yield Finding("the verb ends with a colon", page.verb)


def _articles(page: Page) -> Iterator[Finding]:
    numbered = [text.lead for text in page.texts if text.lead.startswith("Điều")]
    wanted = [f"Điều {number}." for number in range(1, len(numbered) + 1)]
    if numbered != wanted:
        yield Finding("articles are “Điều 1.”, “Điều 2.” in order", ", ".join(numbered))
    if page.verb and not numbered:
        yield Finding("a decision or resolution has articles", page.kind)


def _end(page: Page) -> Iterator[Finding]:
    texts = [text.words for text in page.texts]
    if not texts or not texts[-1].endswith(END) or texts[-1].endswith(f".{END}"):
        yield Finding(f"the text ends with {END}", texts[-1] if texts else "")
    for words in texts[:-1]:
        if END in words:
            yield Finding(f"{END} stands at the end only", words)


def _recipients(page: Page) -> Iterator[Finding]:
    if not page.recipients:
        yield Finding("a paper says who gets it", page.kind)
        return
    *others, last = page.recipients
    for words in others:
        if not words.endswith(";"):
            yield Finding("each recipient ends with a semicolon", words)
    if not last.startswith("Lưu: VT") or not last.endswith("."):
        yield Finding("the last recipient is “Lưu: VT, ….”", last)


def _signatures(page: Page) -> Iterator[Finding]:
    if not page.signatures:
        yield Finding("somebody signs", page.kind)
    for hand in page.signatures:
        if not hand.lines or any(line != line.upper() for line in hand.lines):
            yield Finding("power and post of the signer are in capitals", " / ".join(hand.lines))
        for line in hand.lines:
            power = _POWER.match(line)
            if power and not power["dot"]:
                yield Finding("TM., KT., TL., TUQ., Q. take a full stop", line)
        if _ACADEMIC.match(hand.name):
            yield Finding("no academic title stands before the signer's name", hand.name)
        if hand.name and hand.name == hand.name.upper():
            yield Finding("the signer's name is in small letters", hand.name)


def _minutes(page: Page) -> Iterator[Finding]:
    if page.kind != "BIÊN BẢN":
        return
    words = "\n".join(f"{text.lead} {text.words}" for text in page.texts)
    for part in MINUTES:
        if part not in words and not (part == "Địa điểm:" and "bằng văn bản" in words):
            yield Finding("minutes say when, where, who presided and when it ended", part)
    if len(page.signatures) < 2:  # noqa: PLR2004 -- secretary and chair
        yield Finding("minutes are signed by secretary and chair", page.kind)


def _annexes(page: Page) -> Iterator[Finding]:
    for annex in page.annexes:
        if annex.title != annex.title.upper():
            yield Finding("titles of annexes are in capitals", annex.title)
        if not (annex.note.startswith("(Kèm theo ") and annex.note.endswith(")")):
            yield Finding("an annex says to what it belongs", annex.note)
        elif page.number.removeprefix("Số: ") not in annex.note:
            yield Finding("an annex names the paper's number", annex.note)


def _tables(page: Page) -> Iterator[Finding]:
    for block in (*page.blocks, *(block for annex in page.annexes for block in annex.blocks)):
        if isinstance(block, Table):
            rows = (*block.rows, *((block.total,) if block.total else ()))
            if any(len(row) != len(block.columns) for row in rows):
                yield Finding("every row of a table has every cell", block.title)


def _letters(page: Page) -> Iterator[Finding]:
    for words in _all_words(page):
        if not unicodedata.is_normalized("NFC", words):
            yield Finding("letters are composed (TCVN 6909)", words)
        if _LEFTOVER.search(words):
            yield Finding("nothing of the machine is left in the words", words)
    for words in (page.subject, *page.grounds, *page.recipients, *(t.words for t in page.texts)):
        if _SPACING.search(words):
            yield Finding("one space between words, none before a sign", words)


def _all_words(page: Page) -> Iterator[str]:
    yield from (page.subject, *page.grounds, *page.recipients)
    for block in (*page.blocks, *(block for annex in page.annexes for block in annex.blocks)):
        if isinstance(block, Text):
            yield block.words
        else:
            yield from (cell for row in block.rows for cell in row)
    yield from (annex.note for annex in page.annexes)


CHECKS: tuple[Callable[[Page], Iterator[Finding]], ...] = (
    _head,
    _number,
    _dates,
    _subject,
    _grounds,
    _articles,
    _end,
    _recipients,
    _signatures,
    _minutes,
    _annexes,
    _tables,
    _letters,
)
