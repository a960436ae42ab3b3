"""Persons and their accounts: added, linked, deactivated, never deleted."""

import datetime as dt
from typing import TYPE_CHECKING

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.second_factor import has_second_factor
from workflow_app.accounts.services import (
    create_account,
    deactivate_account,
    reactivate_account,
    reset_second_factor,
)
from workflow_app.audit.services import gathered, record
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.organization.enums import ROLE_DUTIES
from workflow_app.organization.models import Delegation, Mandate, Person
from workflow_app.organization.rules import DECIDING_DUTIES
from workflow_app.organization.tasks import send_invitation, tell_second_factor_reset

from .appointments import end_mandates
from .authority import lock_organization, refresh_authority

if TYPE_CHECKING:
    from workflow_app.accounts.models import User


@transaction.atomic
@gathered()
def save_person(*, person: Person, by: "User | None") -> Person:
    """Write a new person or corrected facts of one."""
    person.full_name = " ".join(person.full_name.split())
    person.full_clean()
    person.save()
    record(action="person.saved", actor=by, object=person, data={"position": person.position})
    return person


def _mandates_of(person: Person) -> list[int]:
    """Ids of the mandates whose holdings name this person: own ones and delegated ones."""
    return list(
        Mandate.objects.filter(Q(person=person) | Q(delegations__delegate=person))
        .distinct()
        .values_list("pk", flat=True)
    )


def _as_it_is_now(person: Person) -> Person:
    """Lock the organisation, then read: an account may have been linked meanwhile."""
    lock_organization()
    return Person.objects.select_related("user").get(pk=person.pk)


@transaction.atomic
@gathered()
def link_account(*, person: Person, user: "User | None", by: "User | None") -> Person:
    """Let the person act through this account (or through none); authority moves with it."""
    person = _as_it_is_now(person)
    if user is not None:
        other = Person.objects.filter(user=user).exclude(pk=person.pk).first()
        if other is not None:
            raise ValidationError(_("This account belongs to %(person)s.") % {"person": other})
        if not user.is_active:
            raise ValidationError(_("This account is closed."))
    if by is not None and user == by and _decides(person):
        raise ValidationError(
            _("An administrator cannot take over the account of somebody who decides.")
        )
    before = person.user
    person.user = user
    person.save(update_fields=["user"])
    refresh_authority(mandate_ids=_mandates_of(person))
    record(
        action="person.linked",
        actor=by,
        object=person,
        data={
            "account": user.username if user else "",
            "before": before.username if before else "",
        },
    )
    return person


def _decides(person: Person) -> bool:
    roles = Mandate.objects.in_force(timezone.localdate()).filter(person=person)
    return any(
        not DECIDING_DUTIES.isdisjoint(ROLE_DUTIES[role])
        for role in roles.values_list("role", flat=True)
    )


@transaction.atomic
@gathered()
def open_account(*, person: Person, username: str, email: str, by: "User | None") -> "User":
    """Open an account for a person and send them a link to choose their own password."""
    person = _as_it_is_now(person)
    if person.user_id is not None:
        raise ValidationError(_("%(person)s already has an account.") % {"person": person})
    if not person.is_active:
        raise ValidationError(_("%(person)s is no longer active.") % {"person": person})
    user = create_account(username=username, email=email, full_name=person.full_name, actor=by)
    link_account(person=person, user=user, by=by)
    record(action="account.opened", actor=by, object=user, data={"person": person.pk})
    enqueue_on_commit(send_invitation, user_id=user.pk)
    return user


@transaction.atomic
@gathered()
def send_link_again(*, person: Person, by: "User | None") -> None:
    """Send the link once more; older links stop working when a password is chosen."""
    if person.user is None or not person.user.is_active:
        raise ValidationError(_("%(person)s has no open account.") % {"person": person})
    record(action="account.link_sent", actor=by, object=person.user)
    enqueue_on_commit(send_invitation, user_id=person.user.pk)


@transaction.atomic
@gathered()
def unlock_account(*, user: "User", by: "User | None") -> int:
    """Forget failed sign-ins, so that a locked-out person can try again."""
    forgotten = int(reset(username=user.username))
    record(action="account.unlocked", actor=by, object=user, data={"attempts": forgotten})
    return forgotten


@transaction.atomic
@gathered()
def forget_second_factor(*, person: Person, reason: str, by: "User") -> None:
    """Let somebody who lost their phone sign in and set up another; they are told by mail.

    Everybody else's word may be false: who asks for themselves asks another administrator.
    """
    if person.user is None or not person.user.is_active:
        raise ValidationError(_("%(person)s has no open account.") % {"person": person})
    if person.user_id == by.pk:
        raise ValidationError(_("Another administrator resets your second factor."))
    if not has_second_factor(person.user):
        raise ValidationError(_("%(person)s has set up no second factor.") % {"person": person})
    if not reason.strip():
        raise ValidationError(_("Say why."))
    reset_second_factor(user=person.user, actor=by, reason=reason)
    enqueue_on_commit(tell_second_factor_reset, user_id=person.user.pk)


@transaction.atomic
@gathered()
def reactivate_person(*, person: Person, reason: str, by: "User") -> Person:
    """Take somebody back: the account opens again; mandates that ended are given anew."""
    person = _as_it_is_now(person)
    if person.is_active:
        raise ValidationError(_("%(person)s is active.") % {"person": person})
    if not reason.strip():
        raise ValidationError(_("Say why."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(action="person.reactivated", actor=by, object=person, data={"reason": reason})
    if person.user is not None:
        reactivate_account(user=person.user, actor=by)
    return person


@transaction.atomic
@gathered()
def deactivate_person(*, person: Person, on: dt.date, reason: str, by: "User") -> Person:
    """Close the person's work here: mandates end, delegations fall, the account is shut at once."""
    person = _as_it_is_now(person)
    if not person.is_active:
        raise ValidationError(_("%(person)s is no longer active.") % {"person": person})
    if not reason.strip():
        raise ValidationError(_("Say why."))
    if person.user_id == by.pk:
        raise ValidationError(_("Nobody deactivates themselves."))
    if on > timezone.localdate():
        raise ValidationError(_("Choose today or an earlier day; the account closes at once."))
    open_ = Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), person=person, valid_from__lte=on
    )
    end_mandates(mandates=list(open_), on=on, reason=reason, by=by)
    future = Mandate.objects.filter(person=person, valid_from__gt=on)
    if future.exists():
        raise ValidationError(
            _("%(person)s has a mandate that begins later than that day.") % {"person": person}
        )
    received = Delegation.objects.filter(delegate=person, revoked_at__isnull=True)
    delegated = list(received.values_list("mandate", flat=True))
    received.update(revoked_at=timezone.now())
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(action="person.deactivated", actor=by, object=person, data={"reason": reason})
    refresh_authority(mandate_ids=delegated)
    if person.user is not None:
        deactivate_account(user=person.user, actor=by, reason=reason)
    return person
