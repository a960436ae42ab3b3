"""Who is told of awards granted, handed over and revoked, in their own language.

Many awards of one act are told of in one notice that lists them. The mail carries its subject alone.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from awards.enums import Kind
from awards.models import Award, AwardDecision, Revocation, Upward
from awards.performers import award_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.notices import own_people
from workflow_app.approvals.visibility import kept_from
from workflow_app.background.tasks import durable_task
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Holding

GRANTED = "award.granted"
HANDED_OVER = "award.handed_over"
REVOKED = "award.revoked"
UPWARD_DUE = "upward.due"


LISTED = 100
"""Awards named in one notice; the page of the decision has them all."""


@durable_task()
def tell_of_decision(decision: int) -> None:
    """Tell each unit once what a decision granted it, and the clerks that all of it waits for them."""
    found = AwardDecision.objects.get(pk=decision)
    awards = _with_units(list(found.awards.values_list("pk", flat=True)))
    _tell_units(awards, GRANTED, f"granted:{decision}")
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(Kind.NOMINATION)
        .filter(desk__unit__function=UnitFunction.OFFICE, desk__duty=Duty.ISSUE)
    )
    for user in User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"):
        with override(user.language):
            notify(
                event="work.arrived",
                users=[user],
                subject=ngettext(
                    "To be handed over: %(count)s award of decision %(number)s",
                    "To be handed over: %(count)s awards of decision %(number)s",
                    len(awards),
                )
                % {"count": len(awards), "number": found.number},
                body=_("It is waiting for you or your office."),
                path=reverse("awards:ledger", args=[decision]),
                cause=f"hand-over:{decision}",
            )


@durable_task()
def tell_of_hand_over(awards: list[int]) -> None:
    """Tell each unit once which of its awards were handed over."""
    _tell_units(_with_units(awards), HANDED_OVER, f"handed-over:{min(awards)}")


def _with_units(keys: Sequence[int]) -> list[Award]:
    rows = Award.objects.filter(pk__in=keys).select_related(
        "decision", "award_type", "nomination__dossier__unit"
    )
    return list(rows.order_by("ordinal"))


def _tell_units(awards: Sequence[Award], event: str, cause: str) -> None:
    """Tell who drafts and signs for the nominating units: one notice per unit and decision.

    Whom a dossier names is not told of it here, as everywhere.
    """
    groups: dict[tuple[int, int], list[Award]] = defaultdict(list)
    for award in awards:
        if award.nomination is not None:
            groups[award.nomination.dossier.unit_id, award.decision_id].append(award)
    named = kept_from([award.nomination.dossier for award in awards if award.nomination])
    for (unit, decision), rows in groups.items():
        nomination = rows[0].nomination
        assert nomination is not None  # noqa: S101 -- grouped by it
        for user in own_people(nomination.dossier):
            known = [
                row
                for row in rows
                if row.nomination and (row.nomination.dossier_id, user.pk) not in named
            ]
            if not known:
                continue
            with override(user.language):
                notify(
                    event=event,
                    users=[user],
                    subject=_subject(event, known),
                    body=_listed(known),
                    path=reverse("awards:decision", args=[decision]),
                    cause=f"{cause}:{unit}:{decision}",
                )


def _subject(event: str, awards: Sequence[Award]) -> str:
    values = {"count": len(awards), "number": awards[0].decision.number}
    if event == GRANTED:
        words = ngettext(
            "%(count)s award of your unit was granted by decision %(number)s",
            "%(count)s awards of your unit were granted by decision %(number)s",
            len(awards),
        )
    else:
        words = ngettext(
            "%(count)s award of your unit was handed over (decision %(number)s)",
            "%(count)s awards of your unit were handed over (decision %(number)s)",
            len(awards),
        )
    return words % values


def _listed(awards: Sequence[Award]) -> str:
    lines = [f"{award.ordinal:02d}. {award.award_type}: {award.name}" for award in awards[:LISTED]]
    return "\n".join([*lines, "…"] if len(awards) > LISTED else lines)


@durable_task()
def tell_of_revocation(revocation: int) -> None:
    """Tell the unit that had nominated, or that held the award, what was decided."""
    row = Revocation.objects.select_related(
        "dossier__unit", "award__nomination__dossier__unit"
    ).get(pk=revocation)
    nomination = row.award.nomination
    if nomination is None:
        return
    named = kept_from([row.dossier])
    people: list[User] = [
        user for user in own_people(nomination.dossier) if (row.dossier_id, user.pk) not in named
    ]
    for user in people:
        with override(user.language):
            notify(
                event=REVOKED,
                users=[user],
                subject=_("An award was revoked: %(code)s") % {"code": row.dossier.code},
                body=_("Certificate and money are to be given back; the page says to whom."),
                path=row.dossier.get_absolute_url(),
                cause=f"revoked:{row.pk}",
            )


def tell_of_due_upward(upward: Upward, wave: int) -> None:
    """Remind the award secretariat of a nomination to the State, once per wave."""
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(Kind.NOMINATION)
        .filter(desk__unit=award_secretariat(), desk__duty__in=(Duty.APPRAISE_CONTENT, Duty.SIGN))
    )
    for user in User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"):
        with override(user.language):
            notify(
                event=UPWARD_DUE,
                users=[user],
                subject=_("To be sent to the State by %(day)s: %(award)s")
                % {"day": date_format(upward.due, "d/m/Y"), "award": upward.award},
                body=str(upward.recipient),
                path=reverse("awards:upward"),
                cause=f"upward:{upward.pk}:{upward.due.isoformat()}:{wave}",
            )
