"""Conflicts of interest: asked and declared, or following from the rule itself."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.services import record
from workflow_app.ballots.enums import Channel, InterestState, SessionState
from workflow_app.ballots.models import Ballot, Interest, Option, RollEntry, Session
from workflow_app.ballots.rules import DecisionRule
from workflow_app.ballots.selectors.interests import recusals_by_rule
from workflow_app.organization.enums import Duty, Role
from workflow_app.organization.models import Mandate, Person
from workflow_app.organization.selectors.authority import authority_at, desk_of


@transaction.atomic
def declare_interest(
    *,
    ballot: Ballot,
    person: Person,
    state: InterestState,
    user: User,
    reason: str = "",
    option: Option | None = None,
) -> Interest:
    """Write down what a member declares about an item, or about one of its options.

    The member declares for themselves; chair and secretary write down what was said in the
    room. Until the member's sheet is in, a declaration may be changed; what the rule itself says
    may not. Raises IncompleteError for an interest without a reason.
    """
    session = (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body")
        .get(pk=ballot.session_id)
    )
    _require_own_or_office(session, person, user)
    if session.state in (SessionState.CLOSED, SessionState.CANCELLED):
        raise ConflictError(_("The session is over."))
    ballot = Ballot.objects.select_related("dossier").get(pk=ballot.pk)
    if ballot.result:
        raise ConflictError(_("This item is already settled."))
    if state == InterestState.DECLARED and not reason.strip():
        raise IncompleteError(_("Please say in a few words what the interest is."))
    _require_sheet_not_in(ballot, person)
    before = Interest.objects.filter(ballot=ballot, option=option, person=person).first()
    if before is not None and before.declared_by_id is None:
        raise ConflictError(_("The rule itself says so: %(reason)s") % {"reason": before.reason})
    interest = before or Interest(ballot=ballot, option=option, person=person)
    interest.state = state
    interest.reason = reason.strip()[:255]
    interest.declared_by = user
    interest.declared = timezone.now()
    interest.save()
    record(
        action="ballot.interest",
        actor=user,
        object=ballot,
        dossier_code=ballot.dossier.code,
        data={"person": person.pk, "state": state, "option": option.key if option else ""},
    )
    return interest


@transaction.atomic
def note_none_declared(
    *, session: Session, ballots: Sequence[Ballot], people: Sequence[Person], user: User
) -> int:
    """Chair or secretary asked the members, and those who said nothing declared none.

    Writes it for every item and person without a declaration; what was declared stays, of the
    whole item or of an option. Returns how many were written.
    """
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if not _serves(session, user):
        raise NotAllowedError(_("This is for the chair or the secretary of the body."))
    items = {
        ballot.pk: ballot
        for ballot in session.ballots.filter(
            pk__in=[one.pk for one in ballots], result="", round=None
        )
    }
    if len(items) != len(ballots):
        raise ConflictError(_("The agenda has changed in the meantime. Please look again."))
    asked = set(Interest.objects.filter(ballot__in=items).values_list("ballot", "person"))
    now = timezone.now()
    found = [
        Interest(
            ballot_id=pk,
            person=person,
            state=InterestState.NONE,
            declared_by=user,
            declared=now,
        )
        for pk in items
        for person in people
        if (pk, person.pk) not in asked
    ]
    Interest.objects.bulk_create(found)
    if found:
        record(
            action="ballot.interest",
            actor=user,
            object=session,
            data={
                "items": sorted({one.ballot_id for one in found}),
                "people": sorted({one.person_id for one in found}),
                "state": InterestState.NONE,
            },
        )
    return len(found)


def _serves(session: Session, user: User) -> bool:
    return any(
        authority_at(user, desk_of(duty, session.body))
        for duty in (Duty.PRESIDE, Duty.KEEP_MINUTES)
    )


def _require_own_or_office(session: Session, person: Person, user: User) -> None:
    serves = _serves(session, user)
    sits = Mandate.objects.in_force(timezone.localdate()).filter(
        body=session.body, role=Role.BODY_MEMBER, person=person
    )
    if not sits.exists():
        raise NotAllowedError(_("%(person)s is no member of this body.") % {"person": person})
    if not serves and person.user_id != user.pk:
        raise NotAllowedError(
            _("Only the member, the chair or the secretary of the body declares an interest.")
        )


def _require_sheet_not_in(ballot: Ballot, person: Person) -> None:
    if not ballot.round_id:
        return
    entry = RollEntry.objects.filter(round=ballot.round_id, person=person).first()
    if entry is not None and entry.handed_in is not None:
        raise ConflictError(
            _("%(person)s has already handed in the sheet; it stands as it is.")
            % {"person": person}
        )
    if entry is not None and entry.channel == Channel.PAPER:
        raise ConflictError(
            _("%(person)s has taken a ballot on paper; nobody could find it again in the box.")
            % {"person": person}
        )


def carry_interests(before: Ballot, after: Ballot) -> None:
    """Take over what members declared about an item when it is voted on once more.

    Who has an interest keeps it. That somebody declared none is taken over within a session; in a
    later one they are asked again. What the rule itself says is found anew at the opening.
    """
    options = {option.key: option for option in after.options.all()}
    declared = before.interests.filter(declared_by__isnull=False).select_related("option")
    if before.session_id != after.session_id:
        declared = declared.filter(state=InterestState.DECLARED)
    Interest.objects.bulk_create(
        Interest(
            ballot=after,
            option=options[one.option.key] if one.option else None,
            person_id=one.person_id,
            state=one.state,
            reason=one.reason,
            declared_by_id=one.declared_by_id,
            declared=one.declared,
        )
        for one in declared
        if one.option is None or one.option.key in options
    )


def recuse_by_rule(
    *,
    ballots: Sequence[Ballot],
    roll: Sequence[RollEntry],
    options: Sequence[Option],
    rules: Mapping[int, DecisionRule],
) -> None:
    """Recuse whoever drafted or signed a dossier, and candidates where the rule says so."""
    now = timezone.now()
    found = recusals_by_rule(ballots, roll, options, rules)
    for interest in found:
        interest.state = InterestState.DECLARED
        interest.declared = now
    if found:
        _replace_declarations(found)


def _replace_declarations(found: Sequence[Interest]) -> None:
    """What the rule says goes before what somebody declared of themselves."""
    keys = {(one.ballot_id, one.option_id, one.person_id) for one in found}
    declared = Interest.objects.filter(ballot__in={one.ballot_id for one in found})
    outdone = [
        pk
        for pk, *key in declared.values_list("pk", "ballot", "option", "person")
        if tuple(key) in keys
    ]
    Interest.objects.filter(pk__in=outdone).delete()
    Interest.objects.bulk_create(found)
