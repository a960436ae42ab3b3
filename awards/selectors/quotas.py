"""How many of an award a cluster may choose: the campaign's number, else the award's own rule."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from awards.models import AwardCampaign, AwardRule, AwardType, Quota
from awards.rules.quota import SHARE, places
from workflow_app.organization.models import Cluster

from .nominations import rule_in_force
from .types import RuleSet


def number_of(campaign: AwardCampaign, cluster: Cluster, award_type_id: int) -> int | None:
    """Return the campaign's number for a cluster: its own before everybody's; None without one."""
    numbers: dict[int | None, int] = dict(
        Quota.objects.filter(campaign=campaign, award_type=award_type_id)
        .filter(Q(cluster=cluster) | Q(cluster__isnull=True))
        .values_list("cluster", "number")
    )
    return numbers.get(cluster.pk, numbers.get(None))


def seats_for(
    campaign: AwardCampaign, cluster: Cluster, award_type: AwardType, *, candidates: int
) -> int:
    """Return how many of so many candidates of a cluster it may choose today.

    The campaign's number goes before the rule of the award that is in force. A share counts of the
    cluster's own candidates; without any quota each of them may be chosen.
    """
    number = number_of(campaign, cluster, award_type.pk)
    if number is not None:
        return number
    rule = rule_in_force(award_type.pk, timezone.localdate())
    return places(rule.quota if rule is not None else None, candidates=candidates)


def rules_by_cluster(day: dt.date) -> list[AwardRule]:
    """Return the rules in force of the awards in use that clusters choose, from low to high."""
    rules = RuleSet.load()
    in_force = (rules.on(award_type, day) for award_type in rules.versions)
    return sorted(
        (
            rule
            for rule in in_force
            if rule is not None and rule.via_cluster and rule.award_type.is_active
        ),
        key=lambda rule: (rule.award_type.level, rule.award_type.pk),
    )


def fixed_number(quota: Mapping[str, Any] | None) -> int | None:
    """Return the number of a quota that needs no candidates to be known; None for a share or none."""
    return None if quota is None or quota["kind"] == SHARE else int(quota["number"])
