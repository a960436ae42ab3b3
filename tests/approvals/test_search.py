"""People find dossiers by a few words, and never one that they may not know of."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.driver import FlowDriver
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier, Revision
from workflow_app.approvals.selectors import search
from workflow_app.approvals.selectors.search import found_dossiers, found_units
from workflow_app.approvals.verification import verify_search
from workflow_app.approvals.words import DOSSIER_WORDS
from workflow_app.organization.models import Unit

WAYS = ("among the newest", "through the words", "among what one sees")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take one of the three ways, which a few dossiers alone would not need."""
    if request.param == WAYS[0]:
        monkeypatch.setattr(search, "SHOWN", 0)  # more than none have been found by then
        monkeypatch.setattr(search, "NEWEST", 1_000_000)
    else:
        monkeypatch.setattr(search, "COMMON", 1_000_000 if request.param == WAYS[1] else -1)
    return str(request.param)


def found(user: User, query: str) -> set[str]:
    return {dossier.code for dossier in found_dossiers(user, query, found_units(query))[0]}


def finds(user: User, query: str, code: str, way: str) -> bool:
    rows, more = found_dossiers(user, query, found_units(query))
    return more if way == WAYS[0] else code in {row.code for row in rows}


@pytest.mark.parametrize(
    "query",
    (
        "da nang",
        "ĐÀ NẴNG",
        "nang ke hoach 2027 da",
        "dan",  # the beginning of the code's last part
        "KH-2027-LH-DANANG",
        "lhhn đà n",
        "hữu nghị thành phố đà nẵng 2027",
    ),
)
def test_a_dossier_is_found_by_the_beginnings_of_its_words(
    cast: Cast, plan: FlowDriver, way: str, query: str
) -> None:
    assert finds(cast.hoa, query, plan.dossier.code, way)


@pytest.mark.parametrize("query", ("anang", "da nang 2026", "da nang xyz", '"', "' OR 1=1"))
def test_what_begins_no_word_is_not_found(
    cast: Cast, plan: FlowDriver, way: str, query: str
) -> None:
    assert not finds(cast.hoa, query, plan.dossier.code, way)


def test_nobody_finds_what_they_may_not_know_of(cast: Cast, plan: FlowDriver, way: str) -> None:
    code = plan.dossier.code
    assert not finds(cast.tuan, "da nang", code, way)  # not yet with the appraiser
    plan.to_the_presidium()
    assert finds(cast.tuan, "da nang", code, way)
    assert finds(cast.son, "da nang", code, way)
    assert not finds(cast.xuan, "da nang", code, way)


def test_a_dossier_is_found_by_what_its_unit_is_called_today(
    cast: Cast, plan: FlowDriver, way: str
) -> None:
    unit = plan.dossier.unit
    unit.name = "Liên hiệp các tổ chức đối ngoại nhân dân miền Trung"
    unit.save()
    assert finds(cast.hoa, "doi ngoai nhan dan mien trung", plan.dossier.code, way)
    assert finds(cast.hoa, "lhhn da nang", plan.dossier.code, way)


def test_the_newest_come_first_and_the_rest_is_announced(
    cast: Cast, plan: FlowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SHOWN", 2)
    codes = sorted(Dossier.objects.values_list("pk", flat=True), reverse=True)[:2]
    rows, more = found_dossiers(cast.kien, "ke hoach")
    assert [row.pk for row in rows] == codes
    assert more


def test_what_was_found_says_where_it_is_and_warns_only_of_what_came_back(
    cast: Cast, plan: FlowDriver, client: Client
) -> None:
    client.force_login(cast.hoa)
    drafted = client.get("/search/?q=da+nang+2027").content.decode()
    assert "Đang soạn thảo" in drafted
    assert "tone-amber" not in drafted

    plan.through_the_cluster()
    plan.do(cast.tuan, "appraise_content", Outcome.RETURNED, reason="Thiếu văn bản kèm theo")
    assert "Bị trả lại để hoàn thiện" in client.get("/search/?q=da+nang+2027").content.decode()


@pytest.mark.parametrize("common", (True, False))
def test_the_newest_dossiers_are_searched_and_the_older_ones_when_asked_for(
    cast: Cast,
    plan: FlowDriver,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    common: bool,  # noqa: FBT001 -- given by name
) -> None:
    old = plan.dossier
    monkeypatch.setattr(search, "COMMON", -1 if common else 1_000_000)
    client.force_login(cast.hoa)
    page = client.get("/search/?q=da+nang+2027").content.decode()
    assert old.code in page
    assert "cũ hơn" not in page

    Dossier.objects.create(  # as if so many had come since
        pk=old.pk + search.SEARCHED,
        kind="plan",
        code="KH-2099-LH-HANOI",
        title="Kế hoạch năm 2099",
        unit=Unit.objects.exclude(pk=old.unit_id)[0],
        year=2099,
        stage_since=old.stage_since,
        created_by=cast.hoa,
    )
    page = client.get("/search/?q=da+nang+2027").content.decode()
    assert old.code not in page
    assert "Đã tìm trong 10.000 hồ sơ mới nhất." in page
    address = html.unescape(re.findall(r'href="([^"]+)">Tìm cả hồ sơ cũ hơn', page)[0])
    page = client.get(f"/search/{address}").content.decode()
    assert old.code in page
    assert "mới nhất" not in page


def test_the_index_follows_every_change(cast: Cast, plan: FlowDriver) -> None:
    dossier = plan.dossier
    for title, asked, expected in (
        ("Thăm hữu nghị", "tham huu", True),
        ("Hội thảo", "tham huu", False),
        ("Hội thảo", "hoi thao", True),
    ):
        dossier.title = title
        dossier.save()
        holds = DOSSIER_WORDS.holds(asked.split())
        assert Dossier.objects.filter(holds, pk=dossier.pk).exists() is expected
    other = Dossier.objects.create(
        kind="plan",
        code="KH-2030-X",
        title="Giao lưu",
        unit=dossier.unit,
        year=2030,
        stage_since=dossier.stage_since,
        created_by=cast.hoa,
    )
    assert Dossier.objects.filter(DOSSIER_WORDS.holds(["giao"])).get() == other
    other.delete()
    assert not Dossier.objects.filter(DOSSIER_WORDS.holds(["giao"])).exists()
    assert not Revision.objects.filter(dossier=other.pk).exists()


def test_verify_finds_a_forgotten_index_and_a_title_that_is_not_searched(
    cast: Cast, plan: FlowDriver
) -> None:
    assert verify_search().ok
    connection.check_constraints()  # PostgreSQL makes no index of a table with checks still to come
    DOSSIER_WORDS.remove(connection)
    assert any("approvals_dossier_words" in line for line in verify_search().details)
    DOSSIER_WORDS.install(connection)
    DOSSIER_WORDS.install(connection)  # harmless
    assert verify_search().ok
    Dossier.objects.filter(pk=plan.pk).update(title="Giao lưu nhân dân")
    assert plan.dossier.code in verify_search().details[0]


def test_a_unit_that_was_found_is_opened(cast: Cast, client: Client) -> None:
    client.force_login(cast.xuan)
    shown = client.get("/search/?q=da+nang").content.decode()
    page = reverse("organization:unit", args=["LH-DANANG"])
    assert f'href="{page}"' in shown
    assert client.get(page).status_code == 200


def test_a_unit_is_found_by_its_code_and_its_names(cast: Cast) -> None:
    assert cast.unit("LH-DANANG") in found_units("LH-DANANG")
    assert cast.unit("LH-DANANG") in found_units("đà nẵng liên hiệp")
    assert Unit.objects.count() > len(found_units("hoi"))
