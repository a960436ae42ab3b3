"""The register (sổ vàng): who reads what of it, and what stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce

from awards.enums import AwardState
from awards.models import Award, AwardDecision
from awards.selectors.secretariat import works_in_secretariat
from awards.words import AWARD_WORDS
from workflow_app.accounts.models import User
from workflow_app.lib.text import words
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import held_at, holds, posts_of

ORDER = ("-year", "-decision_id", "ordinal")
"""The newest decision first, each in the order of its list."""
DECISIONS_ORDER = ("-year", "-pk")


def reads_register(user: User) -> bool:
    """Tell whether the register is open to somebody: to whoever holds something in the house."""
    return bool(posts_of(user))


def keeps_register(user: User) -> bool:
    """Tell whether money, codes and the ledger are shown: to the office, secretariat, inspection."""
    return holds(user, Duty.ISSUE, Duty.INSPECT) or works_in_secretariat(user)


def issues(user: User) -> bool:
    """Tell whether the person numbers, hands over and prints."""
    return holds(user, Duty.ISSUE)


def reissues(user: User) -> bool:
    """Tell whether the person may have a certificate printed again."""
    return issues(user) or works_in_secretariat(user, Duty.APPRAISE_CONTENT)


def enters_old_awards(user: User) -> bool:
    """Tell whether the person brings awards of earlier years in: the secretariat's officers, its head."""
    return works_in_secretariat(user)


def register_rows() -> QuerySet[Award]:
    """Return the awards with what their row in the register says."""
    return Award.objects.select_related("decision", "award_type", "recipient__unit")


def searched(rows: QuerySet[Award], text: str) -> QuerySet[Award]:
    """Keep the rows in which a word begins with each of these, with or without its marks."""
    wanted = words(text)
    return rows.filter(AWARD_WORDS.holds(wanted)) if wanted else rows


def of_unit(rows: QuerySet[Award], unit: int) -> QuerySet[Award]:
    """Keep what a unit received, and what those received whom it nominated."""
    return rows.filter(Q(recipient__unit=unit) | Q(nomination__dossier__unit=unit))


def award_with_names(pk: int) -> Award | None:
    """Return an award with all that its page and its certificate say."""
    found = with_paper(Award.objects.filter(pk=pk)).select_related(
        "nomination__dossier__unit", "handed_over_by", "decision__campaign"
    )
    return found.first()


def with_paper(rows: QuerySet[Award]) -> QuerySet[Award]:
    """Read with the awards what is printed on a certificate."""
    return rows.select_related(
        "decision__paper__register", "award_type", "recipient__unit", "recipient__person"
    )


def sees_money(user: User, award: Award) -> bool:
    """Tell whether the amount is shown: to those who keep the register, and to the unit."""
    if keeps_register(user):
        return True
    units = set(held_at(user, "unit", Duty.DRAFT, Duty.SIGN))
    nomination = award.nomination
    own = {award.recipient.unit_id, nomination.dossier.unit_id if nomination else None}
    return bool(units & own)


def decision_list() -> QuerySet[AwardDecision]:
    """Return the decisions, the newest first, with their sizes, without the lists on their papers."""
    return (
        AwardDecision.objects.select_related("paper__register", "campaign")
        .defer("paper__content")
        .annotate(
            size=_number(),
            handed=_number(handed_over_on__isnull=False),
            revoked=_number(state=AwardState.REVOKED),
            money=Subquery(_in_decision().annotate(money=Sum("amount")).values("money")),
        )
        .order_by(*DECISIONS_ORDER)
    )


def _number(**fitting: object) -> Coalesce:
    """Count the awards of each decision that is shown; joined, those of all would be counted first."""
    counted = _in_decision().filter(**fitting).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _in_decision() -> QuerySet[Award, Any]:
    return Award.objects.filter(decision=OuterRef("pk")).order_by().values("decision")


def awards_of(decision: AwardDecision) -> list[Award]:
    """Return the list of a decision in its frozen order.

    The paper holds the whole list, so it is read once, with the decision that the rows share: joined
    to each of them it took gigabytes for a thousand awards.
    """
    prefetch_related_objects([decision], "paper__register")
    rows = decision.awards.order_by("ordinal").select_related(
        "award_type", "recipient__unit", "recipient__person", "nomination__dossier"
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line of a money sheet; a revoked award is listed and not added up."""

    award: Award
    is_paid: bool


def money_lines(awards: Sequence[Award]) -> list[MoneyLine]:
    """Return what each recipient of a decision is paid."""
    return [
        MoneyLine(award, award.state != AwardState.REVOKED and award.amount > 0) for award in awards
    ]


def money_total(lines: Iterable[MoneyLine]) -> int:
    """Add up what is paid."""
    return sum(line.award.amount for line in lines if line.is_paid)
