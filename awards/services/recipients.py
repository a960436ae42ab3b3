"""Whom one can nominate: taken from the organisation, entered, corrected, declared the same."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from awards.enums import SubjectKind
from awards.models import Recipient
from awards.selectors.recipients import duplicates_of, is_being_drafted_by
from awards.selectors.secretariat import works_in_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.services import Entry, record, record_many
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Person, Unit
from workflow_app.organization.selectors.posts import held_at, holds

FIELDS = (
    "name",
    "honorific",
    "sex",
    "birth_date",
    "post",
    "organisation",
    "nationality",
    "language",
    "women",
    "members",
    "is_posthumous",
)


@transaction.atomic
def recipient_for(*, key: str) -> Recipient:
    """Return the recipient that a search found; a unit or person is entered the first time.

    Raises IncompleteError for a key that names nothing.
    """
    letter, number = key[:1], key[1:]
    pk = int(number) if number.isascii() and number.isdecimal() else 0
    if letter == "r":
        row = Recipient.objects.select_related("merged_into").filter(pk=pk).first()
        if row is not None:
            return row.merged_into or row
    elif letter == "u" and (unit := Unit.objects.filter(pk=pk, valid_to=None).first()):
        return Recipient.objects.get_or_create(
            unit=unit, defaults={"kind": SubjectKind.COLLECTIVE, "name": unit.name}
        )[0]
    elif letter == "p":
        person = Person.objects.select_related("unit").filter(pk=pk, is_active=True).first()
        if person is not None:
            defaults = {
                "kind": SubjectKind.PERSON,
                "name": person.full_name,
                "post": person.position[:200],
                "organisation": person.unit.name if person.unit else "",
            }
            return Recipient.objects.get_or_create(person=person, defaults=defaults)[0]
    raise IncompleteError(_("Choose who is nominated."))


@transaction.atomic
def add_recipient(
    *, kind: str, values: Mapping[str, Any], user: User, told_apart_from: Collection[str] = ()
) -> Recipient:
    """Enter a person or collective that the organisation does not have.

    `told_apart_from` are the keys of the rows that look the same and that the person has seen and
    said to be others; one that is missing there stops the entry (ConflictError).
    """
    _require_may_enter(user)
    row = recipient_with(kind=kind, values=values)
    twins = duplicates_of(kind=kind, name=row.name, birth_date=row.birth_date)
    unseen = [twin for twin in twins if twin.key not in told_apart_from]
    if unseen:
        raise ConflictError(
            _("Somebody like this is entered already."),
            [f"{twin.name} ({twin.details or '–'}): {twin.why}" for twin in unseen],
        )
    row.save()
    record(
        action="award.recipient_added",
        actor=user,
        object=row,
        data={"told_apart_from": sorted(told_apart_from)},
    )
    return row


def recipient_with(*, kind: str, values: Mapping[str, Any]) -> Recipient:
    """Return a recipient with these values, not saved; IncompleteError where they make no sense."""
    return Recipient(kind=SubjectKind(kind), **_checked(kind, values))


@transaction.atomic
def add_recipients(
    *, rows: Sequence[tuple[Recipient, Collection[Recipient | str]]], user: User
) -> None:
    """Enter many of one list, each with the keys, and the others of the list, it was told apart from.

    Whoever calls has just looked for their twins, all at once. Constant statements.
    """
    _require_may_enter(user)
    for row, __ in rows:
        row.refresh_keys()
    Recipient.objects.bulk_create([row for row, __ in rows])
    record_many(
        [
            Entry(
                action="award.recipient_added",
                actor=user,
                object=row,
                data={
                    "told_apart_from": sorted(
                        one if isinstance(one, str) else f"r{one.pk}" for one in others
                    )
                },
            )
            for row, others in rows
        ]
    )


def _require_may_enter(user: User) -> None:
    if not (holds(user, Duty.DRAFT) or works_in_secretariat(user)):
        raise NotAllowedError(_("Only drafters of units and the award secretariat enter nominees."))


@transaction.atomic
def change_recipient(*, recipient: Recipient, values: Mapping[str, Any], user: User) -> Recipient:
    """Correct what is known of a nominee: the secretariat always, a unit while it drafts."""
    row = Recipient.objects.select_for_update(of=("self",), no_key=True).get(pk=recipient.pk)
    own = held_at(user, "unit", Duty.DRAFT)
    if not works_in_secretariat(user) and not is_being_drafted_by(row, own):
        raise NotAllowedError(_("Only a unit that is drafting a nomination, or the secretariat."))
    before = {name: getattr(row, name) for name in FIELDS}
    for name, value in _checked(row.kind, values).items():
        setattr(row, name, value)
    changed = [name for name in FIELDS if getattr(row, name) != before[name]]
    if changed:
        row.save()
        record(action="award.recipient_changed", actor=user, object=row, data={"fields": changed})
    return row


def _checked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    kept = {
        name: " ".join(value.split()) if isinstance(value, str) else value
        for name, value in values.items()
    }
    if not kept.get("name", "-"):
        raise IncompleteError(_("The name is missing."))
    if kept.get("nationality") and "language" in kept and not kept["language"]:
        raise IncompleteError(_("Name the second language of a foreigner's certificate."))
    women, members = kept.get("women"), kept.get("members")
    if women is not None and members is not None and women > members:
        raise IncompleteError(_("There are more women than members."))
    if kind == SubjectKind.COLLECTIVE and kept.get("birth_date"):
        raise IncompleteError(_("A collective has no date of birth."))
    return kept


@transaction.atomic
def merge_recipient(*, duplicate: Recipient, into: Recipient, user: User) -> Recipient:
    """Say that a row is the same as another; it stays, and what it was given counts for both."""
    if not works_in_secretariat(user):
        raise NotAllowedError(_("Only the award secretariat says who is the same."))
    keys = sorted({duplicate.pk, into.pk})
    rows = {
        row.pk: row
        for row in Recipient.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=keys)
        .order_by("pk")
    }
    twin, main = rows[duplicate.pk], rows[into.pk]
    _require_mergeable(twin, main)
    Recipient.objects.filter(merged_into=twin).update(merged_into=main)
    twin.merged_into = main
    twin.save(update_fields=["merged_into"])
    record(action="award.recipient_merged", actor=user, object=twin, data={"into": main.pk})
    return twin


def _require_mergeable(twin: Recipient, main: Recipient) -> None:
    if twin.pk == main.pk:
        raise IncompleteError(_("It is the same row."))
    if twin.kind != main.kind:
        raise IncompleteError(_("A person and a collective cannot be the same."))
    if twin.merged_into_id is not None:
        raise ConflictError(_("It has been declared the same as another already."))
    if main.merged_into_id is not None:
        raise ConflictError(
            _("“%(name)s” is itself declared the same as another; choose that one.")
            % {"name": main}
        )
    if twin.unit_id is not None or twin.person_id is not None:
        raise IncompleteError(
            _("It belongs to the organisation's own register. Choose it as the one that stays.")
        )


@transaction.atomic
def separate_recipient(*, recipient: Recipient, user: User) -> Recipient:
    """Take back that a row is the same as another."""
    if not works_in_secretariat(user):
        raise NotAllowedError(_("Only the award secretariat says who is the same."))
    row = Recipient.objects.select_for_update(of=("self",), no_key=True).get(pk=recipient.pk)
    if row.merged_into_id is None:
        raise ConflictError(_("It stands for itself already."))
    was = row.merged_into_id
    row.merged_into = None
    row.save(update_fields=["merged_into"])
    record(action="award.recipient_separated", actor=user, object=row, data={"from": was})
    return row
