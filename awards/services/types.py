"""Awards and their rules: what the system is delivered with, and new versions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.defaults import BASE_SALARIES, BEGIN, DEFAULTS, Default
from awards.models import AwardRule, AwardType, BaseSalary
from awards.rules import quota as quotas
from awards.rules.requirements import CHECKS
from workflow_app.accounts.models import User
from workflow_app.audit.services import record

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def load_default_types() -> dict[str, AwardType]:
    """Add the awards, rules and base salaries of `awards.defaults`; return the awards by code.

    Idempotent: an award that exists keeps its name, one that has any rule keeps its rules, a day
    that has a base salary keeps it. What an administrator changed is never set back.
    """
    ruled = set(AwardRule.objects.order_by().values_list("award_type__code", flat=True))
    found = {}
    for default in DEFAULTS:
        found[default.code], __ = AwardType.objects.get_or_create(
            code=default.code,
            defaults={
                "name": default.name,
                "name_en": default.name_en,
                "subject": default.subject,
                "form": default.form,
                "level": default.level,
                "vote_rule": default.vote_rule,
                "is_active": not default.of_state,
            },
        )
        if default.code not in ruled:
            AwardRule.objects.create(award_type=found[default.code], **_rule_of(default))
    for since, amount, basis in BASE_SALARIES:
        BaseSalary.objects.get_or_create(
            valid_from=since, defaults={"amount": amount, "legal_basis": basis}
        )
    return found


def _rule_of(default: Default) -> dict[str, Any]:
    return {
        "valid_from": BEGIN,
        "legal_basis": default.basis,
        "criteria": default.criteria,
        "requirements": list(default.requirements),
        "quota": default.quota,
        "checklist": [str(kind) for kind in default.checklist],
        "once_in_a_lifetime": default.once,
        "via_cluster": default.via_cluster,
        "needs_publication": default.published,
        "needs_council": default.council,
        "needs_presidium": default.presidium,
        "coefficient": Decimal(default.coefficient),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """A version as it was typed, before it begins. The fields are those of `AwardRule`."""

    valid_from: dt.date
    legal_basis: str
    criteria: str = ""
    requirements: Sequence[Mapping[str, Any]] = field(default_factory=list)
    quota: Mapping[str, Any] | None = None
    checklist: Sequence[str] = field(default_factory=list)
    waiting_months: int = 0
    once_in_a_lifetime: bool = False
    via_cluster: bool = False
    needs_publication: bool = True
    publication_days: int = 7
    needs_council: bool = True
    needs_presidium: bool = True
    coefficient: Decimal = Decimal(0)

    def as_rule(self, award_type: AwardType) -> AwardRule:
        """Return it as a version that is not saved."""
        return AwardRule(award_type=award_type, **asdict(self))


@transaction.atomic
def begin_version(*, award_type: AwardType, draft: RuleDraft, user: User) -> AwardRule:
    """Let a new version of an award's rule begin; the one before ends on the eve.

    No version is ever edited: dossiers that were received under it go on by it, and the history
    shows it. A version cannot begin in the past, because what was decided rests on the rule of
    its day. Raises ValidationError in words.
    """
    if not draft.legal_basis.strip():
        raise ValidationError({"legal_basis": _("Name the legal basis of the rule.")})
    if draft.valid_from < timezone.localdate():
        raise ValidationError(
            {
                "valid_from": _(
                    "A rule cannot begin in the past: what was decided rests on the rule of its day."
                )
            }
        )
    check_requirements(draft.requirements)
    check_quota(draft.quota)
    versions = list(
        AwardRule.objects.select_for_update().filter(award_type=award_type).order_by("valid_from")
    )
    if any(rule.valid_from == draft.valid_from for rule in versions):
        raise ValidationError(
            {
                "valid_from": _(
                    "A version of this rule already begins on that day. Choose another day."
                )
            }
        )
    for rule in versions:
        if ends_by(rule, draft.valid_from):
            rule.valid_to = draft.valid_from - ONE_DAY
            rule.save(update_fields=["valid_to"])
    later = next((rule for rule in versions if rule.valid_from > draft.valid_from), None)
    new = draft.as_rule(award_type)
    new.valid_to = later.valid_from - ONE_DAY if later else None
    new.save()
    record(
        action="award_rule.begun",
        actor=user,
        object=new,
        data={
            "award": award_type.code,
            "valid_from": draft.valid_from.isoformat(),
            "basis": draft.legal_basis,
        },
    )
    return new


def ends_by(rule: AwardRule, day: dt.date) -> bool:
    """Tell whether a version ends because another begins on the day."""
    return rule.valid_from < day and (rule.valid_to is None or rule.valid_to >= day)


def check_requirements(rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse rows that code could not read; forms write none of them."""
    for row in rows:
        check = CHECKS.get(str(row.get("check")))
        if check is None or any(name not in row for name in check.values):
            raise ValidationError(_("One of the requirements is incomplete."))


def check_quota(quota: Mapping[str, Any] | None) -> None:
    """Refuse a quota of unknown form."""
    try:
        quotas.check(quota)
    except quotas.QuotaError as error:
        raise ValidationError(_("The quota is incomplete.")) from error


@transaction.atomic
def begin_salary(*, valid_from: dt.date, amount: int, legal_basis: str, user: User) -> BaseSalary:
    """Write down the base salary that is in force from a day; a day has one.

    It may lie in the past (decrees come late), but not before a decision was paid by the older
    one: money that was granted does not change.
    """
    if amount <= 0:
        raise ValidationError({"amount": _("Write the amount in whole đồng.")})
    if BaseSalary.objects.filter(valid_from=valid_from).exists():
        raise ValidationError({"valid_from": _("The base salary of that day is written down.")})
    row = BaseSalary.objects.create(
        valid_from=valid_from, amount=amount, legal_basis=legal_basis.strip()
    )
    record(
        action="base_salary.begun",
        actor=user,
        object=row,
        data={"valid_from": valid_from.isoformat(), "amount": amount, "basis": legal_basis},
    )
    return row
