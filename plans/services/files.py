"""Files of guidance that go with a campaign."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from plans.models import Campaign, CampaignFile
from workflow_app.accounts.models import User
from workflow_app.audit.services import record
from workflow_app.papers.files import store_upload

from .campaigns import require_campaign_manager


@transaction.atomic
def add_file(*, campaign: Campaign, upload: UploadedFile[Any], user: User) -> CampaignFile:
    """Keep a file of guidance; FileRefusedError for what is not accepted."""
    require_campaign_manager(user)
    stored = store_upload(upload=upload, user=user)
    added = CampaignFile.objects.create(campaign=campaign, file=stored)
    record(
        action="campaign.file_added",
        actor=user,
        object=campaign,
        data={"name": stored.name, "sha256": stored.sha256},
    )
    return added


@transaction.atomic
def remove_file(*, file: CampaignFile, user: User) -> None:
    """Take a file off the campaign's page; the stored file itself stays for the log."""
    require_campaign_manager(user)
    record(
        action="campaign.file_removed",
        actor=user,
        object=file.campaign,
        data={"name": file.file.name, "sha256": file.file.sha256},
    )
    file.delete()
