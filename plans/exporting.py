"""Exports of many plans: at once when they are few, in the background when they are many."""

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.sheets.exports import ShownContents, plans_workbook, write_plans
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.background.jobs import advance_job, create_job, finish_job, start_job
from workflow_app.background.models import LongJob
from workflow_app.background.tasks import durable_task, enqueue_on_commit
from workflow_app.sheets.sessions import store_export

AT_ONCE = 15
_TELL_EVERY = 10  # plans; each time is a statement or two


def workbook_of(*, user: User, dossiers: Sequence[Dossier], title: str) -> bytes:
    """Make the file now."""
    return plans_workbook(ShownContents(user, dossiers), title=title)


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
    contents = ShownContents(user, visible.order_by("unit__sort_key"))

    def tell(number: int, dossier: Dossier) -> None:
        if number % _TELL_EVERY == 0:
            advance_job(job_id=job_id, done=number, message=dossier.unit.short_name)

    with TemporaryFile() as file:
        count = write_plans(file, contents, title=title, progress=tell)
        _hand_over(file, user=user, name=name, job_id=job_id, count=count)


def _hand_over(file: IO[bytes], *, user: User, name: str, job_id: str, count: int) -> None:
    message = ngettext(
        "%(count)s plan is in the file. It is kept for a week.",
        "%(count)s plans are in the file. It is kept for a week.",
        count,
    ) % {"count": count}
    with transaction.atomic():
        made = store_export(data=file, name=name, owner=user)
        url = reverse("plans:export_file", args=[made.pk])
        finish_job(job_id=job_id, message=message, result_url=url)
