"""The same person or collective twice: found, shown, declared, taken back."""

import datetime as dt

import pytest

from awards.models import Recipient
from awards.selectors.recipients import duplicates_of, search
from awards.services.recipients import add_recipient, merge_recipient, recipient_for
from tests.awards.house import House
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError

from .driver import outsider

BORN = dt.date(1961, 4, 30)


@pytest.mark.parametrize(
    ("name", "born", "why"),
    (
        ("Trần Hữu Bằng", BORN, "same name, same date of birth"),
        ("TRAN HUU BANG", None, "same name"),
        ("Bằng Trần Hữu", BORN, "same name, same date of birth"),
        ("Trần Hữu Bằng", dt.date(1980, 1, 1), "same name, another date of birth"),
        ("Trần Bằng", BORN, "same date of birth, similar name"),
        ("Trần Thị Mai", BORN, ""),
        ("Trần Hữu Bách", None, ""),
    ),
)
def test_twins_are_known_by_name_order_and_birth(
    house: House, name: str, born: dt.date | None, why: str
) -> None:
    from django.utils.translation import gettext as _  # noqa: PLC0415 -- words of the moment

    outsider()
    found = duplicates_of(kind="person", name=name, birth_date=born)
    assert [one.why for one in found] == ([_(why)] if why else [])


def test_people_and_units_of_the_organisation_are_twins_before_they_were_nominated(
    house: House,
) -> None:
    person = duplicates_of(kind="person", name="nguyen thi hoa")
    unit = duplicates_of(kind="collective", name="HOI HUU NGHI VIET NAM - LAO")
    assert [one.key for one in person] == [f"p{house.cast.people['hoa'].pk}"]
    assert [one.key for one in unit] == [f"u{house.cast.unit('HHN-LAO').pk}"]


def test_a_merged_row_is_neither_found_nor_a_twin(house: House) -> None:
    bang = outsider()
    outsider(name="Trần Hữu Bằng (CLB)", merged_into=bang)
    assert [one.key for one in search("huu bang", "person")] == [f"r{bang.pk}"]


def test_two_letters_find_something_and_one_does_not(house: House) -> None:
    outsider()
    assert search("b", "person") == []
    assert search("bang", "collective") == []
    assert search("bằng", "person")


def test_a_second_row_is_made_only_by_who_saw_the_first(house: House) -> None:
    bang = outsider()
    values = {"name": "Trần Hữu Bằng", "birth_date": BORN}
    with pytest.raises(ConflictError):
        add_recipient(kind="person", values=values, user=house.cast.hoa)
    add_recipient(
        kind="person", values=values, user=house.cast.hoa, told_apart_from=[f"r{bang.pk}"]
    )
    assert Recipient.objects.filter(name="Trần Hữu Bằng").count() == 2


def test_who_neither_drafts_nor_appraises_enters_nobody(house: House) -> None:
    with pytest.raises(NotAllowedError):
        add_recipient(kind="person", values={"name": "Ai đó"}, user=house.cast.xuan)


def test_a_key_that_names_nothing_is_refused(house: House) -> None:
    for key in ("", "r0", "x12", "u99999", "p²"):
        with pytest.raises(IncompleteError):
            recipient_for(key=key)


def test_a_unit_becomes_one_recipient_however_often_it_is_chosen(house: House) -> None:
    key = f"u{house.cast.unit('LH-HUE').pk}"
    assert recipient_for(key=key) == recipient_for(key=key)


def test_merging_keeps_every_row_and_follows_chains(house: House) -> None:
    first, second, third = outsider(), outsider(name="Tran H. Bang"), outsider(name="Bằng")
    with pytest.raises(NotAllowedError):
        merge_recipient(duplicate=second, into=first, user=house.cast.hoa)
    merge_recipient(duplicate=third, into=second, user=house.tam)
    merge_recipient(duplicate=second, into=first, user=house.tam)

    assert set(Recipient.objects.filter(merged_into=first)) == {second, third}
    with pytest.raises(ConflictError):  # a circle
        merge_recipient(duplicate=first, into=second, user=house.tam)


def test_what_belongs_to_the_register_stays_and_kinds_do_not_mix(house: House) -> None:
    own = recipient_for(key=f"p{house.cast.people['hoa'].pk}")
    unit = recipient_for(key=f"u{house.cast.unit('LH-HUE').pk}")
    other = outsider()
    with pytest.raises(IncompleteError):
        merge_recipient(duplicate=own, into=other, user=house.tam)
    with pytest.raises(IncompleteError):
        merge_recipient(duplicate=other, into=unit, user=house.tam)
    merge_recipient(duplicate=other, into=own, user=house.tam)
