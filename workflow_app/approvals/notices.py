"""Who is told what. Every message goes out after commit, through the notification room."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.notifications.services import notify
from workflow_app.organization.models import Desk
from workflow_app.organization.selectors.authority import people_at

from .models import ConsultationRound, Decision, Dossier, WorkItem
from .steps import step_of_work


def users_at(desk: Desk, kind: str) -> list[User]:
    """Return the accounts of the people who hold a desk today."""
    people = people_at(desk, kind=kind).filter(user__is_active=True).select_related("user")
    return [person.user for person in people if person.user is not None]


def work_arrived(item: WorkItem) -> None:
    """Tell the desk that a duty waits."""
    if item.desk is None or item.dossier is None:
        return
    step = step_of_work(item.kind)
    title = str(step.title) if step is not None else ""
    notify(
        event="work.arrived",
        users=users_at(item.desk, item.dossier_kind),
        subject=_("%(step)s: %(title)s") % {"step": title, "title": item.subject},
        body=_("It is waiting for you or your office."),
        path=item.dossier.get_absolute_url(),
    )


def tell(users: Iterable[User], *, event: str, dossier: Dossier, subject: str, body: str) -> None:
    """Tell people about a dossier they may see."""
    notify(
        event=event, users=list(users), subject=subject, body=body, path=dossier.get_absolute_url()
    )


def sent_back(decision: Decision) -> None:
    """Tell the drafters and heads of the unit that their dossier came back, and why."""
    dossier = decision.dossier
    tell(
        own_people(dossier),
        event="dossier.sent_back",
        dossier=dossier,
        subject=_("%(outcome)s: %(title)s")
        % {"outcome": decision.get_outcome_display(), "title": dossier.title},
        body=decision.reason,
    )


def dossier_finished(dossier: Dossier) -> None:
    """Tell the unit how it ended."""
    tell(
        own_people(dossier),
        event="dossier.finished",
        dossier=dossier,
        subject=_("%(stage)s: %(title)s")
        % {"stage": dossier.get_stage_display(), "title": dossier.title},
        body="",
    )


def own_people(dossier: Dossier) -> list[User]:
    """Return the accounts of those who draft or sign for the dossier's unit."""
    return list(
        User.objects.filter(
            holdings__desk__unit=dossier.unit, holdings__desk__duty__in=("draft", "sign")
        )
        .filter(is_active=True)
        .distinct()
    )


def opinions_asked(round_: ConsultationRound, items: list[WorkItem]) -> None:
    """Tell the reviewing units; one statement for all of them."""
    users = User.objects.filter(
        is_active=True, holdings__desk__in=[item.desk_id for item in items]
    ).distinct()
    tell(
        users,
        event="work.arrived",
        dossier=round_.dossier,
        subject=_("Your opinion is asked: %(title)s") % {"title": round_.dossier.title},
        body=_("The cluster reviews this dossier; please answer for your unit."),
    )
