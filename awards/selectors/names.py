"""Names of awards as papers and certificates print them."""

import re

from awards.models import AwardType

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def plain_name(award_type: AwardType) -> str:
    """Return the award's name without what tells it from its like: "(cá nhân)", "(tập thể)"."""
    return without_brackets(award_type.name)


def without_brackets(name: str) -> str:
    """Return a name without its last words in brackets."""
    return _IN_BRACKETS.sub("", name)
