"""Duties that one person must not do on both sides of the same dossier."""

from workflow_app.organization.enums import Duty

SEPARATED: dict[str, frozenset[str]] = {
    Duty.SIGN: frozenset({Duty.DRAFT}),
    Duty.REVIEW: frozenset({Duty.DRAFT, Duty.SIGN}),
    Duty.ENDORSE: frozenset({Duty.DRAFT, Duty.SIGN}),
    Duty.STAND_IN: frozenset({Duty.DRAFT, Duty.SIGN}),
    Duty.APPRAISE_CONTENT: frozenset({Duty.DRAFT, Duty.SIGN}),
    Duty.PRESIDE: frozenset({Duty.DRAFT, Duty.SIGN}),
    # Decree 30/2020, Article 12: content and form are checked by different people.
    Duty.APPRAISE_FORM: frozenset({Duty.DRAFT, Duty.SIGN, Duty.APPRAISE_CONTENT}),
}
"""Duty -> duties whose doer, in the same pass of the dossier, may not do it."""


def clashing_duties(duty: str, done: set[str]) -> set[str]:
    """Return the duties already done by the person that bar them from this one."""
    return done & SEPARATED.get(duty, frozenset())
