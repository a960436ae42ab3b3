"""The ranking as its page draws it: rows, the quota's line, frozen versions."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from awards.models import AwardCampaign, Quota, Ranking
from awards.selectors.quotas import fixed_number, rules_by_cluster
from awards.selectors.ranking import RankingData, RankingRow
from awards.selectors.reading import posts_for
from awards.selectors.secretariat import belongs
from workflow_app.accounts.models import User
from workflow_app.lib.canonical import sha256_of
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster
from workflow_app.organization.selectors.posts import places_of


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row; `has_line` when the quota's line runs below it, `is_cut` when a tie crosses it."""

    row: RankingRow
    has_line: bool
    is_cut: bool
    is_inside: bool


def page_rows(data: RankingData, quota: int | None) -> list[PageRow]:
    """Return the ranked units in their order, with the line of a quota."""
    line = data.line(quota) if quota else None
    return [
        PageRow(
            row=row,
            has_line=line is not None and number == line.after,
            is_cut=line is not None and number == line.after and line.is_cut,
            is_inside=line is not None and number <= line.after,
        )
        for number, row in enumerate(data.ranked, start=1)
    ]


def quotas_of(campaign: AwardCampaign, cluster: Cluster) -> list[Quota]:
    """Return the quotas that count for the cluster: its own, then everybody's, then the rules'.

    A share has no line: how many it is hangs on who stands.
    """
    found: dict[int, Quota] = {}
    quotas = Quota.objects.filter(campaign=campaign).filter(
        Q(cluster=cluster) | Q(cluster__isnull=True)
    )
    for quota in quotas.select_related("award_type").order_by("-award_type__level"):
        if quota.cluster_id is not None or quota.award_type_id not in found:
            found[quota.award_type_id] = quota
    for rule in rules_by_cluster(timezone.localdate()):
        number = fixed_number(rule.quota)
        if rule.award_type_id not in found and number is not None:
            found[rule.award_type_id] = Quota(
                campaign=campaign, award_type=rule.award_type, number=number
            )
    return sorted(found.values(), key=lambda quota: -quota.award_type.level)


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen ranking, and whether the sheets still give the same."""

    ranking: Ranking
    is_current: bool


def versions_of(data: RankingData) -> list[Version]:
    """Return the frozen versions, the newest first."""
    digest = sha256_of(data.content)
    rankings = Ranking.objects.filter(campaign=data.campaign, cluster=data.cluster)
    return [
        Version(ranking, ranking.sha256 == digest)
        for ranking in rankings.select_related("frozen_by").order_by("-number")
    ]


def may_freeze(user: User, data: RankingData) -> bool:
    """Tell whether the person may freeze the ranking, and there is something to freeze."""
    posts = posts_for(user)
    leads = data.cluster.pk in places_of(posts, "cluster", Duty.ENDORSE, Duty.STAND_IN)
    appraises = belongs(posts) and any(p.duty == Duty.APPRAISE_CONTENT for p in posts)
    return bool(data.ranked) and not data.open_rounds and (leads or appraises)
