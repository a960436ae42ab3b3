"""Exports of many plans: at once when they are few, in the background when they are many."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.sheets.exports import plans_workbook, shown_content, shown_contents
from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier
from workflow_app.background.jobs import advance_job, create_job, finish_job, start_job
from workflow_app.background.models import LongJob
from workflow_app.background.tasks import durable_task, enqueue_on_commit
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import places_where
from workflow_app.sheets.sessions import store_export

AT_ONCE = 15


def workbook_of(*, user: User, dossiers: Sequence[Dossier], title: str) -> bytes:
    """Make the file now."""
    return plans_workbook(shown_contents(user, dossiers), title=title)


@transaction.atomic
def start_export(*, user: User, dossiers: Sequence[Dossier], title: str, name: str) -> LongJob:
    """Have the file made in the background; what the user may see is asked again there."""
    job = create_job(
        kind="plans.export", title=_("Exporting plans"), owner=user, total=len(dossiers) + 1
    )
    enqueue_on_commit(
        export_in_background,
        user_id=user.pk,
        dossier_ids=[dossier.pk for dossier in dossiers],
        title=title,
        name=name,
        job_id=str(job.pk),
    )
    return job


@durable_task()
def export_in_background(
    *, user_id: int, dossier_ids: list[int], title: str, name: str, job_id: str
) -> None:
    """Make the file and keep it for its owner alone; repeated after its end, it does nothing."""
    if start_job(job_id=job_id).is_over:
        return
    user = User.objects.get(pk=user_id)
    visible = Dossier.objects.visible_to(user).filter(pk__in=dossier_ids, kind="plan")
    own = set(places_where(user, Unit, Duty.DRAFT, Duty.SIGN).values_list("desk__unit", flat=True))
    contents: list[tuple[Dossier, Content]] = []
    dossiers = visible.select_related("unit", "revision").order_by("unit__sort_key")
    for number, dossier in enumerate(dossiers, start=1):
        content = shown_content(dossier, is_own=dossier.unit_id in own)
        if content is not None:
            contents.append((dossier, content))
        advance_job(job_id=job_id, done=number, message=dossier.unit.short_name)
    data = plans_workbook(contents, title=title)
    message = ngettext(
        "%(count)s plan is in the file. It is kept for a week.",
        "%(count)s plans are in the file. It is kept for a week.",
        len(contents),
    ) % {"count": len(contents)}
    with transaction.atomic():
        made = store_export(data=data, name=name, owner=user)
        url = reverse("plans:export_file", args=[made.pk])
        finish_job(job_id=job_id, message=message, result_url=url)
