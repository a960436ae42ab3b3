"""Facts of a nomination to start from: a unit that meets everything."""

import datetime as dt
from typing import Any

from awards.enums import AwardForm, MatterKind
from awards.rules.eligibility import Finding, findings_of
from awards.rules.exclusions import STANDING
from awards.rules.facts import Facts, Matter, PastAward, RuleFacts

BASES = {name: basis for name, (__, basis) in STANDING.items()}
TODAY = dt.date(2027, 12, 1)


def facts(
    *requirements: dict[str, Any], rule: dict[str, Any] | None = None, **values: Any
) -> Facts:
    named = {"legal_basis": "Luật, Điều 26", **(rule or {})}
    return Facts(
        rule=RuleFacts(
            award="certificate_collective",
            award_name="Bằng khen",
            requirements=requirements,
            **named,
        ),
        **{
            "today": TODAY,
            "counts_from": dt.date(2027, 1, 1),
            "counts_to": dt.date(2027, 12, 31),
            "standing": BASES,
            "award_names": {"fighter_grassroots": "Chiến sĩ thi đua cơ sở"},
            **values,
        },
    )


def found(given: Facts, name: str) -> Finding:
    return next(it for it in findings_of(given) if it.name == name)


def names_of_errors(given: Facts) -> set[str]:
    return {it.name for it in findings_of(given) if it.is_error}


def past(year: int, award: str = "certificate_collective", **values: Any) -> PastAward:
    return PastAward(
        award=award,
        name=award,
        year=year,
        **{
            "form": AwardForm.FORM,
            "counts_from": dt.date(year, 1, 1),
            "counts_to": dt.date(year, 12, 31),
            **values,
        },
    )


def matter(kind: str = MatterKind.DISCIPLINE, **values: Any) -> Matter:
    return Matter(kind=kind, label=str(MatterKind(kind).label), **values)
