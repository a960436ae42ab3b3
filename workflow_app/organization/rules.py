"""Who may be appointed where, and which duties one person must not do on both sides."""

from django.utils.translation import gettext as _

from .enums import ROLE_DUTIES, Duty, Role, UnitFunction, UnitKind

DECIDING_DUTIES = frozenset(
    {
        Duty.SIGN,
        Duty.REVIEW,
        Duty.ENDORSE,
        Duty.STAND_IN,
        Duty.APPRAISE_CONTENT,
        Duty.APPRAISE_FORM,
        Duty.ISSUE,
        Duty.VOTE,
        Duty.PRESIDE,
    }
)
"""What an administrator leaves to others: they configure and decide nothing."""

SEPARATED: dict[str, frozenset[str]] = {
    Duty.DRAFT: frozenset({Duty.SIGN}),
    Duty.SIGN: frozenset({Duty.DRAFT}),
    Duty.APPRAISE_CONTENT: frozenset({Duty.APPRAISE_FORM}),
    Duty.APPRAISE_FORM: frozenset({Duty.APPRAISE_CONTENT}),
}
"""Duties at one place that two people must do (Decree 30/2020, Articles 10 and 12)."""

SINGLE_ROLES = frozenset({Role.UNIT_HEAD, Role.BODY_CHAIR})
"""One holder at a place at a time."""

PERSONAL_ROLES = frozenset({Role.BODY_MEMBER, Role.INSPECTOR, Role.ADMINISTRATOR})
"""Roles that are exercised in person: a vote, an inspection or the set-up is not lent."""


def decides(role: str) -> bool:
    """Tell whether a holder of the role takes part in decisions."""
    return not DECIDING_DUTIES.isdisjoint(ROLE_DUTIES[role])


def why_not_at_unit(role: str, kind: str, function: str) -> str:
    """Say why nobody can hold the role at such a unit; nothing when they can."""
    if role in Role.body_roles:
        return _("This role belongs to a body, not to a unit.")
    if role == Role.ADMINISTRATOR and kind != UnitKind.APEX:
        return _("Administrators are appointed at the federation.")
    if role in (Role.CLERK, Role.FORM_APPRAISER) and function != UnitFunction.OFFICE:
        return _("Numbers, prints and checks of form are the office's.")
    if role == Role.CONTENT_APPRAISER and kind != UnitKind.DEPARTMENT:
        return _("Content is appraised by a department of the Standing Office.")
    if role == Role.INSPECTOR and kind != UnitKind.APEX and function != UnitFunction.INSPECTION:
        return _("Inspectors are appointed at the inspection or at the federation.")
    return ""


def why_not_at_body(role: str) -> str:
    """Say why nobody can hold the role at a body; nothing when they can."""
    return "" if role in Role.body_roles else _("This role belongs to a unit, not to a body.")
