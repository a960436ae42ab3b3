"""What changed between two texts, word by word, as escaped markup."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class Marked(NamedTuple):
    """The old text with deletions marked, the new text with insertions marked."""

    old: SafeString
    new: SafeString
    changed: bool


def _tagged(tag: str, words: list[str]) -> str:
    text = "".join(words)
    return f"<{tag}>{escape(text)}</{tag}>" if text.strip() else escape(text)


def mark(old: str, new: str) -> Marked:
    """Compare two texts; spaces are kept so that the reader sees them as they were written."""
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    left: list[str] = []
    right: list[str] = []
    for step, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            left.append(escape("".join(before[i1:i2])))
            right.append(escape("".join(after[j1:j2])))
        else:
            left.append(_tagged("del", before[i1:i2]))
            right.append(_tagged("ins", after[j1:j2]))
    return Marked(
        mark_safe("".join(left)),  # noqa: S308 -- every part is escaped above
        mark_safe("".join(right)),  # noqa: S308 -- every part is escaped above
        old != new,
    )
