"""The words of a PDF of ours, sheet by sheet, as somebody who copies them would get them."""

import re
import zlib

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|\b(BT|ET)\b")
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class UnreadableError(Exception):
    """The file is laid out in a way that our typesetter does not use."""


def sheets(pdf: bytes) -> list[str]:
    """Return the words of every sheet, one space between the pieces that were set together."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    return [_words(*_sheet(objects, body)) for body in objects.values() if PAGE.search(body)]


def _sheet(objects: dict[int, bytes], page: bytes) -> tuple[bytes, dict[bytes, dict[int, str]]]:
    """The content of a sheet, and the letters of its fonts."""
    content, resources = (
        objects[int(_found(re.search(name + rb" (\d+) 0 R", page))[1])]
        for name in (rb"/Contents", rb"/Resources")
    )
    fonts = {name: _letters(objects, int(number)) for name, number in FONT.findall(resources)}
    return _stream(content), fonts


def text(pdf: bytes) -> str:
    """Return all its words."""
    return " ".join(sheets(pdf))


def _found(match: re.Match[bytes] | None) -> re.Match[bytes]:
    if match is None:
        raise UnreadableError
    return match


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    return zlib.decompress(found[1]) if found else b""


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", _stream(objects[int(_found(table)[1])]))
    return {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in pairs
    }


def _words(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, letters, at, is_text = "", {}, 0, False
    while found := SHOWN.search(content, at):
        font, is_string, mark = found.groups()
        at = found.end()
        if font:
            letters = fonts[font]
        elif is_string:
            end = _end_of_string(content, at)
            codes = ESCAPE.sub(_plain, content[at:end])
            glyphs = [int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2)]
            said += "".join(letters.get(glyph, "\ufffd") for glyph in glyphs if is_text)
            at = end + 1
        else:
            is_text = mark == b"BT"
            said += " "
    return " ".join(said.split())


def _end_of_string(content: bytes, at: int) -> int:
    """Parentheses in a string may stand as they are where they match."""
    depth = 1
    while depth:
        byte = content[at : at + 1]
        if not byte:
            raise UnreadableError
        at += 2 if byte == b"\\" else 1
        depth += (byte == b"(") - (byte == b")")
    return at - 1


def _plain(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8)]) if code.isdigit() else PLAIN.get(code, code)
