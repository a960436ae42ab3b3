"""Long work: opening a campaign for every unit."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.enums import CampaignState
from plans.models import Campaign
from plans.services.campaigns import open_campaign, require_campaign_manager
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError
from workflow_app.background.jobs import create_job, finish_job, start_job
from workflow_app.background.models import LongJob
from workflow_app.background.tasks import durable_task, enqueue_on_commit
from workflow_app.organization.models import Unit


@transaction.atomic
def start_opening(*, campaign: Campaign, user: User) -> LongJob:
    """Have the campaign opened in the background; its page says so until it is open."""
    require_campaign_manager(user)
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state == CampaignState.CLOSED:
        raise ConflictError(_("The campaign is closed."))
    if locked.state == CampaignState.PREPARED:
        locked.state = CampaignState.OPENING
        locked.save(update_fields=["state"])
    job = create_job(
        kind="plans.open_campaign",
        title=_("Opening “%(campaign)s”") % {"campaign": locked},
        owner=user,
        total=Unit.objects.planning().count(),
    )
    enqueue_on_commit(
        open_in_background, campaign_id=locked.pk, user_id=user.pk, job_id=str(job.pk)
    )
    return job


@durable_task()
def open_in_background(*, campaign_id: int, user_id: int, job_id: str) -> None:
    """Open the campaign and end the job in one transaction, so that a repetition finds it over."""
    if start_job(job_id=job_id).is_over:
        return
    _open(campaign_id, user_id, job_id)


@transaction.atomic
def _open(campaign_id: int, user_id: int, job_id: str) -> None:
    campaign = Campaign.objects.get(pk=campaign_id)
    opened = len(open_campaign(campaign=campaign, user=User.objects.get(pk=user_id)))
    message = ngettext(
        "%(count)s draft was created; its drafters have been told.",
        "%(count)s drafts were created; their drafters have been told.",
        opened,
    ) % {"count": opened}
    finish_job(
        job_id=job_id, message=message, result_url=reverse("plans:campaign", args=[campaign.year])
    )
