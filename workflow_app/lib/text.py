"""Vietnamese text: searching without marks, and the order of the alphabet."""

import re
import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_QUALITY_MARKS = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: part of the letter
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_END = "00"
_SPACE = "02"


class _Kept(dict[int, int | None]):
    """Which characters comparing looks at; each is asked for once, whole sheets are folded."""

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.category(chr(code)) in {"Mn", "Cf"} else code
        self[code] = kept
        return kept


_KEPT = _Kept()
# The marks of Vietnamese in UTF-8: 0xCC begins U+0300 to U+033F and nothing else. Text that is
# ASCII without them has been folded; all other text is asked for character by character, which
# takes twice as long, and sheets of twenty thousand rows are folded.
_MARKS = bytes([0xCC, *range(0x80, 0xC0)])


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower the case, strip every mark (``đ`` becomes ``d``) and collapse white space.

    This is what search compares: "hoa binh", "Hòa  Bình" and "HOÀ BÌNH" are one word. Invisible
    characters that spreadsheets and web pages leave behind (zero-width spaces, BOM) are dropped.
    Kept for a while: the same few titles and names are folded for every duty about them.
    """
    lowered = unicodedata.normalize("NFKD", text).lower().replace("đ", "d")
    unmarked = lowered.encode(errors="surrogatepass").translate(None, _MARKS)
    kept = unmarked.decode() if unmarked.isascii() else lowered.translate(_KEPT)
    return " ".join(kept.split())


_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the folded words of letters and digits: "KH-2027: Hòa Bình" is kh, 2027, hoa, binh."""
    return _WORD.findall(fold(text))


def search_text(*parts: object) -> str:
    """Write the words of several fields into the one string that a search column stores."""
    return " ".join(words(" ".join(str(part) for part in parts if part)))


def excerpt(text: str, length: int = 60) -> str:
    """Shorten a text for quoting it in a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1].rstrip()}…"


def sort_key(name: str) -> str:
    """Return a key that sorts by the Vietnamese alphabet when compared by code point.

    Letters decide first (a ă â b c d đ e ê ...), tones only between names that are otherwise
    equal (ngang, huyền, hỏi, ngã, sắc, nặng). The key holds ASCII letters and digits only, so
    that a language-aware collation of a database cannot reorder it.
    """
    letters: list[str] = []
    tones: list[str] = []
    for letter, tone in _letters(name):
        letters.append(letter)
        tones.append(tone)
    return "".join([*letters, _END, *tones])


def _letters(name: str) -> list[tuple[str, str]]:
    """Split a name into (code of the letter, digit of its tone); other signs count as a space."""
    found: list[tuple[str, str]] = []
    for char in " ".join(unicodedata.normalize("NFC", name.lower()).split()):
        base, quality, tone = _decompose(char)
        letter = unicodedata.normalize("NFC", base + quality)
        if not quality and not base and found:  # a mark typed on its own belongs to what precedes
            found[-1] = (found[-1][0], tone)
        elif letter and letter in _ALPHABET:
            found.append((f"{_latin(letter)}{_variant(letter)}", tone))
        elif letter.isdigit() and letter.isascii():
            found.append((f"1{letter}", tone))
        elif found and found[-1][0] != _SPACE:
            found.append((_SPACE, tone))
    while found and found[-1][0] == _SPACE:
        found.pop()
    return found


def _decompose(char: str) -> tuple[str, str, str]:
    base, quality, tone = "", "", "0"
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        elif part in _QUALITY_MARKS:
            quality += part
        elif unicodedata.category(part) != "Mn":
            base += part
    return base, quality, tone


def _latin(letter: str) -> str:
    return "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]


def _variant(letter: str) -> int:
    latin = _latin(letter)
    return _ALPHABET.index(letter) - _ALPHABET.index(latin)


def whole_number(text: str, digits: int = 6) -> int | None:
    """Return the number that a text from an address or a form is, if it is one of so few digits."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= digits
    return int(text) if is_number else None
