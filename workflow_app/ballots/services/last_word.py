"""The last word on what the last ballot left open: by the chair, an officer, or two who agree."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.notices import name_for_mail
from workflow_app.approvals.selectors.authority import recorded_authority, who_could
from workflow_app.approvals.services.work import close_work, new_work_item
from workflow_app.approvals.visibility import kept_from
from workflow_app.audit.services import record
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.ballots.enums import Method, Result, SessionState
from workflow_app.ballots.models import Ballot, LastWord, Option
from workflow_app.ballots.selectors.last_word import (
    Deciders,
    deciders_of,
    desk_to_speak_at,
    has_the_votes,
    is_concerned,
    open_options,
    waits_for_final_say,
)
from workflow_app.notifications.services import notify
from workflow_app.organization.models import Desk, Holding
from workflow_app.organization.selectors.authority import authority_at, people_at
from workflow_app.rulebook.selectors import due_after

from .resumption import resume_dossiers
from .runs import end_or_go_on
from .sessions import locked_session

ERRAND = "last_word"
WORKING_DAYS = 3
"""Until when the last word is awaited. No text sets a time; it is a reminder and ends nothing."""


def ask_for_last_word(ballot: Ballot) -> None:
    """Make it the duty of whom the rule names, and tell them; the vote has just been closed."""
    deciders = deciders_of(ballot, open_options(ballot))
    for desk in deciders.desks:
        _ask(ballot, desk, _("What a ballot left open is for you to decide: %(title)s"))


def _ask(ballot: Ballot, desk: Desk, subject: str) -> None:
    """Open the duty of a desk, in place of none or of one that is done."""
    kind, dossier = f"{ballot.dossier.kind}.{ERRAND}", ballot.dossier
    waiting = WorkItem.objects.filter(
        kind=kind, desk=desk, source_id=ballot.pk, state=WorkState.OPEN
    )
    if not waiting.exists():
        item = new_work_item(
            kind=kind, dossier=dossier, desk_id=desk.pk, due=due_after(WORKING_DAYS)
        )
        item.source_id = ballot.pk
        item.save()
    users = [person.user for person in people_at(desk, kind=dossier.kind).select_related("user")]
    known = [user for user in users if user is not None]
    named = kept_from([dossier])
    notify(
        event="vote.last_word",
        users=[user for user in known if (dossier.pk, user.pk) not in named],
        subject=subject % {"title": name_for_mail(dossier)},
        body=_("By the rule the last word is yours. Your reason stands in the minutes."),
        path=last_word_path(ballot),
    )


def last_word_path(ballot: Ballot) -> str:
    """Return the page where the last word is said."""
    return reverse("ballots:final_say", args=[ballot.session_id, ballot.pk])


@transaction.atomic
def say_finally(*, ballot: Ballot, chosen: Sequence[str], reason: str, user: User) -> Ballot:
    """Whoever has the last word after the last run chooses among the options left open.

    `chosen` are keys of options: in an election exactly as many as there are seats left, where
    they stand level; at most as many, where they missed the votes and the rule leaves them open.
    Where the rule names the two heads of a cluster, the item is decided when both have said the
    same; the first may still change theirs. Raises NotAllowedError saying who could,
    ConflictError when nothing waits, IncompleteError for a wrong number or a missing reason.
    """
    session = locked_session(ballot.session, SessionState.SITTING)
    ballot = (
        Ballot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier__unit", "dossier__cluster", "session__body")
        .get(pk=ballot.pk)
    )
    if not waits_for_final_say(ballot):
        raise ConflictError(_("This item is already settled."))
    options = list(ballot.options.all())
    open_ones = {option.key: option for option in options if option.result == Result.TIED}
    deciders = deciders_of(ballot, list(open_ones.values()))
    desk, holding = _require_last_word(user, ballot, deciders, list(open_ones.values()))
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: it stands in the minutes."))
    _require_fitting(ballot, options, open_ones, chosen)
    _write(ballot, deciders, desk, holding, chosen, reason, user)
    if _agree(ballot, deciders):
        _decide(ballot, options, open_ones, chosen, user)
        end_or_go_on(session)
    _renew_duties(ballot, deciders, desk, user)
    record(
        action="ballot.final_say",
        actor=user,
        object=ballot,
        dossier_code=ballot.dossier.code,
        authority=recorded_authority(holding),
        data={
            "chosen": sorted(chosen),
            "reason": reason.strip(),
            "capacity": deciders.who,
            "decided": ballot.result != Result.TIED,
        },
    )
    if ballot.result != Result.TIED:
        enqueue_on_commit(resume_dossiers, session_id=session.pk)
    return ballot


def _require_last_word(
    user: User, ballot: Ballot, deciders: Deciders, open_ones: Sequence[Option]
) -> tuple[Desk, Holding]:
    """Return where and as what the person speaks, or say whose word it is."""
    kind = ballot.dossier.kind
    names = "; ".join(who_could(desk, kind) for desk in deciders.desks)
    desk = desk_to_speak_at(user, ballot, deciders)
    holding = authority_at(user, desk, kind=kind, lock=True) if desk is not None else None
    if desk is None or holding is None:
        raise NotAllowedError(
            _("By the rule the last word on this item is with: %(names)s.") % {"names": names}
        )
    if is_concerned(user, ballot, deciders, open_ones):
        raise _concerned(user, kind, deciders)
    return desk, holding


def _concerned(user: User, kind: str, deciders: Deciders) -> NotAllowedError:
    """Say who else could, or how somebody else comes to it."""
    others = [
        str(person)
        for desk in deciders.desks
        for person in people_at(desk, kind=kind).exclude(user=user)
    ]
    if others:
        return NotAllowedError(
            _("Nobody has the last word on what concerns themselves. It is with: %(names)s.")
            % {"names": ", ".join(others)}
        )
    return NotAllowedError(
        _(
            "Nobody has the last word on what concerns themselves. Let somebody else act for you "
            "under My delegations."
        )
    )


def _write(  # noqa: PLR0917 -- the row is all of it
    ballot: Ballot,
    deciders: Deciders,
    desk: Desk,
    holding: Holding,
    chosen: Sequence[str],
    reason: str,
    user: User,
) -> None:
    LastWord.objects.update_or_create(
        ballot=ballot,
        desk=desk,
        defaults={
            "user": user,
            "capacity": deciders.who,
            "authority": recorded_authority(holding),
            "chosen": sorted(set(chosen)),
            "reason": reason.strip(),
            "said": timezone.now(),
        },
    )


def _agree(ballot: Ballot, deciders: Deciders) -> bool:
    """Tell whether everybody whom the rule names has spoken, and has said the same."""
    said = dict(ballot.last_words.values_list("desk", "chosen"))
    words = [said.get(desk.pk) for desk in deciders.desks]
    return None not in words and all(word == words[0] for word in words)


def _decide(
    ballot: Ballot,
    options: Sequence[Option],
    open_ones: dict[str, Option],
    chosen: Sequence[str],
    user: User,
) -> None:
    for key, option in open_ones.items():
        option.result = Result.ADOPTED if key in chosen else _not_chosen(ballot)
    Option.objects.bulk_update(open_ones.values(), ["result"])
    is_adopted = any(option.result == Result.ADOPTED for option in options)
    ballot.result = Result.ADOPTED if is_adopted else Result.REJECTED
    ballot.decided_by = user
    reasons = ballot.last_words.order_by("said", "pk").values_list("reason", flat=True)
    ballot.reason = "; ".join(dict.fromkeys(reasons))
    ballot.save(update_fields=["result", "decided_by", "reason"])


def _renew_duties(ballot: Ballot, deciders: Deciders, desk: Desk, user: User) -> None:
    """Whoever spoke has done it; who said something else before is asked again."""
    open_ones = WorkItem.objects.filter(source_id=ballot.pk, state=WorkState.OPEN).filter(
        kind=f"{ballot.dossier.kind}.{ERRAND}"
    )
    if ballot.result != Result.TIED:
        close_work(list(open_ones), user=user)
        return
    close_work(list(open_ones.filter(desk=desk)), user=user)
    said = set(ballot.last_words.exclude(desk=desk).values_list("desk", flat=True))
    for other in deciders.desks:
        if other.pk in said:
            _ask(ballot, other, _("You two have not said the same yet: %(title)s"))


def _not_chosen(ballot: Ballot) -> Result:
    return Result.PASSED_OVER if ballot.method == Method.ELECT else Result.REJECTED


def _require_fitting(
    ballot: Ballot, options: Sequence[Option], open_ones: dict[str, Option], chosen: Sequence[str]
) -> None:
    if not set(chosen) <= set(open_ones):
        raise ConflictError(_("Only what is still open can be chosen."))
    if ballot.method != Method.ELECT or ballot.seats is None:
        return
    left = ballot.seats - sum(option.result == Result.ADOPTED for option in options)
    most = min(left, len(open_ones))
    is_tie = all(map(has_the_votes, open_ones.values()))
    if is_tie and len(set(chosen)) != most:
        raise IncompleteError(_("Please choose exactly %(number)s.") % {"number": most})
    if len(set(chosen)) > most:
        raise IncompleteError(_("Please choose %(number)s at most.") % {"number": most})
