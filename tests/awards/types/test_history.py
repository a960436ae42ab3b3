"""Who got what when, under which name, and from when again."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from awards.enums import AwardState, SubjectKind
from awards.models import Award, AwardDecision, AwardRule, Recipient
from awards.selectors.history import (
    awarded,
    awards_of,
    histories_of,
    history_of,
    waiting_of,
)
from awards.selectors.types import RuleSet
from awards.services.history import import_awards
from tests.awards.house import House
from workflow_app.demo.loading import DATA
from workflow_app.organization.enums import SuccessionKind
from workflow_app.organization.models import Unit, UnitSuccession

TODAY = dt.date(2026, 11, 22)
LIST = {"awards_2021": [{"award": "co_thi_dua", "unit": "LH-HUE"}]}


def give(house: House, recipient: Recipient, code: str, year: int, **values: Any) -> Award:
    decision = AwardDecision.objects.create(
        year=year, number=values.pop("number", f"{year}/QĐ"), decided_on=values.pop("on", None)
    )
    return Award.objects.create(
        decision=decision,
        ordinal=1,
        award_type=house.types[code],
        recipient=recipient,
        name=recipient.name,
        year=year,
        **values,
    )


def person(name: str, **values: Any) -> Recipient:
    return Recipient.objects.create(kind=SubjectKind.PERSON, name=name, **values)


def test_awards_stand_the_newest_first_and_those_taken_back_are_shown(house: House) -> None:
    hue = house.recipient("LH-HUE")
    give(house, hue, "flag", 2024)
    give(house, hue, "certificate_collective", 2026, state=AwardState.REVOKED)
    assert [it.year for it in awards_of(hue)] == [2026, 2024]


def test_a_merged_unit_keeps_its_awards_under_the_old_name(house: House) -> None:
    """Long An went into Tây Ninh, 24/10/2025."""
    old = Unit.objects.create(
        code="LH-LONGAN", name="Long An", short_name="Long An", kind="local_member"
    )
    older = Unit.objects.create(
        code="LH-TANAN", name="Tân An", short_name="Tân An", kind="local_member"
    )
    for before, after in ((older, old), (old, house.cast.unit("LH-CANTHO"))):
        UnitSuccession.objects.create(
            predecessor=before,
            successor=after,
            kind=SuccessionKind.MERGE,
            effective=dt.date(2025, 10, 24),
        )
    for unit in (old, older):
        row = Recipient.objects.create(kind=SubjectKind.COLLECTIVE, unit=unit, name=unit.name)
        give(house, row, "flag", 2020)
    new = house.recipient("LH-CANTHO")
    give(house, new, "flag", 2026)
    held = [(it.award.name, it.is_own) for it in history_of(new)]
    assert sorted(held) == sorted([(new.name, True), ("Long An", False), ("Tân An", False)])
    assert [it.name for it in awards_of(Recipient.objects.get(unit=older))] == ["Tân An"]


def test_rows_of_one_person_are_one_history(house: House) -> None:
    one, other = person("Nguyễn Thị Hòa"), person("Nguyễn Thị Hoà")
    other.merged_into = one
    other.save()
    give(house, one, "certificate_person", 2024)
    give(house, other, "medal", 2025)
    assert (
        {it.year for it in awards_of(one)} == {it.year for it in awards_of(other)} == {2024, 2025}
    )


def test_histories_cost_the_same_for_many(house: House, django_assert_num_queries: Any) -> None:
    people = [person(f"Người {number}") for number in range(6)]
    for one in people:
        give(house, one, "certificate_person", 2024)
    with django_assert_num_queries(7):  # awards, decisions, campaigns, units: once for all
        histories_of(people[:1])
    with django_assert_num_queries(7):
        histories_of(people)


def test_waiting_ends_so_many_months_after_the_decision(house: House) -> None:
    AwardRule.objects.filter(award_type=house.types["flag"]).update(waiting_months=24)
    hue = house.recipient("LH-HUE")
    give(house, hue, "flag", 2025, on=dt.date(2026, 1, 15))
    give(house, hue, "certificate_collective", 2025)
    [waiting] = waiting_of(history_of(hue), RuleSet.load(), TODAY)
    assert (waiting.award_type.code, waiting.again) == ("flag", dt.date(2028, 1, 15))
    Award.objects.update(state=AwardState.REVOKED)
    assert waiting_of(history_of(hue), RuleSet.load(), TODAY) == []


def test_the_medal_is_never_given_again(house: House) -> None:
    friend = person("Mary Smith", nationality="Anh")
    give(house, friend, "medal", 2020)
    assert [it.again for it in waiting_of(history_of(friend), RuleSet.load(), TODAY)] == [None]


@pytest.mark.parametrize("query", ("hoa", "HÒA nguyễn", "thi hoa", "Nguyễn Thị Hòa"))
def test_recipients_are_found_with_and_without_marks(house: House, query: str) -> None:
    give(house, person("Nguyễn Thị Hòa"), "certificate_person", 2024)
    give(house, person("Trần Văn Minh"), "certificate_person", 2024)
    assert [it.name for it in awarded(query)] == ["Nguyễn Thị Hòa"]


def test_who_is_only_nominated_is_not_found(house: House) -> None:
    person("Lê Văn Chờ")
    assert not awarded("cho").exists()


def test_flags_of_2021_come_from_the_file_once(house: House) -> None:
    """Six flags: three of local unions, three of central members."""
    facts = json.loads((DATA / "organisation.json").read_text(encoding="utf-8"))
    for line in facts["awards_2021"]:
        Unit.objects.get_or_create(
            code=line["unit"], defaults={"name": line["unit"], "kind": "local_member"}
        )
    assert import_awards(data=facts).added == 6
    again = import_awards(data=facts)
    assert (again.added, again.known) == (0, 6)
    awards = Award.objects.filter(year=2021)
    assert {it.award_type.code for it in awards} == {"flag"}
    assert sorted(it.ordinal for it in awards) == [1, 2, 3, 4, 5, 6]
    [decision] = AwardDecision.objects.filter(year=2021)
    assert decision.number == ""
    assert decision.source


def test_an_unknown_unit_or_award_stops_the_import_by_name(house: House) -> None:
    lines = [{"award": "co_thi_dua", "unit": "LH-KHONGCO"}, {"award": "sao", "unit": "LH-HUE"}]
    with pytest.raises(ValidationError) as refusal:
        import_awards(data={"awards_2021": lines})
    assert "LH-KHONGCO" in str(refusal.value)
    assert "sao" in str(refusal.value)
    assert not Award.objects.exists()


def test_the_command_imports_from_a_file(house: House, tmp_path: Path) -> None:
    file = tmp_path / "tochuc.json"
    file.write_text(json.dumps(LIST), encoding="utf-8")
    out = StringIO()
    call_command("import_awards", str(file), source="Báo cáo tổng kết", stdout=out)
    assert "1 awards added" in out.getvalue()
    assert Award.objects.get().decision.source == "Báo cáo tổng kết"
    file.write_text("không phải JSON", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_awards", str(file))


def test_the_page_of_a_recipient_tells_what_came_before_the_system(
    house: House, client: Client
) -> None:
    import_awards(data=LIST)
    client.force_login(house.cast.users["hoa"])
    found = client.get("/awards/types/history/", {"q": "hue"})
    recipient = Recipient.objects.get(unit=house.cast.unit("LH-HUE"))
    url = f"/awards/types/history/{recipient.pk}/"
    assert url in found.content.decode()
    page = client.get(url).content.decode()
    assert "Cờ thi đua của VUFO" in page
    assert "2021" in page


def test_the_list_names_the_latest_awards_of_each_and_counts_the_earlier_ones(
    house: House, client: Client
) -> None:
    hue = house.recipient("LH-HUE")
    for year in (2020, 2022, 2023, 2024, 2025):
        give(house, hue, "flag", year)
    client.force_login(house.cast.users["hoa"])
    shown = client.get("/awards/types/history/", {"q": "hue"}).content.decode()
    named = [year for year in range(2020, 2026) if f"{year} · Cờ thi đua" in shown]
    assert named == [2023, 2024, 2025]
    assert "và 2 khen thưởng trước đó" in shown


def test_whoever_holds_nothing_sees_no_history(house: House, client: Client) -> None:
    client.force_login(house.cast.users["xuan"])
    assert client.get("/awards/types/history/").status_code == 404
    assert client.get("/awards/types/").status_code == 404


def test_a_nominee_without_an_award_has_no_page(house: House, client: Client) -> None:
    client.force_login(house.cast.users["hoa"])
    waiting = person("Lê Văn Chờ")
    assert client.get(f"/awards/types/history/{waiting.pk}/").status_code == 404
