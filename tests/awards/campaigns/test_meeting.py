"""A cluster ranks its units, votes within its quota, and what it chose goes on."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.enums import Kind
from awards.models import Quota, Recipient
from awards.services.cluster_bodies import body_of
from awards.services.reviews import let_all_go_on, open_reviews
from tests.cast import YEAR
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.verification import verify_cases, verify_work
from workflow_app.ballots.models import Ballot, RollEntry
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.last_word import say_finally
from workflow_app.ballots.services.resumption import resume_unfinished
from workflow_app.organization.models import Body, Cluster, Mandate
from workflow_app.organization.services.appointments import appoint, end_mandate

from .meeting import UNITS, Meeting


def stages(kind: str = Kind.NOMINATION) -> dict[str, str]:
    return dict(Dossier.objects.filter(kind=kind).values_list("unit__code", "stage"))


def finish(meeting: Meeting, what: str) -> None:
    """Let the result go on, as the background does, and sign it for the cluster."""
    resume_unfinished()
    meeting.do(meeting.review(what), "sign", Outcome.ENDORSED)
    let_all_go_on()


def test_of_two_equals_nobody_is_chosen_until_the_chair_has_said_it(meeting: Meeting) -> None:
    """TT 25/2025/TT-BKHCN Đ22: the last place tied, the chair's vote decides."""
    review = meeting.prepared("flag")
    equal = {
        "minh": ("LH-HUE", "LH-QUANGTRI"),
        "dung": ("LH-QUANGTRI",),
        "quynh": ("LH-HUE",),
    }
    meeting.voted(review, yes=equal)
    resume_unfinished()
    assert meeting.chosen("flag") == set()
    ballot = meeting.ballot("flag")
    for name in ("dung", "quynh", "hoa"):
        with pytest.raises(NotAllowedError):
            say_finally(
                ballot=ballot,
                chosen=[_key(ballot, "LH-HUE", meeting)],
                reason="Dẫn đầu cụm về điểm",
                user=meeting.cast.users[name],
            )
    say_finally(
        ballot=ballot,
        chosen=[_key(ballot, "LH-HUE", meeting)],
        reason="Dẫn đầu cụm về điểm",
        user=meeting.cast.minh,
    )
    finish(meeting, "flag")
    assert stages()["LH-HUE"] == Stage.APPRAISING_CONTENT


def test_where_the_heads_of_all_units_stand_their_colleagues_count(meeting: Meeting) -> None:
    """No member of the body is left who is no candidate: the page offered its secretary alone."""
    meeting.scored()
    open_reviews(
        campaign=meeting.house.campaign, cluster=meeting.cast.cluster, user=meeting.cast.minh
    )
    head = meeting.review("head")
    meeting.do(head, "prepare", Outcome.SUBMITTED, "hoa")
    session = meeting.convened(head)
    session.board.all().delete()
    client = Client()
    client.force_login(meeting.cast.hoa)
    page = reverse("ballots:board", args=[session.pk])
    offered = client.get(page).context["form"].fields["person1"].queryset
    people = meeting.cast.people
    assert set(offered) == {people[name] for name in ("hoa", "lan", "hanh")}
    board = {f"person{place}": one.pk for place, one in enumerate(offered, 1)}
    assert client.post(page, board).status_code == 302
    assert session.board.count() == 3


def test_where_the_chairs_own_unit_is_level_both_heads_of_the_cluster_must_agree(
    meeting: Meeting,
) -> None:
    """Nobody had the last word: the chair stood for the flag, and the rule named only the chair."""
    review = meeting.prepared("flag", ("LH-DANANG", "LH-HUE"))
    equal = {"minh": ("LH-HUE",), "dung": ("LH-DANANG",), "quynh": ("LH-HUE", "LH-DANANG")}
    meeting.voted(review, yes=equal)
    ballot = meeting.ballot("flag")
    for name in ("minh", "dung"):
        assert meeting.chosen("flag") == set()
        say_finally(
            ballot=ballot,
            chosen=[_key(ballot, "LH-HUE", meeting)],
            reason="Nhiều hoạt động đối ngoại hơn",
            user=meeting.cast.users[name],
        )
        resume_unfinished()
    assert meeting.chosen("flag") == {"LH-HUE"}


