"""Opening a proposal and changing its content while it lies with its unit's drafters."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from personnel.enums import ChangeKind
from personnel.models import Change, Proposal
from personnel.selectors.proposals import KIND, consults_cluster
from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.drafting import require_editable
from workflow_app.audit.services import gathered, record
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Mandate, Person, Seat, Term, Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.organization.selectors.directory import cluster_of

LETTERS = "ACDEFHJKLMNPQRTUVWXY34679"
LENGTH = 5
EDITABLE = ("kind", "leaving", "entering", "seat", "post", "reason")


@transaction.atomic
def open_proposal(
    *,
    unit: Unit,
    term: Term,
    user: User,
    reason: str = "",
    effective_on: dt.date | None = None,
) -> Proposal:
    """Open a proposal of the unit for the seats of a term; it names no change yet.

    Code and title say neither who is meant nor how many proposals there are: they stand in mails
    and in lists of those who handle it.
    """
    if authority_at(user, desk_of(Duty.DRAFT, unit), kind=KIND) is None:
        raise NotAllowedError(_("Only the unit's drafters open its proposals."))
    today = timezone.localdate()
    if term.end is not None and term.end < today:
        raise IncompleteError(_("The term %(term)s is over.") % {"term": term})
    year = (effective_on or today).year
    with official_language():
        title = _("Personnel proposal of %(unit)s for %(body)s, term %(term)s") % {
            "unit": unit.short_name,
            "body": term.body.name,
            "term": term.name,
        }
    dossier = Dossier.objects.create(
        kind=KIND,
        code=_new_code(year),
        title=title[:300],
        unit=unit,
        cluster=cluster_of(unit, year) if consults_cluster(unit) else None,
        year=year,
        is_confidential=True,
        stage_since=timezone.now(),
        created_by=user,
    )
    proposal = Proposal.objects.create(
        dossier=dossier,
        body=term.body,
        term=term,
        reason=reason.strip(),
        effective_on=effective_on,
    )
    record(action="dossier.opened", actor=user, object=dossier)
    engine.start(dossier)
    return proposal


def _new_code(year: int) -> str:
    """Return a code that cannot be counted: a running number would tell of the others."""
    while True:
        code = f"NS-{year}-{''.join(secrets.choice(LETTERS) for __ in range(LENGTH))}"
        if not Dossier.objects.filter(code=code).exists():
            return code


@transaction.atomic
def save_proposal(
    *, proposal: Proposal, reason: str, effective_on: dt.date | None, user: User
) -> Proposal:
    """Change the reason and the day of effect."""
    require_editable(dossier_id=proposal.dossier_id, user=user)
    proposal.reason = reason.strip()
    proposal.effective_on = effective_on
    proposal.save(update_fields=["reason", "effective_on", "edited"])
    return proposal


@transaction.atomic
def save_change(
    *, proposal: Proposal, values: Mapping[str, Any], user: User, uid: str = ""
) -> Change:
    """Write one change; without `uid` a new one at the end. Raises IncompleteError with reasons."""
    require_editable(dossier_id=proposal.dossier_id, user=user)
    change = (
        Change.objects.select_for_update(of=("self",)).get(proposal=proposal, uid=uid)
        if uid
        else Change(proposal=proposal, order=_next_order(proposal))
    )
    for name, value in values.items():
        if name not in EDITABLE:
            raise KeyError(name)
        setattr(change, name, value.strip() if name == "reason" else value)
    _drop_what_the_kind_has_not(change)
    reasons = reasons_against(change, user)
    if reasons:
        raise IncompleteError(reasons[0], reasons[1:])
    change.save()
    proposal.save(update_fields=["edited"])
    return change


def would_be(*, proposal: Proposal, stored: Change | None, values: Mapping[str, Any]) -> Change:
    """Return the change as it would be with these values; nothing is written."""
    change = Change(proposal=proposal)
    if stored is not None:
        change.uid, change.pk, change.order = stored.uid, stored.pk, stored.order
    for name in EDITABLE:
        setattr(change, name, values.get(name) or ("" if name in {"post", "reason"} else None))
    _drop_what_the_kind_has_not(change)
    return change


def _drop_what_the_kind_has_not(change: Change) -> None:
    if change.kind not in (*ChangeKind.leaving_kinds, ChangeKind.CONSOLIDATE):
        change.leaving = None
    if change.kind not in (*ChangeKind.entering_kinds, ChangeKind.CONSOLIDATE):
        change.entering = None
    if change.kind in (ChangeKind.RELEASE, ChangeKind.REMOVE):
        change.seat, change.post = None, ""


def reasons_against(change: Change, user: User) -> list[str]:
    """Return what is wrong with a change by itself and beside the others of its proposal."""
    found = [*_missing_people(change), *_foreign_places(change)]
    if user.pk in {person.user_id for person in _people(change)}:
        found.append(
            _("Nobody proposes anything about themselves. Ask a colleague to draft this proposal.")
        )
    others = change.proposal.changes.exclude(pk=change.pk)
    if change.leaving is not None and others.filter(leaving=change.leaving).exists():
        found.append(_("Another change of this proposal already ends this mandate."))
    if change.entering is not None and others.filter(entering=change.entering).exists():
        found.append(
            _("%(person)s already stands in another change of this proposal.")
            % {"person": change.entering}
        )
    if change.seat is not None and others.filter(seat=change.seat).exists():
        found.append(_("Another change of this proposal already gives this seat."))
    return found


def _people(change: Change) -> list[Person]:
    leaving = change.leaving.person if change.leaving is not None else None
    return [person for person in (change.entering, leaving) if person is not None]


def _missing_people(change: Change) -> list[str]:
    found = []
    if change.kind in ChangeKind.leaving_kinds and change.leaving is None:
        found.append(_("Name the member whose mandate is meant."))
    if change.kind in ChangeKind.entering_kinds and change.entering is None:
        found.append(_("Name the person who is proposed."))
    if change.kind == ChangeKind.CONSOLIDATE and change.leaving is None and change.entering is None:
        found.append(_("Name who leaves, who enters, or both."))
    if change.kind == ChangeKind.CHANGE_POST and not (change.post or change.seat):
        found.append(_("Name the new post."))
    if change.entering is not None and not change.entering.is_active:
        found.append(_("%(person)s is no longer active.") % {"person": change.entering})
    return found


def _foreign_places(change: Change) -> list[str]:
    leaving: Mandate | None = change.leaving
    seat: Seat | None = change.seat
    proposal = change.proposal
    found = []
    if leaving is not None and leaving.body_id != proposal.body_id:
        found.append(_("This mandate is not one of %(body)s.") % {"body": proposal.body})
    if seat is not None and seat.term_id != proposal.term_id:
        found.append(_("This seat is not one of %(term)s.") % {"term": proposal.term})
    if seat is not None and change.post and seat.post != change.post:
        found.append(_("The seat carries the post “%(post)s”.") % {"post": seat.get_post_display()})
    if seat is not None and change.kind == ChangeKind.CHANGE_POST and not change.post:
        change.post = seat.post
    return found


def _next_order(proposal: Proposal) -> int:
    last: int | None = proposal.changes.aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


@transaction.atomic
@gathered()
def import_slate(
    *, proposal: Proposal, rows: Sequence[Mapping[str, Any]], name: str, user: User
) -> list[Change]:
    """Write a whole slate of changes into the draft, or nothing; the refusal names the row.

    `rows` are the values of changes, in order; `name` is the file they came from.
    """
    dossier = require_editable(dossier_id=proposal.dossier_id, user=user)
    if not rows:
        raise IncompleteError(_("There is no row to take over."))
    written, refusals = [], []
    for number, values in enumerate(rows, start=1):
        try:
            written.append(save_change(proposal=proposal, values=values, user=user))
        except IncompleteError as refusal:
            refusals.append(
                _("Row %(number)s: %(problem)s") % {"number": number, "problem": refusal.message}
            )
    if refusals:
        raise IncompleteError(_("Nothing was taken over."), refusals)
    record(
        action="personnel.slate_imported",
        actor=user,
        object=dossier,
        data={"file": name[-200:], "changes": [change.uid for change in written]},
    )
    return written


@transaction.atomic
def remove_change(*, proposal: Proposal, uid: str, user: User) -> None:
    """Take a change out of the draft; one that was once submitted stays in its revisions."""
    dossier = require_editable(dossier_id=proposal.dossier_id, user=user)
    change = Change.objects.select_for_update(of=("self",)).filter(proposal=proposal, uid=uid)
    found = change.first()
    if found is None:
        raise ConflictError(_("A colleague has removed this change in the meantime."))
    found.delete()
    record(action="personnel.change_removed", actor=user, object=dossier, data={"uid": uid})


@transaction.atomic
def reorder_changes(*, proposal: Proposal, uids: Sequence[str], user: User) -> None:
    """Put the changes into the given order; it is the order on the ballot."""
    require_editable(dossier_id=proposal.dossier_id, user=user)
    position = {uid: number for number, uid in enumerate(uids, start=1)}
    changes = list(proposal.changes.order_by("order", "pk"))
    changes.sort(key=lambda change: position.get(change.uid, len(position) + change.order))
    for number, change in enumerate(changes, start=1):
        change.order = number
    Change.objects.bulk_update(changes, ["order"])
