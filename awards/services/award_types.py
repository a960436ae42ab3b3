"""Awards themselves: a new one, and what may still be changed of one that stands in the register."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from awards.models import Award, AwardType, Nomination
from workflow_app.accounts.models import User
from workflow_app.audit.services import record
from workflow_app.lib.text import fold

FIELDS = ("name", "name_en", "subject", "form", "level", "vote_rule", "is_active")
FROZEN = ("name", "name_en", "subject", "form")
"""What certificates, papers and the register say of an award: it stays as it was granted."""
TAKEN = ("new", "history", "nominees", "base_salaries")
"""Words that pages of their own have for an address."""


def is_used(award_type: AwardType) -> bool:
    """Tell whether somebody was nominated for the award or granted it."""
    return (
        Nomination.objects.filter(award_type=award_type).exists()
        or Award.objects.filter(award_type=award_type).exists()
    )


@transaction.atomic
def save_type(*, award_type: AwardType | None, values: Mapping[str, Any], user: User) -> AwardType:
    """Write an award, or what may be changed of one; the log keeps what stood there before.

    `values` has the names of `FIELDS`. An award that was used keeps its name and kind: another name
    is another award, and the old one is put out of use. Raises ValidationError in words.
    """
    found = AwardType() if award_type is None else _locked(award_type)
    before = {name: getattr(found, name) for name in FIELDS} if found.pk else {}
    changed = {name: values[name] for name in FIELDS if before.get(name) != values[name]}
    if frozen := [name for name in FROZEN if name in changed and before]:
        _require_unused(found, frozen)
    others = AwardType.objects.exclude(pk=found.pk).values_list("name", flat=True)
    # no database of ours folds Vietnamese capitals
    if str(values["name"]).casefold() in {name.casefold() for name in others}:
        raise ValidationError({"name": _("An award of this name stands in the list already.")})
    for name in FIELDS:
        setattr(found, name, values[name])
    found.code = found.code or _code_of(found.name)
    found.save()
    record(
        action="award_type.saved",
        actor=user,
        object=found,
        data={
            "award": found.code,
            "changed": {name: str(value) for name, value in changed.items()},
            "before": {name: str(before[name]) for name in changed if name in before},
        },
    )
    return found


def _locked(award_type: AwardType) -> AwardType:
    return AwardType.objects.select_for_update().get(pk=award_type.pk)


def _require_unused(award_type: AwardType, names: list[str]) -> None:
    if is_used(award_type):
        sentence = _(
            "The award was used: certificates and the register bear it. Put it out of use and add "
            "another one."
        )
        raise ValidationError(dict.fromkeys(names, sentence))


def _code_of(name: str) -> str:
    """Return the award's part of addresses and codes: letters without marks, once."""
    base = slugify(fold(name)).replace("-", "_")[:30] or "award"
    known = set(AwardType.objects.values_list("code", flat=True)) | set(TAKEN)
    number, code = 1, base
    while code in known:
        number += 1
        code = f"{base}_{number}"
    return code
