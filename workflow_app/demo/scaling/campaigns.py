"""Campaigns of emulation, and what must be there before the first of them."""

import datetime as dt
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awards.enums import CampaignState
from awards.models import AwardCampaign, AwardRule, CriteriaGroup, Criterion
from workflow_app.accounts.models import User
from workflow_app.demo.awards import PDF, SHEET
from workflow_app.organization.models import Body
from workflow_app.papers.files import store_upload
from workflow_app.papers.models import StoredFile

from .bodies import COUNCIL


def draw_campaign(year: int, opens: dt.date, *, first_key: int | None = None) -> AwardCampaign:
    """Write a campaign with its score sheet; with keys from this one on, if it is given."""
    bodies = {body.code: body for body in Body.objects.filter(code__in=(COUNCIL, "DCT"))}
    campaign = AwardCampaign.objects.create(
        pk=first_key,
        year=year,
        title=f"Thi đua, khen thưởng năm {year}",
        state=CampaignState.OPEN,
        council=bodies[COUNCIL],
        presidium=bodies["DCT"],
        counts_from=dt.date(year, 1, 1),
        counts_to=dt.date(year, 12, 31),
        scores_due=opens + dt.timedelta(days=14),
        peers_due=opens + dt.timedelta(days=28),
        nominations_due=opens + dt.timedelta(days=35),
        opened=timezone.now(),
    )
    groups: dict[str, CriteriaGroup] = {}
    for number, (name, code, text, kind, most) in enumerate(SHEET, start=1):
        if name not in groups:
            groups[name] = CriteriaGroup.objects.create(
                campaign=campaign, order=len(groups) + 1, name=name
            )
        Criterion.objects.create(
            pk=first_key + number if first_key else None,
            group=groups[name],
            order=number,
            code=code,
            text=text,
            kind=kind,
            most=Decimal(most),
            needs_evidence=False,
        )
    return campaign


def a_paper() -> StoredFile:
    """Store the one small file that stands for every paper of a nomination."""
    upload = SimpleUploadedFile("ho-so.pdf", PDF, "application/pdf")
    return store_upload(upload=upload, user=User.objects.get(username="vanphong.vanthu"))


def old_rules(since: dt.date) -> None:
    """Let every award have had a rule before the one in force, as its history needs one."""
    versions: list[AwardRule] = []
    for rule in AwardRule.objects.filter(valid_to=None, valid_from__gt=since):
        rule.pk, rule.valid_to = None, rule.valid_from - dt.timedelta(days=1)
        rule.valid_from = since
        versions.append(rule)
    AwardRule.objects.bulk_create(versions)
    AwardRule.history.bulk_history_create(versions)
