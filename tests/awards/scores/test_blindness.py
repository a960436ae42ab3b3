"""Peers score blind: whoever may not know reads the same pages, letter by letter, with a sheet and
without it, whatever stands on it. A house that forgets the rule is found out.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.urls import reverse

from awards.models import PeerSheet
from awards.selectors import reading
from awards.services.peers import declare_conflict
from workflow_app.accounts.models import User
from workflow_app.audit.models import AuditEntry
from workflow_app.notifications.models import Notification
from workflow_app.probing.comparing import Leak, leaks_between
from workflow_app.probing.planting import rolled_back
from workflow_app.probing.reading import Errand, Reader, Walk

from .scoring import CLUSTER, Scoring

pytestmark = pytest.mark.django_db

OWE = ("minh", "hoa", "dung")
"""Head and drafter of Đà Nẵng, head of Huế: both units still owe sheets."""
OUTSIDE = ("vy", "quang", "tuan")
"""The head of another cluster's unit, the administrator, an appraiser of another department."""
TABS = ("content", "decisions", "history")


def addresses(scoring: Scoring) -> list[str]:
    """Every place where what was scored about Huế could show."""
    house = scoring.house
    dossier = scoring.dossier("LH-HUE")
    campaign, cluster = house.campaign.pk, house.cast.cluster.pk
    rounds = dossier.scoring_rounds.values_list("pk", flat=True)
    return [
        *(f"{dossier.get_absolute_url()}?tab={tab}" for tab in TABS),
        reverse("awards:score_columns", args=[dossier.code]),
        reverse("awards:ranking", args=[campaign, cluster]),
        reverse("awards:ranking_export", args=[campaign, cluster]),
        reverse("awards:ranking_compare", args=[campaign, cluster]),
        f"{reverse('awards:scores')}?campaign={campaign}",
        reverse("awards:campaign", args=[campaign]),
        *(f"{reverse('awards:peer_sheet', args=[pk])}?unit=LH-QUANGTRI" for pk in rounds),
        reverse("awards:peer_workbook", args=[campaign]),
        reverse("approvals:worklist"),
        reverse("approvals:sent"),
        f"{reverse('approvals:search')}?q=Huế",
    ]


def walks(scoring: Scoring, names: Iterable[str]) -> dict[str, Walk]:
    wanted = addresses(scoring)
    errand = Errand(wanted, most=len(wanted), everywhere=False)
    people: dict[str, User | None] = {name: scoring.user(name) for name in names}
    return {name: Reader(user).walk(errand) for name, user in (people | {"nobody": None}).items()}


def leaks(
    scoring: Scoring,
    names: Iterable[str],
    one: Callable[[], Any],
    other: Callable[[], Any],
) -> list[Leak]:
    """Compare what people read after the one thing happened and after the other."""
    found = []
    for happen in (one, other):
        with rolled_back():
            happen()
            found.append(walks(scoring, names))
    return [
        leak for name in found[0] for leak in leaks_between(name, found[0][name], found[1][name])
    ]


def nothing() -> None:
    return None


