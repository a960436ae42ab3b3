"""The rules the product asks for, with the value and the source it starts with.

Whatever is the federation's own choice is editable; a missing row falls back on these. What all
processes share stands here; a feature adds its own with `register_rule`.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class RuleKey:
    """One rule that code may ask for.

    The unit says how the value is read: "working_days", "days", "fraction" ([numerator,
    denominator, "at_least" or "more_than"]), "number", "yes_no", or one that a feature registered
    in `units`.
    """

    key: str
    label: StrPromise
    unit: str
    default: Any
    legal_basis: str
    valid_from: dt.date = field(default=dt.date(2020, 1, 1))


FRACTION, WORKING_DAYS, DAYS, YES_NO = "fraction", "working_days", "days", "yes_no"
HOUSE = "Quy ước mặc định của hệ thống, chờ VUFO quy định"
PROCEDURE = "Quy chế làm việc (mặc định, có thể sửa)"
ASSOCIATIONS = "Nghị định 126/2024/NĐ-CP, Điều 19 (áp dụng tương tự)"
CONFERENCES = "Quyết định 06/2020/QĐ-TTg, Điều 4 khoản 1"

RULES: dict[str, RuleKey] = {
    rule.key: rule
    for rule in (
        RuleKey("deadline.draft", _("Time to draft"), WORKING_DAYS, 20, PROCEDURE),
        RuleKey("deadline.sign", _("Time to sign"), WORKING_DAYS, 3, PROCEDURE),
        RuleKey(
            "deadline.consult", _("Time for the cluster's opinions"), WORKING_DAYS, 7, PROCEDURE
        ),
        RuleKey("deadline.answer", _("Time to answer comments"), WORKING_DAYS, 3, PROCEDURE),
        RuleKey(
            "deadline.endorse", _("Time for the head of the cluster"), WORKING_DAYS, 3, PROCEDURE
        ),
        RuleKey(
            "deadline.appraise_content",
            _("Time to appraise the content"),
            WORKING_DAYS,
            10,
            PROCEDURE,
        ),
        RuleKey(
            "deadline.appraise_form", _("Time to appraise the form"), WORKING_DAYS, 5, PROCEDURE
        ),
        RuleKey("deadline.decide", _("Time until the body decides"), WORKING_DAYS, 20, PROCEDURE),
        RuleKey(
            "deadline.issue",
            _("Time to number and issue"),
            WORKING_DAYS,
            1,
            "Nghị định 30/2020/NĐ-CP, Điều 15 và Điều 18",
        ),
        RuleKey(
            "ballot.quorum", _("Quorum of the body"), FRACTION, [1, 2, "more_than"], ASSOCIATIONS
        ),
        RuleKey(
            "ballot.threshold",
            _("Votes needed, of all members"),
            FRACTION,
            [1, 2, "more_than"],
            ASSOCIATIONS,
        ),
        RuleKey(
            "consultation.close_when_all", _("Close when all have answered"), YES_NO, True, HOUSE
        ),
        RuleKey(
            "conference.lead_days",
            _("Lead time of an international conference"),
            DAYS,
            30,
            CONFERENCES,
        ),
        RuleKey(
            "conference.lead_days_prime_minister",
            _("Lead time when the Prime Minister permits"),
            DAYS,
            40,
            CONFERENCES,
        ),
        RuleKey(
            "conference.report_days",
            _("Report after an international conference"),
            DAYS,
            15,
            "Quyết định 06/2020/QĐ-TTg, Điều 4 khoản 2",
        ),
        RuleKey(
            "amendment.officer_limit",
            _("Amount up to which an officer decides an ad-hoc activity (đồng)"),
            "number",
            200_000_000,
            HOUSE,
        ),
        RuleKey("reminder.before_days", _("Remind before the due date"), WORKING_DAYS, 2, HOUSE),
    )
}


def register_rule(rule: RuleKey) -> None:
    """Add a rule that a feature asks for; called from ``AppConfig.ready``.

    From then on the rulebook lists it, the administrator can change it and `rule_on` answers for
    it. Raises ImproperlyConfigured when the key stands already for another rule.
    """
    known = RULES.get(rule.key)
    if known is not None and known != rule:
        raise ImproperlyConfigured(f"The rule {rule.key!r} is registered twice.")
    RULES[rule.key] = rule
