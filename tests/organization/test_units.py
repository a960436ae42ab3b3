"""Units merge and split; what they were stays under the name they had."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tests.organization.house import YEAR, House
from workflow_app.organization.consequences import OpenThing, _reporters, register_open_things
from workflow_app.organization.enums import Duty, SuccessionKind, UnitKind
from workflow_app.organization.models import Cluster, ClusterMembership, Unit
from workflow_app.organization.selectors.authority import may
from workflow_app.organization.services.appointments import appoint
from workflow_app.organization.services.clusters import (
    open_cluster_year,
    set_cluster_heads,
    set_cluster_members,
)
from workflow_app.organization.services.units import preview_succession, succeed_units

EFFECTIVE = dt.date(YEAR, 1, 1)


def merged(house: House) -> Unit:
    new = house.unit("DNM", UnitKind.LOCAL_MEMBER, name="LHHN Đà Nẵng mới")
    succeed_units(
        kind=SuccessionKind.MERGE,
        predecessors=[house.units["DN"], house.units["QN"]],
        successors=[new],
        effective=EFFECTIVE,
        legal_basis="NQ 202/2025/QH15",
        by=house.user("admin"),
    )
    new.refresh_from_db()
    return new


def test_a_merger_keeps_the_old_names_and_their_history(house: House) -> None:
    new = merged(house)
    old = Unit.objects.get(code="QN")
    assert (old.name, old.valid_to) == ("LHHN Quảng Nam", dt.date(YEAR - 1, 12, 31))
    assert old.exists_on(dt.date(2022, 1, 1))
    assert not old.exists_on(EFFECTIVE)
    assert [row.successor for row in old.successions.all()] == [new]
    assert old.history.count() == 2
    mandate = house.mandates["qn"]
    mandate.refresh_from_db()
    assert (mandate.valid_to, mandate.end_reason) == (dt.date(YEAR - 1, 12, 31), "NQ 202/2025/QH15")
    assert not may(house.user("qn"), Duty.SIGN, old)


def test_a_merged_unit_takes_the_place_and_the_lead_in_the_cluster(house: House) -> None:
    new = merged(house)
    house.cluster.refresh_from_db()
    assert house.cluster.head_unit == new
    assert house.cluster.memberships.filter(unit=new).exists()
    appoint(
        person=house.people["head"],
        role="unit_head",
        place=new,
        valid_from=EFFECTIVE,
        by=None,
    )
    assert may(house.user("head"), Duty.ENDORSE, house.cluster)


def test_a_split_leaves_the_lead_open_and_places_every_successor(house: House) -> None:
    one = house.unit("A", UnitKind.LOCAL_MEMBER)
    two = house.unit("B", UnitKind.LOCAL_MEMBER)
    succeed_units(
        kind=SuccessionKind.SPLIT,
        predecessors=[house.units["DN"]],
        successors=[one, two],
        effective=EFFECTIVE,
        legal_basis="QĐ 9",
        by=None,
    )
    house.cluster.refresh_from_db()
    assert house.cluster.head_unit is None
    assert {one, two} <= set(house.cluster.members.all())


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    (
        ("merge", ["DN"], ["HUE", "QN"]),
        ("split", ["DN"], ["HUE"]),
        ("rename", ["DN", "QN"], ["HUE"]),
        ("merge", ["DN"], ["DN"]),
        ("merge", [], ["DN"]),
    ),
)
def test_impossible_successions_change_nothing(
    house: House, kind: str, old: list[str], new: list[str]
) -> None:
    with pytest.raises(ValidationError):
        succeed_units(
            kind=kind,
            predecessors=[house.units[code] for code in old],
            successors=[house.units[code] for code in new],
            effective=EFFECTIVE,
            legal_basis="QĐ",
            by=None,
        )
    assert not Unit.objects.filter(valid_to__isnull=False).exists()


def test_the_preview_names_what_is_open(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_reporters, "plans", list)
    register_open_things(
        "plans", lambda ids: [OpenThing("Kế hoạch", len(ids)), OpenThing("Báo cáo", 0)]
    )
    report = preview_succession(
        predecessors=[house.units["DN"]], successors=[house.units["HUE"]], effective=EFFECTIVE
    )
    assert report.open == [OpenThing("Kế hoạch", 1)]
    assert {mandate.person.full_name for mandate in report.mandates} == {
        "Nguyễn Thị Ánh",
        "Trần Văn Bảo",
        "Lê Thị Cúc",
    }
    assert report.led == [house.cluster]


def test_new_heads_of_a_cluster_endorse_and_the_old_ones_no_longer(house: House) -> None:
    set_cluster_heads(
        cluster=house.cluster, head=house.units["QN"], deputy=house.units["DN"], by=None
    )
    assert may(house.user("qn"), Duty.ENDORSE, house.cluster)
    assert may(house.user("head"), Duty.STAND_IN, house.cluster)
    assert not may(house.user("head"), Duty.ENDORSE, house.cluster)
    assert not may(house.user("hue"), Duty.STAND_IN, house.cluster)


def test_only_members_lead_a_cluster_and_not_both_posts(house: House) -> None:
    for head, deputy in (("VP", None), ("DN", "DN")):
        with pytest.raises(ValidationError):
            set_cluster_heads(
                cluster=house.cluster,
                head=house.units[head],
                deputy=house.units[deputy] if deputy else None,
                by=None,
            )


def test_a_leader_does_not_leave_the_cluster_unnoticed(house: House) -> None:
    with pytest.raises(ValidationError):
        set_cluster_members(
            cluster=house.cluster, members=[house.units["HUE"], house.units["QN"]], by=None
        )
    set_cluster_members(
        cluster=house.cluster, members=[house.units["DN"], house.units["HUE"]], by=None
    )
    assert not ClusterMembership.objects.filter(unit=house.units["QN"], year=YEAR).exists()


def test_a_year_is_laid_out_from_another(house: House) -> None:
    (cluster,) = open_cluster_year(from_year=YEAR, to_year=YEAR + 1, by=None)
    assert cluster.members.count() == 3
    assert may(house.user("head"), Duty.ENDORSE, Cluster.objects.get(year=YEAR + 1))
    with pytest.raises(ValidationError):
        open_cluster_year(from_year=YEAR, to_year=YEAR + 1, by=None)
