"""What peers are told: that a unit waits for their sheet. Never who has scored, never any points."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards.enums import Kind, RoundState, SheetState
from awards.models import ScoringRound
from workflow_app.accounts.models import User
from workflow_app.background.tasks import durable_task
from workflow_app.notifications.services import notify
from workflow_app.organization.models import Holding


@durable_task()
def tell_peers(round_id: int) -> None:
    """Tell those who score for the units that were asked; a repetition tells nobody twice."""
    round_ = (
        ScoringRound.objects.select_related("dossier__unit")
        .filter(pk=round_id, state=RoundState.OPEN)
        .first()
    )
    if round_ is None:
        return
    desks = round_.sheets.filter(state=SheetState.ASKED).values("work_item__desk")
    held = Holding.objects.in_force(timezone.localdate()).for_kind(Kind.SELF_SCORE)
    people = User.objects.filter(
        is_active=True, pk__in=held.filter(desk__in=desks).values("user")
    ).order_by("pk")
    by_language: dict[str, list[User]] = {}
    for person in people:
        by_language.setdefault(person.language, []).append(person)
    for language, users in by_language.items():
        with override(language):
            notify(
                event="work.arrived",
                users=users,
                subject=_("Your unit's sheet is asked: %(title)s")
                % {"title": round_.dossier.title},
                body=_(
                    "Please score this unit of your cluster. Nobody sees your sheet; what others"
                    " gave is shown once you have handed in all of yours."
                ),
                path=f"/awards/scores/rounds/{round_.pk}/",
                cause=f"scoring:{round_.pk}",
            )
