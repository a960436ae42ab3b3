"""How many a cluster may choose: the campaign says it, else the rule of the award; nobody waits for ever."""

import pytest
from django.test import Client

from awards.models import AwardRule, Quota
from awards.services.reviews import open_reviews
from tests.awards.nominations.driver import nominated
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError
from workflow_app.approvals.forms_of_steps import obstacle_to
from workflow_app.approvals.models import Dossier

from .meeting import UNITS, Meeting

pytestmark = pytest.mark.django_db


def opened(meeting: Meeting) -> None:
    open_reviews(
        campaign=meeting.house.campaign, cluster=meeting.cast.cluster, user=meeting.cast.minh
    )


def rule(meeting: Meeting, award: str, quota: dict[str, object] | None) -> None:
    AwardRule.objects.filter(award_type=meeting.house.types[award]).update(quota=quota)


def test_without_a_number_in_the_campaign_the_rule_of_the_award_says_it(meeting: Meeting) -> None:
    meeting.scored()
    Quota.objects.all().delete()
    rule(meeting, "flag", {"kind": "per_cluster", "number": 2})
    opened(meeting)
    assert meeting.review("flag").seats == 2
    assert meeting.review("certificate_collective").seats == 3


def test_a_share_counts_of_the_candidates_on_the_day_they_are_fixed(meeting: Meeting) -> None:
    meeting.scored()
    Quota.objects.all().delete()
    rule(meeting, "flag", {"kind": "share", "numerator": 2, "denominator": 3})
    meeting.nominate("flag", "LH-DANANG")
    opened(meeting)
    assert meeting.review("flag").seats == 0  # two thirds of one, rounded down
    meeting.nominate("flag", "LH-HUE", "LH-QUANGTRI")
    meeting.do(meeting.review("flag"), "prepare", Outcome.SUBMITTED, "hoa")
    assert meeting.review("flag").seats == 2


def test_a_number_that_changes_before_the_meeting_counts(meeting: Meeting) -> None:
    meeting.scored()
    meeting.nominate("flag", *UNITS)
    opened(meeting)
    Quota.objects.filter(award_type__code="flag").update(number=2)
    meeting.do(meeting.review("flag"), "prepare", Outcome.SUBMITTED, "hoa")
    assert meeting.review("flag").seats == 2


def test_nominations_that_wait_for_a_cluster_are_chosen_from_even_without_any_quota(
    meeting: Meeting,
) -> None:
    meeting.scored()
    Quota.objects.all().delete()
    rule(meeting, "flag", None)
    meeting.nominate("flag", *UNITS)
    opened(meeting)
    meeting.do(meeting.review("flag"), "prepare", Outcome.SUBMITTED, "hoa")
    assert meeting.review("flag").seats == len(UNITS)


def test_a_choice_for_which_nobody_stands_is_ended_with_a_reason(meeting: Meeting) -> None:
    meeting.scored()
    opened(meeting)
    review = meeting.review("certificate_collective")
    assert obstacle_to(review.dossier, "prepare", Outcome.CANCELLED) == ""
    decision = meeting.do(review, "prepare", Outcome.CANCELLED, "hoa")
    assert decision.reason
    assert Dossier.objects.get(pk=review.dossier_id).stage == Stage.CANCELLED


def test_a_choice_is_not_ended_while_somebody_stands_or_may_yet(meeting: Meeting) -> None:
    meeting.scored()
    meeting.nominate("flag", "LH-HUE")
    opened(meeting)
    client = Client()
    client.force_login(meeting.cast.hoa)
    for what, is_offered in (("certificate_collective", True), ("flag", False), ("head", False)):
        page = client.get(meeting.review(what).get_absolute_url()).content.decode()
        assert ('data-dialog-open="act-cancelled"' in page) == is_offered
    for what in ("flag", "head"):
        review = meeting.review(what)
        assert obstacle_to(review.dossier, "prepare", Outcome.CANCELLED)
        with pytest.raises(ConflictError):
            meeting.do(review, "prepare", Outcome.CANCELLED, "hoa")


def test_who_signs_after_the_candidates_were_fixed_is_told_so_and_waits_for_nothing(
    meeting: Meeting,
) -> None:
    review = meeting.prepared("flag", ("LH-HUE", "LH-QUANGTRI"))
    late = nominated(meeting.house, "flag", unit="LH-DANANG")
    late.fill()
    late.add_papers()
    with pytest.raises(ConflictError, match=review.dossier.code):
        late.hand_in()
    assert late.dossier.stage == Stage.SIGNING
