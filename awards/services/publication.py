"""Publication of nominees for comment, and objections."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from awards.enums import Kind, ObjectionState
from awards.models import Nomination, Objection
from awards.notices_nominations import (
    tell_of_end,
    tell_of_objection,
    tell_of_publication,
    tell_of_rejection,
)
from awards.performers import award_secretariat
from awards.selectors.nominations import nomination_of, rule_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.authority import who_could
from workflow_app.approvals.services.decisions import settle
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.approvals.steps import EffectContext
from workflow_app.approvals.visibility import kept_from
from workflow_app.audit.services import record
from workflow_app.background.one_by_one import one_by_one
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.rulebook.selectors import due_after

STEP = "publish"
LONGEST = 5000


def publish(dossier: Dossier) -> dt.datetime:
    """Publish the nominee and return when the time for comments ends: so many working days on."""
    end = due_after(rule_of(dossier).publication_days)
    nomination = nomination_of(dossier)
    nomination.published_on = timezone.localdate()
    nomination.published_until = timezone.localdate(end)
    nomination.save(update_fields=["published_on", "published_until", "edited"])
    enqueue_on_commit(tell_of_publication, nomination=nomination.pk)
    return end


def end_publications() -> int:
    """Let every nomination whose time for comments is over go on; return how many.

    Each in its own transaction: one that cannot go on holds up no other, and is tried again.
    """
    due = Nomination.objects.filter(
        dossier__stage=Stage.PUBLISHED, dossier__stage_due__lte=timezone.now()
    )
    return one_by_one(
        _end_publication,
        due.order_by("pk").values_list("pk", flat=True),
        trouble="The publication of nomination %s could not end",
    )


@transaction.atomic
def _end_publication(pk: int) -> bool:
    nomination = Nomination.objects.select_related("dossier").get(pk=pk)
    with official_language():
        reason = _("Published from %(first)s to %(last)s.") % {
            "first": _day(nomination.published_on),
            "last": _day(nomination.published_until),
        }
    decision = settle(
        dossier=nomination.dossier,
        step=STEP,
        outcome=Outcome.PUBLICATION_ENDED,
        reason=reason,
    )
    if decision is None:
        return False
    enqueue_on_commit(tell_of_end, nomination=pk)
    return True


def _day(day: dt.date | None) -> str:
    return date_format(day, "d/m/Y") if day is not None else ""


# --- Objections ----------------------------------------------------------------------------


@transaction.atomic
def object_to(*, nomination: Nomination, text: str, user: User) -> Objection:
    """Take an objection from somebody of the organisation, while the nominee is published."""
    _require_published(nomination)
    return _written(nomination, user=user, text=text)


@transaction.atomic
def enter_objection(*, nomination: Nomination, sender: str, text: str, user: User) -> Objection:
    """Enter what came by letter; the secretariat does so, and it says from whom it came."""
    _require_secretariat(user)
    _require_published(nomination)
    if not sender.strip():
        raise IncompleteError(_("Say from whom the letter is; nothing anonymous is heard."))
    return _written(nomination, user=user, text=text, sender=sender.strip()[:200])


def _written(nomination: Nomination, *, user: User, text: str, sender: str = "") -> Objection:
    if not text.strip():
        raise IncompleteError(_("Say what you object to, and what it rests on."))
    objection = Objection.objects.create(
        nomination=nomination, by=user, sender=sender, text=text.strip()[:LONGEST]
    )
    enqueue_on_commit(tell_of_objection, objection=objection.pk)
    record(
        action="award.objection_made",
        actor=user,
        object=objection,
        dossier_code=nomination.dossier.code,
    )
    return objection


def _require_published(nomination: Nomination) -> None:
    lock_dossier(nomination.dossier_id)
    stage = Dossier.objects.values_list("stage", flat=True).get(pk=nomination.dossier_id)
    if stage != Stage.PUBLISHED:
        raise ConflictError(_("The time for comments on this nominee is over."))


def _require_secretariat(user: User) -> None:
    desk = desk_of(Duty.APPRAISE_CONTENT, award_secretariat())
    if authority_at(user, desk, kind=Kind.NOMINATION, lock=True) is None:
        raise NotAllowedError(
            _("This is for %(who)s to do.") % {"who": who_could(desk, Kind.NOMINATION)}
        )


@transaction.atomic
def answer_objection(
    *, objection: Objection, is_upheld: bool, answer: str, user: User
) -> Objection:
    """Write what the hearing found; it can be written anew until the hearing ends."""
    _require_secretariat(user)
    dossier = objection.nomination.dossier
    lock_dossier(dossier.pk)
    dossier.refresh_from_db(fields=["stage"])
    if dossier.stage != Stage.OBJECTIONS:
        raise ConflictError(_("The objections are not being heard now."))
    if (dossier.pk, user.pk) in kept_from([dossier]):
        raise NotAllowedError(_("Nobody acts on a dossier in which they are named."))
    locked = Objection.objects.select_for_update(of=("self",), no_key=True).get(pk=objection.pk)
    if locked.by_id == user.pk and not locked.sender:
        raise NotAllowedError(_("Nobody hears their own objection."))
    if not answer.strip():
        raise IncompleteError(_("Say what was found; who objected reads it."))
    locked.state = ObjectionState.UPHELD if is_upheld else ObjectionState.DISMISSED
    locked.answer = answer.strip()[:LONGEST]
    locked.answered_by = user
    locked.answered_at = timezone.now()
    locked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record(
        action="award.objection_answered",
        actor=user,
        object=locked,
        dossier_code=dossier.code,
        data={"state": str(locked.state)},
    )
    return locked


def dismiss(context: EffectContext) -> None:
    """Every objection has been answered and none stands."""
    states = _answered(context.dossier)
    if ObjectionState.UPHELD in states:
        raise ConflictError(_("An objection was upheld; the nomination cannot go on."))


def uphold(context: EffectContext) -> None:
    """At least one objection stands: the nomination ends."""
    if ObjectionState.UPHELD not in _answered(context.dossier):
        raise ConflictError(_("No objection was upheld; mark first which one, and why."))
    enqueue_on_commit(tell_of_rejection, nomination=nomination_of(context.dossier).pk)


def _answered(dossier: Dossier) -> set[str]:
    states = set(
        Objection.objects.filter(nomination__dossier=dossier)
        .order_by()
        .values_list("state", flat=True)
    )
    if ObjectionState.OPEN in states:
        raise IncompleteError(_("Answer every objection first."))
    return states