def test_nobody_notices_that_a_sheet_was_handed_in(scoring: Scoring) -> None:
    scoring.all_signed()
    who = ("dung", "hoa", "tam", *OUTSIDE)
    assert not leaks(scoring, who, nothing, lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI"))


def test_nobody_notices_a_conflict_of_interest(scoring: Scoring) -> None:
    scoring.all_signed()

    def declare() -> None:
        declare_conflict(
            sheet_id=scoring.sheet("LH-HUE", "LH-QUANGTRI").pk,
            user=scoring.user("quynh"),
            reason="Người thân đứng đầu đơn vị",
        )

    assert not leaks(scoring, ("dung", "hoa", "tam"), nothing, declare)


def test_the_head_of_the_cluster_learns_who_is_missing_and_no_points(scoring: Scoring) -> None:
    scoring.all_signed()
    columns = reverse("awards:score_columns", args=[scoring.dossier("LH-HUE").code])
    minh = Reader(scoring.user("minh"))
    before = minh.walk(Errand([columns], most=1, everywhere=False))[columns].text
    assert "LHHN Quảng Trị" in before
    assert not leaks(
        scoring,
        ("minh",),
        lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI", p11="11"),
        lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI", p11="39"),
    )
    scoring.hand_in("LH-HUE", "LH-QUANGTRI", p11="11")
    after = minh.walk(Errand([columns], most=1, everywhere=False))[columns].text
    assert "LHHN Quảng Trị" not in after


def test_points_stay_hidden_after_the_closing_while_ones_own_sheets_are_owed(
    scoring: Scoring,
) -> None:
    scoring.all_signed()
    scoring.hand_in("LH-HUE", "LH-DANANG")
    found = leaks(
        scoring,
        (*OWE, *OUTSIDE),
        lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI", p11="11"),
        lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI", p11="39"),
    )
    assert not found


def test_a_house_that_forgets_what_is_owed_is_found_out(
    scoring: Scoring, monkeypatch: pytest.MonkeyPatch
) -> None:
    scoring.all_signed()
    scoring.hand_in("LH-HUE", "LH-DANANG")
    monkeypatch.setattr(reading, "owes_sheets", lambda *_given: False)
    found = leaks(
        scoring,
        ("minh", "dung"),
        lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI", p11="11"),
        lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI", p11="39"),
    )
    assert {leak.who for leak in found} == {"minh", "dung"}


def test_a_house_that_shows_every_units_sheet_is_found_out(
    scoring: Scoring, monkeypatch: pytest.MonkeyPatch
) -> None:
    scoring.all_signed()
    for place in ("awards.views.scores_peers", "awards.selectors.lists_scores"):
        monkeypatch.setattr(f"{place}.sheets_for", lambda _user: PeerSheet.objects.all())
    found = leaks(
        scoring,
        ("hanh", "vy"),
        nothing,
        lambda: scoring.hand_in("LH-HUE", "LH-QUANGTRI"),
    )
    assert {leak.who for leak in found} == {"hanh", "vy"}


def test_the_scored_unit_reads_median_and_spread_once_it_owes_nothing(scoring: Scoring) -> None:
    scoring.all_scored()
    columns = reverse("awards:score_columns", args=[scoring.dossier("LH-HUE").code])
    page = Reader(scoring.user("dung")).walk(Errand([columns], most=1, everywhere=False))[columns]
    assert "(34 – 36)" in page.text
    for name in ("LHHN Đà Nẵng", "LHHN Quảng Trị"):
        assert name not in page.text.partition("<main")[2]


def test_the_points_of_a_single_sheet_are_shown_to_no_unit(scoring: Scoring) -> None:
    scoring.all_signed()
    declare_conflict(
        sheet_id=scoring.sheet("LH-HUE", "LH-QUANGTRI").pk,
        user=scoring.user("quynh"),
        reason="Người thân đứng đầu đơn vị",
    )
    scoring.hand_in("LH-HUE", "LH-DANANG", p11="7")
    scoring.hand_in("LH-DANANG", "LH-HUE")
    scoring.hand_in("LH-QUANGTRI", "LH-HUE")
    columns = reverse("awards:score_columns", args=[scoring.dossier("LH-HUE").code])
    page = Reader(scoring.user("dung")).walk(Errand([columns], most=1, everywhere=False))[columns]
    assert "(7 – 7)" not in page.text


def test_the_secretariat_reads_sheets_without_names_and_the_inspection_with_them(
    scoring: Scoring,
) -> None:
    scoring.all_scored()
    columns = reverse("awards:score_columns", args=[scoring.dossier("LH-HUE").code])
    pages = {
        name: Reader(scoring.user(name)).walk(Errand([columns], most=1, everywhere=False))[columns]
        for name in ("tam", "kien")
    }
    body = {name: page.text.partition("<main")[2] for name, page in pages.items()}
    assert "88,5" in body["tam"]
    assert "LHHN Quảng Trị" not in body["tam"]
    assert "LHHN Quảng Trị" in body["kien"]


def test_administrators_and_other_clusters_do_not_know_of_it(scoring: Scoring) -> None:
    scoring.all_scored()
    for name, walk in walks(scoring, ("quang", "vy", "thu")).items():
        scores = {address: page for address, page in walk.items() if "TD-2027" in address}
        assert scores
        if name != "nobody":
            assert {page.status for page in scores.values()} == {404}, name


def test_neither_the_log_nor_any_notice_tells_who_scored_what(scoring: Scoring) -> None:
    scoring.all_scored()
    codes = [scoring.dossier(unit).code for unit in CLUSTER]
    of_sheets = AuditEntry.objects.filter(action="score.sheet_handed_in")
    assert of_sheets.count() == 6
    assert not of_sheets.filter(dossier_code__in=codes).exists()
    assert {(entry.object_label, str(entry.data)) for entry in of_sheets} == {("", "{}")}
    told = Notification.objects.filter(body__contains="36") | Notification.objects.filter(
        subject__contains="88,5"
    )
    assert not told.exists()
