"""What the checks rest on beside the dossier: matters against a nominee, ratings of earlier years.

Both are facts that the award secretariat writes down; a matter is ended, never deleted.
"""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import Completion, MatterKind
from awards.models import AwardType, Matter, Recipient, YearRating
from awards.selectors.standing import keeps_facts
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.audit.services import record

FIRST_YEAR = 1950


@transaction.atomic
def record_matter(
    *, recipient: Recipient, kind: MatterKind, since: dt.date, note: str = "", user: User
) -> Matter:
    """Write down a matter; nobody proposes the recipient while it lasts (NĐ 152/2025 Đ4.4).

    The log names neither its kind nor its note: a complaint is confidential.
    """
    _require_secretariat(user)
    if since > timezone.localdate():
        raise ValidationError({"since": _("The day lies in the future.")})
    row = Matter.objects.create(recipient=recipient, kind=kind, since=since, note=note.strip())
    record(action="award_matter.recorded", actor=user, object=_unnamed(row), data={})
    return row


@transaction.atomic
def end_matter(*, matter: Matter, ended: dt.date, is_cleared: bool, user: User) -> Matter:
    """Say that a matter has ended, and whether nothing was found."""
    _require_secretariat(user)
    row = Matter.objects.select_for_update().get(pk=matter.pk)
    if row.ended is not None:
        raise ConflictError(_("The matter has been ended by somebody else."))
    if not row.since <= ended <= timezone.localdate():
        raise ValidationError({"ended": _("The end lies between the beginning and today.")})
    row.ended, row.is_cleared = ended, is_cleared
    row.save(update_fields=["ended", "is_cleared"])
    record(action="award_matter.ended", actor=user, object=_unnamed(row), data={})
    return row


@transaction.atomic
def set_rating(
    *,
    recipient: Recipient,
    year: int,
    completion: str,
    titles: Sequence[str] = (),
    source: str = "",
    user: User,
) -> YearRating:
    """Write down the level of completion of a year and the titles that were given elsewhere.

    A year has one rating; writing it again replaces it, and the log keeps what stood there.
    """
    _require_secretariat(user)
    if completion not in Completion.values:
        raise ValidationError({"completion": _("Choose a level of completion.")})
    if not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise ValidationError({"year": _("Write the year with four digits.")})
    known = set(AwardType.objects.filter(code__in=titles).values_list("code", flat=True))
    if set(titles) - known:
        raise ValidationError({"titles": _("One of the titles is not known.")})
    before = YearRating.objects.filter(recipient=recipient, year=year).first()
    row, __ = YearRating.objects.update_or_create(
        recipient=recipient,
        year=year,
        defaults={"completion": completion, "titles": list(titles), "source": source.strip()},
    )
    record(
        action="award_rating.set",
        actor=user,
        object=row,
        data={
            "year": year,
            "completion": completion,
            "titles": list(titles),
            "before": before.completion if before else "",
        },
    )
    return row


def _unnamed(row: Matter) -> tuple[str, str, str]:
    """Return the matter as the log may know it: by its key alone."""
    return ("awards.matter", str(row.pk), "")


def _require_secretariat(user: User) -> None:
    if not keeps_facts(user):
        raise NotAllowedError(_("Only the award secretariat writes this down."))
