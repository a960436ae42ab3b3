"""Discipline and kinship: what the vetting of a proposal and the roll of a vote ask about."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from personnel.enums import DisciplineKind, Relation
from personnel.models import Discipline, Kinship, PersonFile
from personnel.selectors.access import access_to
from personnel.selectors.persons import kin_of
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.services import record
from workflow_app.organization.models import Person


@sensitive_variables("note")
@transaction.atomic
def record_discipline(
    *,
    person: Person,
    kind: str,
    decided_on: dt.date,
    user: User,
    ends_on: dt.date | None = None,
    is_pending: bool = False,
    note: str = "",
) -> Discipline:
    """Record a measure, or that something is being looked into."""
    file = _kept_file(person, user)
    _check_days(decided_on, ends_on)
    discipline = Discipline.objects.create(
        person=person,
        kind=DisciplineKind(kind),
        decided_on=decided_on,
        ends_on=ends_on,
        is_pending=is_pending,
        note=note.strip(),
    )
    _log("person.discipline_recorded", file, user)
    return discipline


@sensitive_variables("note")
@transaction.atomic
def change_discipline(
    *,
    discipline: Discipline,
    kind: str,
    decided_on: dt.date,
    user: User,
    ends_on: dt.date | None = None,
    is_pending: bool = False,
    note: str = "",
) -> Discipline:
    """Say what became of it: a measure with its end, or that it was cleared."""
    file = _kept_file(discipline.person, user)
    _check_days(decided_on, ends_on)
    found = Discipline.objects.select_for_update().get(pk=discipline.pk)
    found.kind, found.decided_on, found.ends_on = DisciplineKind(kind), decided_on, ends_on
    found.is_pending, found.note = is_pending, note.strip()
    found.save()
    _log("person.discipline_recorded", file, user)
    return found


@transaction.atomic
def record_kinship(*, person: Person, relative: Person, relation: str, user: User) -> Kinship:
    """Record that two people whom the organisation knows are relatives; once for both."""
    file = _kept_file(person, user)
    if person.pk == relative.pk:
        raise IncompleteError(_("Choose another person: nobody is their own relative."))
    if any(relative.pk in {known.person_id, known.relative_id} for known in kin_of(person)):
        raise ConflictError(
            _("%(relative)s is recorded as a relative already.") % {"relative": relative}
        )
    kinship = Kinship.objects.create(person=person, relative=relative, relation=Relation(relation))
    _log("person.kinship_recorded", file, user)
    return kinship


@transaction.atomic
def remove_kinship(*, kinship: Kinship, person: Person, user: User) -> None:
    """Take back a kinship that was recorded by mistake."""
    file = _kept_file(person, user)
    Kinship.objects.filter(pk=kinship.pk).delete()
    _log("person.kinship_removed", file, user)


def _kept_file(person: Person, user: User) -> PersonFile:
    if not access_to(user, person).keeps:
        raise NotAllowedError(
            _("Discipline and kinship are recorded by the personnel department, by somebody else.")
        )
    PersonFile.objects.bulk_create([PersonFile(person=person)], ignore_conflicts=True)
    return PersonFile.objects.select_for_update().get(person=person)


def _check_days(decided_on: dt.date, ends_on: dt.date | None) -> None:
    if decided_on > timezone.localdate():
        raise IncompleteError(_("The day of the decision lies in the future."))
    if ends_on is not None and ends_on < decided_on:
        raise IncompleteError(_("It ends before it began: check both days."))


def _log(action: str, file: PersonFile, user: User) -> None:
    record(action=action, actor=user, object=file)