def _key(ballot: Ballot, unit: str, meeting: Meeting) -> str:
    return ballot.options.get(label=meeting.cast.unit(unit).name).key


def test_a_quota_overflow_takes_the_highest(meeting: Meeting) -> None:
    review = meeting.prepared("flag")
    meeting.voted(
        review,
        yes={
            "minh": ("LH-HUE",),
            "dung": ("LH-DANANG", "LH-QUANGTRI"),
            "quynh": ("LH-HUE",),
        },
    )
    finish(meeting, "flag")
    assert meeting.chosen("flag") == {"LH-HUE"}
    assert stages() == {
        "LH-HUE": Stage.APPRAISING_CONTENT,
        "LH-DANANG": Stage.REJECTED,
        "LH-QUANGTRI": Stage.REJECTED,
    }
    assert verify_cases().ok
    assert verify_work().ok


def test_who_heads_a_candidate_unit_does_not_vote_on_it(meeting: Meeting) -> None:
    review = meeting.prepared("flag")
    session = meeting.open(review)
    minh = RollEntry.objects.get(round__session=session, user=meeting.cast.minh)
    assert {option.label for option in options_of(minh)} == {
        meeting.cast.unit("LH-HUE").name,
        meeting.cast.unit("LH-QUANGTRI").name,
    }


def test_candidates_stand_in_the_order_of_the_ranking_that_was_frozen(meeting: Meeting) -> None:
    review = meeting.prepared("flag")
    content = Dossier.objects.get(pk=review.dossier_id).revision.content
    assert content.index("Đà Nẵng") < content.index("Huế")
    review.refresh_from_db()
    assert review.ranking.sha256 in content


def test_without_a_nomination_there_is_nothing_to_choose(meeting: Meeting) -> None:
    meeting.scored()
    open_reviews(
        campaign=meeting.house.campaign, cluster=meeting.cast.cluster, user=meeting.cast.minh
    )
    with pytest.raises(IncompleteError) as refusal:
        meeting.do(meeting.review("flag"), "prepare", Outcome.SUBMITTED, "hoa")
    assert "ứng viên" in str(refusal.value.details)


def test_only_who_leads_the_cluster_prepares_its_meeting(meeting: Meeting) -> None:
    meeting.scored()
    for name in ("quynh", "vy", "tuan"):
        with pytest.raises(NotAllowedError):
            open_reviews(
                campaign=meeting.house.campaign,
                cluster=meeting.cast.cluster,
                user=meeting.cast.users[name],
            )


def test_preparing_twice_opens_nothing_twice(meeting: Meeting) -> None:
    meeting.scored()
    arguments = {"campaign": meeting.house.campaign, "cluster": meeting.cast.cluster}
    first = open_reviews(**arguments, user=meeting.cast.minh)
    assert {review.dossier.code for review in first} == {
        f"BX-{YEAR}-C3-FLAG",
        f"BX-{YEAR}-C3-CERTIFICATE-COLLECTIVE",
        f"BX-{YEAR}-C3-HEAD",
        f"BX-{YEAR}-C3-DEPUTY",
    }
    assert open_reviews(**arguments, user=meeting.cast.dung) == []


def test_the_number_for_one_cluster_goes_before_everybodys(meeting: Meeting) -> None:
    meeting.scored()
    Quota.objects.create(
        campaign=meeting.house.campaign,
        award_type=meeting.house.types["flag"],
        cluster=meeting.cast.cluster,
        number=2,
    )
    open_reviews(
        campaign=meeting.house.campaign, cluster=meeting.cast.cluster, user=meeting.cast.minh
    )
    assert meeting.review("flag").seats == 2


