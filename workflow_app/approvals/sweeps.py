"""What the calendar does: closes reviews that are due, reminds people once a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from workflow_app.accounts.models import User
from workflow_app.background.one_by_one import one_by_one
from workflow_app.notifications.bulk import Message, notify_many
from workflow_app.organization.models import Holding
from workflow_app.rulebook.selectors import due_after, rule_on

from .enums import Outcome, RoundState, WorkState
from .models import ConsultationRound, Opinion, WorkItem
from .services.consultations import close_round
from .steps import step_of_work
from .visibility import kept_from
from .work_links import label_of

LINES_IN_NOTICE = 20
MARKED_AT_ONCE = 500


def close_due_rounds() -> int:
    """Close every review whose time is over, each in its own transaction; return how many.

    So is one in which nobody is asked: it is closed by the act that opened it, unless the power
    went in that moment. One that cannot be closed (its next desk is missing, for instance) holds
    up no other; the job fails at its end, so that it is seen.
    """
    asked = Opinion.objects.filter(round=OuterRef("pk"))
    due = ConsultationRound.objects.filter(
        Q(due__lt=timezone.now()) | ~Exists(asked), state=RoundState.OPEN
    )
    return one_by_one(
        _close, due.values_list("pk", flat=True), trouble="The review round %s could not be closed"
    )


def _close(pk: int) -> bool:
    return close_round(round_id=pk).state == RoundState.CLOSED


@transaction.atomic
def remind() -> int:
    """Tell people once a day what of theirs is due soon or overdue; return how many are told.

    One notice per person however many duties, and its lines say what each overdue duty blocks.
    Running twice on a day tells nobody twice. The number of statements is that of one duty,
    but for the batches in which the database takes long lists.
    """
    now = timezone.now()
    items = list(_to_remind(now))
    if not items:
        return 0
    told = notify_many(_messages(items, now))
    for start in range(0, len(items), MARKED_AT_ONCE):
        keys = [item.pk for item in items[start : start + MARKED_AT_ONCE]]
        WorkItem.objects.filter(pk__in=keys).update(reminded=now)
    return told


def _messages(items: list[WorkItem], now: dt.datetime) -> Iterator[Message]:
    """Say to each office in the language of its people what waits there, the earliest first."""
    order = {item.pk: index for index, item in enumerate(items)}
    for (language, duties), users in _by_duties(items).items():
        mine = [items[index] for index in sorted(order[pk] for pk in duties)]
        with override(language):
            yield Message(
                event="work.due",
                users=users,
                subject=_subject(mine, now),
                body="\n".join(_line(item, now) for item in mine[:LINES_IN_NOTICE]),
                path="/",
            )


def _to_remind(now: dt.datetime) -> QuerySet[WorkItem]:
    """Return open duties that are overdue or due within the rulebook's days, not told today."""
    horizon = due_after(int(rule_on("reminder.before_days").value))
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        WorkItem.objects.filter(
            Q(reminded__isnull=True) | Q(reminded__lt=midnight),
            state=WorkState.OPEN,
            closed__isnull=True,
            due__lte=horizon,
        )
        .select_related("dossier")
        .only(
            *("kind", "subject", "dossier_kind", "due", "desk_id", "user_id", "claimed_by_id"),
            *("dossier__code", "dossier__title", "dossier__is_confidential", "dossier__kind"),
        )
        .order_by("due", "pk")
    )


def _by_duties(items: Iterable[WorkItem]) -> dict[tuple[str, frozenset[int]], list[User]]:
    """Group the people by language and duties, so that one notice serves a whole office.

    A duty that somebody took is that person's alone.
    """
    duties: dict[int, set[int]] = defaultdict(set)
    of_desk: dict[int, list[WorkItem]] = defaultdict(list)
    for item in items:
        person = item.claimed_by_id or item.user_id
        if person is not None:
            duties[person].add(item.pk)
        elif item.desk_id is not None:
            of_desk[item.desk_id].append(item)
    for user, item in _of_holders(of_desk):
        duties[user].add(item.pk)
    users = User.objects.filter(pk__in=duties, is_active=True).in_bulk()
    groups: dict[tuple[str, frozenset[int]], list[User]] = defaultdict(list)
    for pk, account in users.items():
        groups[account.language, frozenset(duties[pk])].append(account)
    return groups


def _of_holders(of_desk: dict[int, list[WorkItem]]) -> Iterator[tuple[int, WorkItem]]:
    """Return who holds the desks today, with each duty that is theirs to do."""
    holdings = Holding.objects.in_force(timezone.localdate()).filter(
        desk__in=of_desk, user__isnull=False
    )
    items = [item for found in of_desk.values() for item in found]
    named = kept_from(item.dossier for item in items if item.dossier is not None)
    for desk, user, kind in holdings.values_list("desk", "user", "kind"):
        for item in of_desk[desk]:
            is_theirs = kind in ("", item.dossier_kind)
            if is_theirs and (item.dossier_id, user) not in named and user is not None:
                yield user, item


def _subject(items: list[WorkItem], now: dt.datetime) -> str:
    overdue = sum(1 for item in items if item.due < now)
    soon = len(items) - overdue
    parts = []
    if overdue:
        words = ngettext("%(count)s duty overdue", "%(count)s duties overdue", overdue)
        parts.append(words % {"count": overdue})
    if soon:
        words = ngettext("%(count)s duty due soon", "%(count)s duties due soon", soon)
        parts.append(words % {"count": soon})
    return ", ".join(parts)


def _line(item: WorkItem, now: dt.datetime) -> str:
    """Say what is due when; an overdue line says what it blocks."""
    name = item.subject
    if item.dossier is not None:
        name = item.dossier.code if item.dossier.is_confidential else item.dossier.title
    words = {
        "errand": label_of(item.kind),
        "name": name,
        "day": date_format(timezone.localtime(item.due), "d/m/Y"),
    }
    if item.due >= now:
        return _("%(errand)s: %(name)s – due %(day)s") % words
    blocked = what_it_blocks(item)
    if not blocked:
        return _("%(errand)s: %(name)s – was due %(day)s") % words
    return _("%(errand)s: %(name)s – was due %(day)s. Waiting for it: %(blocked)s") % (
        words | {"blocked": blocked}
    )


def what_it_blocks(item: WorkItem) -> str:
    """Return what cannot begin until this duty is done."""
    step = step_of_work(item.kind)
    if step is None:
        return _("the cluster's review") if item.kind.endswith((".opinion", ".answer")) else ""
    forward = [
        str(title)
        for outcome, title in step.next_titles.items()
        if outcome not in Outcome.needs_reason
    ]
    return ", ".join(forward)
