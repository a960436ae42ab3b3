"""The brief list (trích ngang) of nominees, as it is bound into the pack of a body that votes on them."""

from collections.abc import Mapping
from typing import Any

from django.views.decorators.debug import sensitive_variables

from awards.enums import Completion
from awards.selectors.nomination_access import NAMED
from workflow_app.accounts.models import User
from workflow_app.ballots.models import Session
from workflow_app.ballots.questions import Profile

from .nominations import BRIEF, received_before, votes_in_words, words_about


@sensitive_variables()
def profiles_for(
    contents: Mapping[int, Mapping[str, Any]], reader: User, __: Session
) -> dict[int, list[Profile]]:
    """Return, by dossier, what the brief list says of its nominee: the frozen words, earlier awards.

    Whoever calls has asked whether the reader decides on these dossiers or prepares that; who is
    nominated reads nothing of themselves. No file of a person is opened, so nothing is logged:
    merit and vote are the dossier's own, and earlier awards stand in the register. Constant
    statements.
    """
    own = {dossier for dossier, account in NAMED.accounts(list(contents)) if account == reader.pk}
    shown = {dossier: content for dossier, content in contents.items() if dossier not in own}
    before = received_before([_key(content) for content in shown.values()])
    return {
        dossier: [_profile(content, before.get(_key(content), []))]
        for dossier, content in shown.items()
    }


def _key(content: Mapping[str, Any]) -> int:
    return int(content["recipient"]["recipient"])


@sensitive_variables()
def _profile(content: Mapping[str, Any], before: list[str]) -> Profile:
    words = words_about(content["recipient"])
    name = words.pop("name")
    said = words | {
        "completion": str(Completion(content["completion"]).label) if content["completion"] else "",
        "votes": votes_in_words(content["votes_for"], content["votes_of"]),
        "merit": content["citation"],
        "before": "; ".join(before),
    }
    facts = ((str(column.title), said.get(column.key, "")) for column in BRIEF.columns)
    return Profile(
        name, content["award"]["name"], tuple((label, text) for label, text in facts if text)
    )
