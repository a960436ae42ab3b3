"""Reading a confirmed sheet: at once when it is short, in the background when it is long."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Plan
from plans.services.importing import confirm_columns, described_sheet, read_session
from workflow_app.accounts.models import User
from workflow_app.background.jobs import advance_job, create_job, finish_job, start_job
from workflow_app.background.tasks import durable_task, enqueue_on_commit
from workflow_app.sheets.models import ImportSession, ImportState

LONG_SHEET = 2_000


@transaction.atomic
def read_confirmed(
    *, session: ImportSession, plan: Plan, sheet: str, mapping: Mapping[str, int], user: User
) -> ImportSession:
    """Read under the mapping the person confirmed; a long sheet becomes a job with progress.

    Confirmed as it was understood, the rows have been read already.
    """
    session = confirm_columns(session=session, plan=plan, sheet=sheet, mapping=mapping, user=user)
    rows = int(described_sheet(session)["rows"])
    if rows <= LONG_SHEET or session.state == ImportState.PREVIEWED:
        read_session(session=session, plan=plan)
        return session
    session.job = create_job(
        kind="plans.read_sheet",
        title=_("Reading “%(name)s”") % {"name": session.name},
        owner=user,
        total=int(described_sheet(session).get("last", rows)),
    )
    session.save(update_fields=["job"])
    enqueue_on_commit(read_in_background, session_id=str(session.pk), job_id=str(session.job.pk))
    return session


@durable_task()
def read_in_background(*, session_id: str, job_id: str) -> None:
    """Read the rows; repeated after they are kept, it tells the result without reading again."""
    job = start_job(job_id=job_id)
    session = ImportSession.objects.filter(pk=session_id, job=job).first()
    if session is not None and session.state == ImportState.READING:
        plan = Plan.objects.select_related("dossier__unit", "campaign").get(
            dossier__code=session.target_id
        )
        read_session(
            session=session,
            plan=plan,
            progress=lambda row: advance_job(
                job_id=job_id, done=row, message=_("Row %(row)s") % {"row": row}
            ),
        )
    if session is None or session.state != ImportState.PREVIEWED:
        finish_job(job_id=job_id)  # the columns were confirmed anew, or the rows are taken over
        return
    count = len(session.rows)
    message = ngettext(
        "%(count)s row was read; nothing has been changed yet.",
        "%(count)s rows were read; nothing has been changed yet.",
        count,
    ) % {"count": count}
    finish_job(
        job_id=job_id,
        message=message,
        result_url=reverse("plans:import_session", args=[session.pk]),
    )
