"""Structure targets of a term, and the log of what left the house as a table."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from personnel.models import StructureTarget
from personnel.selectors.access import keeps_files
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.audit.services import record
from workflow_app.organization.models import Term


@transaction.atomic
def save_target(
    *,
    term: Term,
    dimension: str,
    value: str,
    at_least: int | list[int],
    legal_basis: str,
    user: User,
    target: StructureTarget | None = None,
) -> StructureTarget:
    """Add a target to a term or change one; a group has one target in a term."""
    _check(user)
    locked = Term.objects.select_for_update().get(pk=term.pk)
    others = StructureTarget.objects.filter(term=locked, dimension=dimension, value=value)
    if target is not None:
        others = others.exclude(pk=target.pk)
    if others.exists():
        raise ConflictError(_("This group has a target in this term already: change that one."))
    saved = target or StructureTarget(term=locked)
    saved.dimension, saved.value, saved.at_least = dimension, value, at_least
    saved.legal_basis = legal_basis
    saved.save()
    _log(saved, user, at_least)
    return saved


@transaction.atomic
def remove_target(*, target: StructureTarget, user: User) -> None:
    """Take a target back; the log keeps what it was."""
    _check(user)
    _log(target, user, None)
    target.delete()


@transaction.atomic
def log_composition_export(*, term: Term, user: User) -> None:
    """Note that a table of the composition was handed out."""
    record(action="composition.exported", actor=user, object=term)


@transaction.atomic
def log_list_export(*, term: Term, people: list[int], user: User) -> None:
    """Note whose brief data were handed out, by key; the data themselves are not in the log."""
    if not keeps_files(user):
        raise NotAllowedError(_("Brief-CV lists are handed out by the personnel department."))
    record(action="person.list_exported", actor=user, object=term, data={"people": sorted(people)})


def _check(user: User) -> None:
    if not keeps_files(user):
        raise NotAllowedError(_("Targets of structure are kept by the personnel department."))


def _log(target: StructureTarget, user: User, at_least: Any) -> None:
    data = {
        "dimension": target.dimension,
        "value": target.value,
        "before" if at_least is None else "at_least": target.at_least,
        "legal_basis": target.legal_basis,
    }
    record(action="composition.target_changed", actor=user, object=target.term, data=data)
