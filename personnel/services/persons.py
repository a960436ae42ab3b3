"""Reading, changing and correcting persons' files.

The log says who did what with whose file and which fields; what stood or stands in them is kept
under seal in `FileChange`, never in the log.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from personnel.enums import ChangeState
from personnel.models import FileChange, PersonFile
from personnel.notices import tell_of_answer, tell_of_correction
from personnel.selectors.access import access_to
from personnel.selectors.persons import FIELDS, OWN_FIELDS
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.services import record
from workflow_app.organization.models import Person

Values = Mapping[str, Any]
Changes = dict[str, list[str]]


class Corrected(NamedTuple):
    """What became of a person's own corrections, as names of fields."""

    done: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@transaction.atomic
def read_file(*, person: Person, user: User) -> PersonFile | None:
    """Return the file to somebody who is shown its sensitive data, and log that they were."""
    if not (access_to(user, person).reads or person.user_id == user.pk):
        raise _no_business(person)
    file = PersonFile.objects.select_related("person__unit").filter(person=person).first()
    if file is not None:
        record(action="person.file_viewed", actor=user, object=file)
    return file


@sensitive_variables()
@transaction.atomic
def change_file(*, person: Person, values: Values, user: User) -> tuple[str, ...]:
    """Enter data into a file; return the names of the fields that changed."""
    if not access_to(user, person).keeps:
        raise _no_business(person)
    file = _locked_file(person)
    changes = _changes(file, values, FIELDS)
    if not changes:
        return ()
    _apply(file, changes)
    FileChange.objects.create(
        file=file,
        state=ChangeState.DONE,
        changes=changes,
        by=user,
        reviewed_by=user,
        reviewed_at=timezone.now(),
    )
    return _logged("person.file_changed", file, changes, user)


@sensitive_variables()
@transaction.atomic
def correct_own_file(*, user: User, values: Values, note: str = "") -> Corrected:
    """Take a person's corrections of their own file: some at once, the others as a request."""
    person = Person.objects.filter(user=user, is_active=True).first()
    if person is None:
        raise NotAllowedError(_("Your account belongs to no person, so there is no file to keep."))
    file = _locked_file(person)
    done = _changes(file, values, OWN_FIELDS)
    others = [name for name in FIELDS if name not in OWN_FIELDS]
    asked = _not_asked_yet(file, _changes(file, values, others))
    if done:
        _apply(file, done)
        FileChange.objects.create(
            file=file, state=ChangeState.DONE, is_own=True, changes=done, note=note, by=user
        )
    if asked:
        request = FileChange.objects.create(
            file=file, state=ChangeState.ASKED, is_own=True, changes=asked, note=note, by=user
        )
        tell_of_correction(request)
    return Corrected(
        _logged("person.file_corrected", file, done, user),
        _logged("person.correction_asked", file, asked, user),
    )


@sensitive_variables("answer")
@transaction.atomic
def answer_correction(
    *, change: FileChange, is_accepted: bool, user: User, answer: str = ""
) -> FileChange:
    """Enter what a person asked for, or decline it with a reason they will read."""
    found = _locked_change(change, user)
    if found.state != ChangeState.ASKED:
        raise ConflictError(
            _("%(person)s was faster: this correction is answered already.")
            % {"person": found.reviewed_by}
        )
    if not is_accepted and not answer.strip():
        raise IncompleteError(_("Say why the correction is declined; the person will read it."))
    if is_accepted:
        _apply(found.file, _changes(found.file, _wanted(found), FIELDS))
    found.state = ChangeState.ACCEPTED if is_accepted else ChangeState.DECLINED
    found.answer = answer.strip()
    _review(found, user)
    tell_of_answer(found)
    _logged("person.correction_answered", found.file, found.changes, user, found.state)
    return found


@transaction.atomic
def review_correction(*, change: FileChange, user: User) -> None:
    """Note that the department has seen what a person corrected; twice is once."""
    found = _locked_change(change, user)
    if found.state == ChangeState.DONE and found.reviewed_at is None:
        _review(found, user)
        _logged("person.correction_answered", found.file, found.changes, user, found.state)


def _no_business(person: Person) -> NotAllowedError:
    return NotAllowedError(
        _(
            "The file of %(person)s is kept by the personnel department, by somebody else than"
            " the person themselves."
        )
        % {"person": person}
    )


def _locked_file(person: Person) -> PersonFile:
    PersonFile.objects.bulk_create([PersonFile(person=person)], ignore_conflicts=True)
    return PersonFile.objects.select_for_update().get(person=person)


def _locked_change(change: FileChange, user: User) -> FileChange:
    person = Person.objects.select_related("user").get(file=change.file_id)
    if not access_to(user, person).keeps:
        raise _no_business(person)
    file = _locked_file(person)
    found = FileChange.objects.select_related("reviewed_by").get(pk=change.pk, file=file)
    found.file = file
    return found


def _review(change: FileChange, user: User) -> None:
    change.reviewed_by, change.reviewed_at = user, timezone.now()
    change.save(update_fields=["state", "answer", "reviewed_by", "reviewed_at"])


@sensitive_variables()
def _changes(file: PersonFile, values: Values, names: Any) -> Changes:
    """Return old and new texts of the fields that are given and differ."""
    found: Changes = {}
    for name in names:
        if name not in values:
            continue
        old, new = _text(getattr(file, name)), _text(values[name])
        if old != new:
            found[name] = [old, new]
    return found


@sensitive_variables()
def _wanted(change: FileChange) -> dict[str, Any]:
    return {name: new for name, (__, new) in change.changes.items()}


@sensitive_variables()
def _not_asked_yet(file: PersonFile, changes: Changes) -> Changes:
    waiting = FileChange.objects.filter(file=file, state=ChangeState.ASKED)
    asked = [(name, new) for one in waiting for name, (__, new) in one.changes.items()]
    return {name: pair for name, pair in changes.items() if (name, pair[1]) not in asked}


@sensitive_variables()
def _apply(file: PersonFile, changes: Changes) -> None:
    for name, (__, new) in changes.items():
        is_day = name == "birth_date"
        setattr(file, name, (dt.date.fromisoformat(new) if new else None) if is_day else new)
    file.save(update_fields=[*changes, "updated"])


def _text(value: Any) -> str:
    """Return a value as it is compared and kept: days as ISO 8601, nothing as an empty text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _logged(
    action: str, file: PersonFile, changes: Mapping[str, Any], user: User, state: str = ""
) -> tuple[str, ...]:
    names = tuple(sorted(changes))
    if names:
        data: dict[str, Any] = {"fields": list(names)}
        record(
            action=action, actor=user, object=file, data=data | ({"state": state} if state else {})
        )
    return names
