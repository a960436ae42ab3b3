"""Letting somebody act for the holder of a mandate, for a time, in the forms of Decree 30/2020."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow_app.audit.services import gathered, record
from workflow_app.organization.enums import ROLE_DUTIES, Duty, Role, SigningForm, UnitKind
from workflow_app.organization.models import Delegation, Holding, Mandate, Person, Unit
from workflow_app.organization.rules import PERSONAL_ROLES, SEPARATED
from workflow_app.organization.selectors.authority import may

from .authority import lock_organization, refresh_authority

if TYPE_CHECKING:
    from workflow_app.accounts.models import User


@transaction.atomic
@gathered()
def delegate(
    *,
    mandate: Mandate,
    delegate: Person,
    form: str,
    valid_from: dt.date,
    valid_to: dt.date,
    reason: str,
    by: "User",
    kinds: Sequence[str] = (),
) -> Delegation:
    """Let the delegate act under the mandate; given by its holder or an administrator."""
    lock_organization()
    mandate = Mandate.objects.select_related("person", "unit", "body").get(pk=mandate.pk)
    wanted = Delegation(
        mandate=mandate,
        delegate=Person.objects.select_related("user").get(pk=delegate.pk),
        form=form,
        kinds=sorted(set(kinds)),
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason.strip(),
        created_by=by,
    )
    reasons = [
        *_against_giver(wanted, by),
        *_against_dates(wanted),
        *_against_delegate(wanted),
        *_against_form(wanted),
    ]
    reasons = reasons or list(_against_both_sides(wanted))
    if reasons:
        raise ValidationError(reasons)
    wanted.save()
    refresh_authority(mandate_ids=[mandate.pk])
    record(action="delegation.given", actor=by, object=wanted, data=_facts(wanted))
    return wanted


@transaction.atomic
@gathered()
def revoke_delegation(*, delegation: Delegation, reason: str, by: "User | None") -> Delegation:
    """Take a delegation back at once; what was done under it stands."""
    lock_organization()
    delegation = Delegation.objects.select_related(
        "mandate__person", "mandate__unit", "mandate__body", "delegate"
    ).get(pk=delegation.pk)
    if delegation.revoked_at is not None:
        raise ValidationError(_("This delegation was revoked before."))
    if by is not None and not _may_give(delegation.mandate, by):
        raise ValidationError(_("Only the holder of the mandate or an administrator revokes it."))
    delegation.revoked_at = timezone.now()
    delegation.save(update_fields=["revoked_at"])
    data = _facts(delegation) | {"revocation": reason}
    refresh_authority(mandate_ids=[delegation.mandate_id])
    record(action="delegation.revoked", actor=by, object=delegation, data=data)
    return delegation


def _may_give(mandate: Mandate, user: "User") -> bool:
    return mandate.person.user_id == user.pk or administers(user)


def administers(user: "User") -> bool:
    """Tell whether the account administers the federation today."""
    apex = Unit.objects.filter(kind=UnitKind.APEX, valid_to__isnull=True)
    return any(may(user, Duty.ADMINISTER, unit) for unit in apex)


def _against_giver(wanted: Delegation, by: "User") -> Iterable[str]:
    if wanted.mandate.person.user_id == by.pk:
        return
    received = Holding.objects.filter(
        mandate=wanted.mandate, user=by, delegation__isnull=False
    ).exists()
    if received:
        yield _(
            "Authority that you were given cannot be passed on "
            "(Decree 30/2020/NĐ-CP, Article 13). Ask %(person)s."
        ) % {"person": wanted.mandate.person}
    elif not administers(by):
        yield _("Only %(person)s or an administrator may delegate this mandate.") % {
            "person": wanted.mandate.person
        }
    elif wanted.delegate.user_id == by.pk:
        yield _("An administrator cannot make themselves the delegate.")


def _against_dates(wanted: Delegation) -> Iterable[str]:
    mandate = wanted.mandate
    if not wanted.reason:
        yield _("Say why you delegate.")
    if wanted.valid_to < wanted.valid_from:
        yield _("The last day lies before the first.")
    elif wanted.valid_from < mandate.valid_from or (
        mandate.valid_to is not None and wanted.valid_to > mandate.valid_to
    ):
        yield _("The delegation must lie within the mandate: %(first)s to %(last)s.") % {
            "first": date_format(mandate.valid_from, "d/m/Y"),
            "last": date_format(mandate.valid_to, "d/m/Y") if mandate.valid_to else "…",
        }


def _against_delegate(wanted: Delegation) -> Iterable[str]:
    person = wanted.delegate
    if person.pk == wanted.mandate.person_id:
        yield _("One cannot delegate to oneself.")
    elif not person.is_active:
        yield _("%(person)s is no longer active.") % {"person": person}
    elif person.user is None or not person.user.is_active:
        yield _("%(person)s has no account to act with. Ask an administrator to open one.") % {
            "person": person
        }
    if wanted.mandate.role in PERSONAL_ROLES:
        yield _("%(role)s: this duty is done in person and cannot be delegated.") % {
            "role": wanted.mandate.get_role_display()
        }


def _against_form(wanted: Delegation) -> Iterable[str]:
    """KT. is how deputies sign; everybody else signs TL. or TUQ. (Article 13)."""
    if wanted.form not in SigningForm.delegation_forms:
        yield _("Choose how the delegate signs: KT., TL., TUQ. or Q.")
    if wanted.form != SigningForm.DEPUTY:
        return
    mandate = wanted.mandate
    same_place = Mandate.objects.in_force(wanted.valid_from).filter(person=wanted.delegate)
    deputies = (
        same_place.filter(unit=mandate.unit_id, role=Role.UNIT_DEPUTY)
        if mandate.unit_id
        else same_place.filter(body=mandate.body_id)
    )
    if not deputies.exists():
        yield _(
            "Only a deputy signs with KT. Choose TL. or TUQ. (Decree 30/2020/NĐ-CP, Article 13)."
        )


def _against_both_sides(wanted: Delegation) -> Iterable[str]:
    """Refuse when the delegate would do and check the same work, with nobody else to do it."""
    place = (
        {"desk__unit": wanted.mandate.unit_id}
        if wanted.mandate.unit_id
        else {"desk__body": wanted.mandate.body_id}
    )
    period = Q(valid_from__lte=wanted.valid_to) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=wanted.valid_from)
    )
    for duty in ROLE_DUTIES[wanted.mandate.role]:
        for other in SEPARATED.get(duty, ()):
            holders = set(
                Holding.objects.filter(period, desk__duty=other, **place).values_list(
                    "person", flat=True
                )
            )
            if wanted.delegate_id in holders and len(holders - {wanted.mandate.person_id}) == 1:
                yield _(
                    "%(person)s alone does “%(other)s” here and would also do “%(duty)s”. "
                    "Two people must do these. Choose somebody else."
                ) % {
                    "person": wanted.delegate,
                    "other": Duty(other).label,
                    "duty": duty.label,
                }


def _facts(delegation: Delegation) -> dict[str, object]:
    mandate = delegation.mandate
    return {
        "holder": mandate.person.full_name,
        "mandate": mandate.pk,
        "role": str(mandate.role),
        "unit": mandate.unit.code if mandate.unit else "",
        "body": mandate.body.code if mandate.body else "",
        "delegate": delegation.delegate.full_name,
        "delegate_id": delegation.delegate_id,
        "form": str(delegation.form),
        "kinds": list(delegation.kinds),
        "valid_from": delegation.valid_from.isoformat(),
        "valid_to": delegation.valid_to.isoformat(),
        "reason": delegation.reason,
    }
