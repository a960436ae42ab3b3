"""Short CVs (trích ngang) of whom a proposal names, for the body that decides on it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from personnel.enums import ChangeKind
from personnel.models import PersonFile
from personnel.sheets.lists import BRIEF, BriefLine, brief_rows
from workflow_app.accounts.models import User
from workflow_app.audit.services import Entry, record_many
from workflow_app.ballots.models import Session
from workflow_app.ballots.questions import Profile
from workflow_app.organization.enums import SeatPost
from workflow_app.organization.models import Person

OWN_PLACE = frozenset({"ordinal", "name", "proposed"})
"""Columns of the list that a profile has in fields of their own."""


@sensitive_variables()
@transaction.atomic
def profiles_for(
    contents: Mapping[int, Mapping[str, Any]], reader: User, session: Session
) -> dict[int, list[Profile]]:
    """Return, by dossier, the short CVs of whom its frozen content names, and log who read them.

    Of each change whoever would enter, or else whoever would leave. Whoever calls has asked whether
    the reader decides on these dossiers or prepares that; the reader's own line is never there.
    """
    named = {
        dossier: [
            (one["person"], line)
            for line in content["changes"]
            if (one := line["entering"] or line["leaving"])
        ]
        for dossier, content in contents.items()
    }
    keys = {pk for lines in named.values() for pk, __ in lines}
    people = (
        Person.objects.filter(pk__in=keys).exclude(user=reader).select_related("unit").in_bulk()
    )
    found = {}
    for dossier, lines in named.items():
        found[dossier] = [_line(people[pk], line) for pk, line in lines if pk in people]
    every = [line for lines in found.values() for line in lines]
    rows = iter(brief_rows(every))
    profiles = {dossier: [_profile(next(rows)) for __ in lines] for dossier, lines in found.items()}
    _log(list(people), reader, session)
    return profiles


def _line(person: Person, line: Mapping[str, Any]) -> BriefLine:
    kind = str(ChangeKind(line["kind"]).label)
    post = str(SeatPost(line["post"]).label) if line["post"] else ""
    return BriefLine(person, proposed=f"{kind}: {post}" if post else kind, reason=line["reason"])


@sensitive_variables()
def _profile(row: Mapping[str, str]) -> Profile:
    facts = (
        (str(column.title), row[column.key])
        for column in BRIEF.columns
        if column.key not in OWN_PLACE
    )
    return Profile(
        row["name"], row["proposed"], tuple((label, said) for label, said in facts if said)
    )


def _log(people: list[int], reader: User, session: Session) -> None:
    files = PersonFile.objects.filter(person__in=people).select_related("person").order_by("pk")
    record_many(
        [
            Entry(
                action="person.file_viewed",
                actor=reader,
                object=file,
                data={"short_cv_for_session": session.pk},
            )
            for file in files
        ]
    )
