"""Names of people: the given name comes last and is what Vietnamese lists sort by."""

import unicodedata

from .text import sort_key

_TONE_MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def person_sort_key(full_name: str) -> str:
    """Sort by given name, then by the rest read from the family name on."""
    words = full_name.split()
    if not words:
        return ""
    return sort_key(words[-1]) + sort_key(" ".join(words[:-1]))


def initials(full_name: str) -> str:
    """Return the letters of the family and the given name, without tones: "Đỗ Thị Ánh" is ĐA."""
    words = [word for word in full_name.split() if word[0].isalpha()]
    ends = words[:1] + words[1:][-1:]
    return "".join(_bare(word[0]) for word in ends).upper()


def _bare(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    kept = "".join(part for part in parts if part not in _TONE_MARKS)
    return unicodedata.normalize("NFC", kept)
