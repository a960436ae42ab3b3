"""Freezing the ranking of a cluster: what its meeting votes on is never moved afterwards."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.enums import Kind
from awards.models import AwardCampaign, Ranking
from awards.performers import award_secretariat
from awards.selectors.ranking import missing_before_due, ranking_of
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.services import record
from workflow_app.lib.canonical import canonical_json, sha256_of_text
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster
from workflow_app.organization.selectors.authority import authority_at, desk_of


@transaction.atomic
def freeze(*, campaign: AwardCampaign, cluster: Cluster, user: User, reason: str = "") -> Ranking:
    """Store the cluster's ranking as its next version, with the SHA-256 of its spelling.

    For those who sign for the cluster and for the award secretariat. While a unit is being scored
    there is nothing to freeze (ConflictError); sheets that have not changed since the last version
    give that version again. Until the peers' day is over every unit still has its time: to freeze
    without one of them, or without a sheet, takes a reason that stays with the version
    (IncompleteError).
    """
    _require_authority(cluster, user)
    Cluster.objects.select_for_update(no_key=True).only("pk").get(pk=cluster.pk)
    data = ranking_of(campaign, cluster)
    if data.open_rounds:
        raise ConflictError(
            ngettext(
                "%(count)s unit is still being scored; the ranking follows the last sheet.",
                "%(count)s units are still being scored; the ranking follows the last sheet.",
                data.open_rounds,
            )
            % {"count": data.open_rounds}
        )
    if not data.ranked:
        raise IncompleteError(_("No unit of the cluster has a result yet."))
    spelling = canonical_json(data.content)
    digest = sha256_of_text(spelling)
    last = Ranking.objects.filter(campaign=campaign, cluster=cluster).order_by("-number").first()
    if last is not None and last.sha256 == digest:
        return last
    missing = missing_before_due(data)
    if missing and not reason.strip():
        raise IncompleteError(
            _(
                "Until %(day)s all of the cluster still have time. Say on the page of the ranking "
                "why it is frozen without them."
            )
            % {"day": date_format(campaign.peers_due, "d/m/Y")},
            missing,
        )
    ranking = Ranking.objects.create(
        campaign=campaign,
        cluster=cluster,
        number=last.number + 1 if last is not None else 1,
        content=spelling,
        sha256=digest,
        reason=reason.strip()[:500] if missing else "",
        frozen_by=user,
    )
    record(
        action="score.ranking_frozen",
        actor=user,
        object=ranking,
        data={
            "campaign": campaign.pk,
            "number": ranking.number,
            "sha256": digest,
            **({"reason": ranking.reason, "missing": missing} if missing else {}),
        },
    )
    return ranking


def _require_authority(cluster: Cluster, user: User) -> None:
    """Raise NotAllowedError for others than those who lead the cluster or appraise awards."""
    desks = [desk_of(duty, cluster) for duty in (Duty.ENDORSE, Duty.STAND_IN)]
    desks.append(desk_of(Duty.APPRAISE_CONTENT, award_secretariat()))
    if cluster.head_unit is not None:  # its drafters prepare the cluster's meeting
        desks.append(desk_of(Duty.DRAFT, cluster.head_unit))
    if not any(authority_at(user, desk, kind=Kind.SELF_SCORE) for desk in desks):
        raise NotAllowedError(_("This is for the head of the cluster to do."))