def test_next_years_head_and_deputy_are_two_units(meeting: Meeting) -> None:
    """The head's result stands before the deputy is voted on: nobody is both."""
    meeting.scored()
    open_reviews(
        campaign=meeting.house.campaign, cluster=meeting.cast.cluster, user=meeting.cast.minh
    )
    head = meeting.review("head")
    meeting.do(head, "prepare", Outcome.SUBMITTED, "hoa")
    meeting.voted(
        head, yes={"minh": ("LH-QUANGTRI",), "dung": ("LH-QUANGTRI",), "quynh": ("LH-HUE",)}
    )
    finish(meeting, "head")
    deputy = meeting.review("deputy")
    meeting.do(deputy, "prepare", Outcome.SUBMITTED, "hoa")
    meeting.voted(deputy, yes={"minh": ("LH-HUE",), "dung": (), "quynh": ("LH-HUE",)})
    labels = set(meeting.ballot("deputy").options.values_list("label", flat=True))
    assert meeting.cast.unit("LH-QUANGTRI").name not in labels
    finish(meeting, "deputy")
    following = Cluster.objects.get(year=YEAR + 1, number=3)
    assert following.head_unit.code == "LH-QUANGTRI"
    assert following.deputy_unit.code == "LH-HUE"


def test_the_body_follows_who_heads_the_units(meeting: Meeting) -> None:
    body = body_of(meeting.cast.cluster)
    assert _members(body) == {"minh", "dung", "quynh"}
    today = timezone.localdate()
    Mandate.objects.filter(body=body).update(valid_from=today - dt.timedelta(days=30))
    before = Mandate.objects.get(person=meeting.cast.people["dung"], role="unit_head")
    end_mandate(mandate=before, on=today - dt.timedelta(days=1), reason="Nghỉ hưu", by=None)
    appoint(
        person=meeting.cast.people["xuan"],
        role="unit_head",
        place=meeting.cast.unit("LH-HUE"),
        valid_from=today,
        by=None,
    )
    assert _members(body_of(meeting.cast.cluster)) == {"minh", "xuan", "quynh"}
    assert Body.objects.filter(cluster=meeting.cast.cluster).count() == 1


def _members(body: Body) -> set[str]:
    today = timezone.localdate()
    held = Mandate.objects.filter(body=body, role="body_member").exclude(valid_to__lt=today)
    return set(held.values_list("person__user__username", flat=True))


def test_a_body_of_a_cluster_stands_in_no_list_of_bodies(meeting: Meeting) -> None:
    body = body_of(meeting.cast.cluster)
    assert body not in Body.objects.standing()


def test_a_tie_goes_to_the_collective_with_most_women(meeting: Meeting) -> None:
    """NĐ 152/2025 Đ4.6: of equals, women and collectives with at least 70 % women go first."""
    meeting.house.recipient("LH-QUANGTRI")
    Recipient.objects.filter(unit__code="LH-QUANGTRI").update(members=10, women=7)
    review = meeting.prepared("flag")
    meeting.voted(
        review,
        yes={
            "minh": ("LH-HUE", "LH-QUANGTRI"),
            "dung": ("LH-QUANGTRI",),
            "quynh": ("LH-HUE",),
        },
    )
    resume_unfinished()
    assert meeting.chosen("flag") == {"LH-QUANGTRI"}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    (
        ("minh", True, True),  # head of the cluster
        ("hoa", True, True),  # who prepares it
        ("dung", True, True),  # deputy
        ("quynh", False, True),  # a member
        ("tam", False, True),  # the secretariat
        ("kien", True, True),  # the inspection
        ("vy", False, False),  # another cluster
        ("quang", False, False),  # the administrator
        ("xuan", False, False),
    ),
)
def test_who_knows_of_a_choice(meeting: Meeting, name: str, *, before: bool, after: bool) -> None:
    meeting.scored()
    meeting.nominate("flag", *UNITS)
    open_reviews(
        campaign=meeting.house.campaign, cluster=meeting.cast.cluster, user=meeting.cast.minh
    )
    user = meeting.cast.users[name]
    mine = Dossier.objects.visible_to(user).filter(kind=Kind.REVIEW)
    assert mine.exists() is before
    meeting.do(meeting.review("flag"), "prepare", Outcome.SUBMITTED, "hoa")
    seen = Dossier.objects.visible_to(type(user).objects.get(pk=user.pk))
    assert seen.filter(pk=meeting.review("flag").dossier_id).exists() is after
