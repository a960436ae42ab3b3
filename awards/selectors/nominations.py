"""Nominations as flows, ballots and pages ask for them."""

import datetime as dt

from django.utils import timezone

from awards.enums import ClusterResult, ObjectionState
from awards.models import AwardRule, Nomination, Objection
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.rulebook.selectors import due_after

WITH_IT = ("campaign", "award_type", "recipient__unit", "recipient__person", "rule")


def nomination_of(dossier: Dossier) -> Nomination:
    """Return the nomination with the names that everything about it needs, read once per dossier.

    It stays with this very object of the dossier. An act reads its dossier anew when it locks it,
    and a page reads its own, so that gates, effects and rules of one act share what one of them has
    read, and none of them reads what stood there before the lock.
    """
    nomination: Nomination
    if Dossier.nomination.is_cached(dossier):
        nomination = dossier.nomination
        return nomination
    nomination = Nomination.objects.select_related(*WITH_IT).get(dossier=dossier)
    nomination.dossier = dossier  # which the dossier remembers, too
    if nomination.rule is not None:
        nomination.rule.award_type = nomination.award_type
    return nomination


def rule_in_force(award_type_id: int, on: dt.date) -> AwardRule | None:
    """Return the rule of an award on a day."""
    return (
        AwardRule.objects.filter(award_type=award_type_id, valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .order_by("-valid_from")
        .first()
    )


def rule_of(dossier: Dossier) -> AwardRule:
    """Return the rule the nomination goes by: the one it was received under, else today's.

    Raises AwardRule.DoesNotExist when the award has no rule on the day.
    """
    nomination = nomination_of(dossier)
    rule = nomination.rule or rule_in_force(nomination.award_type_id, timezone.localdate())
    if rule is None:
        raise AwardRule.DoesNotExist(f"{nomination.award_type} has no rule")
    return rule


def goes_through_cluster(dossier: Dossier) -> bool:
    """Tell whether the cluster has still to choose among such nominations within its quota.

    One that was chosen and came back for a missing paper does not stand for choice again.
    """
    if dossier.cluster_id is None:
        return False
    chosen = nomination_of(dossier).cluster_result == ClusterResult.NOMINATED
    return rule_of(dossier).via_cluster and not chosen


def end_of_choice(dossier: Dossier) -> dt.datetime:
    """Return when the cluster's choice is due: the end of the campaign's day for nominations."""
    return due_after(0, start=nomination_of(dossier).campaign.nominations_due)


def has_open_objections(dossier: Dossier) -> bool:
    """Tell whether somebody's objection still has to be heard."""
    return Objection.objects.filter(nomination__dossier=dossier, state=ObjectionState.OPEN).exists()


def skipped_stages(dossier: Dossier) -> tuple[Stage, ...]:
    """Return the stages that the way of this nomination leaves out by its rule."""
    try:
        rule = rule_of(dossier)
    except AwardRule.DoesNotExist:
        return ()
    skipped = []
    if dossier.cluster_id is None or not rule.via_cluster:
        skipped.append(Stage.RANKING)
    if not rule.needs_publication:
        skipped.append(Stage.PUBLISHED)
    # only who is published is objected to, and what is open then is heard next
    may_be_heard = dossier.stage == Stage.PUBLISHED and has_open_objections(dossier)
    if dossier.stage != Stage.OBJECTIONS and not may_be_heard:
        skipped.append(Stage.OBJECTIONS)
    if not rule.needs_council:
        skipped.append(Stage.COUNCIL)
    if not rule.needs_presidium:
        skipped.append(Stage.DECIDING)
    return tuple(skipped)
