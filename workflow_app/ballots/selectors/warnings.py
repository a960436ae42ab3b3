"""What the chair should know before a secret ballot opens."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow_app.ballots.models import Ballot, Interest, Option, RollEntry, Session
from workflow_app.ballots.questions import rule_kind

from .console import members_on
from .interests import recusals_by_rule, recused_from
from .rules import decision_rule_for


def warnings_before_opening(session: Session, items: Sequence[int] | None = None) -> list[str]:
    """Say of which items (ids; None for all that are open) a secret ballot would not stay secret.

    So few may vote, once everybody recused is taken off, that a unanimous count tells how each of
    them voted. The rule says how few that are; of one voter the count always tells.
    """
    waiting = session.ballots.filter(result="", round=None).select_related("dossier")
    ballots = [ballot for ballot in waiting if items is None or ballot.pk in items]
    rules = {
        ballot.pk: decision_rule_for(
            rule_kind(ballot.dossier, ballot.step), session.held_on, session.body.code
        )
        for ballot in ballots
    }
    ballots = [ballot for ballot in ballots if rules[ballot.pk].is_secret]
    if not ballots:
        return []
    options = list(Option.objects.filter(ballot__in=ballots).order_by("ballot", "order", "pk"))
    roll = [
        RollEntry(person=mandate.person, user=mandate.person.user)
        for mandate in members_on(session.body, timezone.localdate())
    ]
    recused = recused_from(ballots)
    _add(recused.by_ballot, recused.by_option, recusals_by_rule(ballots, roll, options, rules))
    members = {entry.person_id for entry in roll}
    by_id = {ballot.pk: ballot for ballot in ballots}
    found = []
    for option in options:
        voters = len(members - recused.of(option))
        if voters <= 1 or rules[option.ballot_id].is_small(voters):
            found.append(_sentence(by_id[option.ballot_id], option, voters))
    return list(dict.fromkeys(found))


def _add(
    by_ballot: dict[int, set[int]], by_option: dict[int, set[int]], found: list[Interest]
) -> None:
    for interest in found:
        if interest.option_id is None:
            by_ballot[interest.ballot_id].add(interest.person_id)
        else:
            by_option[interest.option_id].add(interest.person_id)


def _sentence(ballot: Ballot, option: Option, voters: int) -> str:
    what = {"code": ballot.dossier.code, "option": option.label, "voters": voters}
    if voters == 0:
        return _("%(code)s, %(option)s: nobody may vote on this.") % what
    return (
        ngettext(
            "%(code)s, %(option)s: one member alone votes on this, and the count will tell how.",
            "%(code)s, %(option)s: only %(voters)s members vote on this. If all of them say the "
            "same, the count tells how each of them voted.",
            voters,
        )
        % what
    )
