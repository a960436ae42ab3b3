"""Awards from before the system: imported once, shown as history without a decision's number."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from awards.enums import SubjectKind
from awards.models import Award, AwardDecision, AwardType, Recipient
from workflow_app.accounts.models import User
from workflow_app.audit.services import record
from workflow_app.lib.text import search_text
from workflow_app.organization.models import Unit

YEARS = re.compile(r"awards_(\d{4})")
CODES = {"co_thi_dua": "flag"}  # codes of the file that are not those of the awards
SOURCE = "Tạp chí của Liên hiệp (khen thưởng năm {year})"


@dataclass(slots=True)
class Imported:
    """How many awards were added, and how many stood in the register already."""

    added: int = 0
    known: int = 0


@transaction.atomic
def import_awards(
    *, data: Mapping[str, Any], source: str | None = None, user: User | None = None
) -> Imported:
    """Write the lists awards_<year> of a file into the register; the second time nothing changes.

    Each line is {"award": code, "unit": code of the unit}. The merit of the whole year counts.
    Raises ValidationError that names every unit or award that is not known.
    """
    result = Imported()
    for key in sorted(data):
        if (match := YEARS.fullmatch(key)) and isinstance(data[key], list):
            _import_year(int(match[1]), data[key], source, user, result)
    return result


def _import_year(
    year: int,
    lines: Sequence[Mapping[str, str]],
    source: str | None,
    user: User | None,
    result: Imported,
) -> None:
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=_values(lines, "unit"))}
    types = AwardType.objects.in_bulk(
        [CODES.get(code, code) for code in _values(lines, "award")], field_name="code"
    )
    _require_known(lines, units, types)
    decision, __ = AwardDecision.objects.select_for_update().get_or_create(
        year=year,
        number="",
        paper=None,
        source=source or SOURCE.format(year=year),
    )
    before = result.added
    for line in lines:
        unit, award_type = units[line["unit"]], types[CODES.get(line["award"], line["award"])]
        added = _enter(year, unit, award_type, decision)
        result.added += added
        result.known += not added
    if result.added > before:
        record(
            action="awards.imported",
            actor=user,
            object=decision,
            data={"year": year, "awards": result.added - before, "source": decision.source},
        )


def _values(lines: Sequence[Mapping[str, str]], name: str) -> set[str]:
    return {str(line.get(name)) for line in lines}


def _require_known(
    lines: Sequence[Mapping[str, str]],
    units: Mapping[str, Unit],
    types: Mapping[str, AwardType],
) -> None:
    problems = []
    for line in lines:
        if line.get("unit") not in units:
            problems.append(_("There is no unit “%(code)s”.") % {"code": line.get("unit")})
        award = str(line.get("award"))
        if CODES.get(award, award) not in types:
            problems.append(
                _("There is no award “%(code)s”. Load the kinds of award first.") % {"code": award}
            )
    if problems:
        raise ValidationError(list(dict.fromkeys(problems)))


def _enter(year: int, unit: Unit, award_type: AwardType, decision: AwardDecision) -> bool:
    recipient = recipient_of_unit(unit)
    known = Award.objects.filter(recipient=recipient, award_type=award_type, year=year)
    if known.exists():
        return False
    last = decision.awards.aggregate(last=Max("ordinal"))["last"] or 0
    award_of_old(
        decision=decision,
        ordinal=last + 1,
        award_type=award_type,
        recipient=recipient,
        name=unit.name,
        year=year,
    ).save()
    return True


def recipient_of_unit(unit: Unit) -> Recipient:
    """Return the unit, of today or of the past, as a collective that was awarded."""
    return Recipient.objects.get_or_create(
        unit=unit, defaults={"kind": SubjectKind.COLLECTIVE, "name": unit.name}
    )[0]


def award_of_old(
    *,
    decision: AwardDecision,
    ordinal: int,
    award_type: AwardType,
    recipient: Recipient,
    name: str,
    year: int,
    details: str = "",
    citation: str = "",
    handed_over_on: dt.date | None = None,
) -> Award:
    """Return an award of before the system, not saved; the merit of the whole year counts."""
    return Award(
        decision=decision,
        ordinal=ordinal,
        award_type=award_type,
        recipient=recipient,
        name=name[:255],
        details=details,
        citation=citation,
        handed_over_on=handed_over_on,
        year=year,
        counts_from=dt.date(year, 1, 1),
        counts_to=dt.date(year, 12, 31),
        search_text=search_text(name, details, award_type.name, decision.number, year),
    )
