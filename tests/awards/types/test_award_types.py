"""An administrator adds awards and puts old ones out of use; what was granted keeps its name."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from awards.models import AwardType
from awards.services.award_types import FIELDS, save_type
from awards.services.history import import_awards
from tests.awards.house import House
from workflow_app.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Giấy khen của Ban Thường vụ",
    "name_en": "Commendation certificate of the Standing Committee",
    "subject": "person",
    "form": "form",
    "level": "12",
    "vote_rule": "award",
    "is_active": "on",
}


def values_of(award: AwardType, **changed: object) -> dict[str, object]:
    return {name: getattr(award, name) for name in FIELDS} | changed


def test_a_new_award_is_entered_and_goes_on_to_its_first_rule(house: House, client: Client) -> None:
    client.force_login(house.cast.users["quang"])
    assert 'href="/awards/types/new/"' in client.get("/awards/types/").content.decode()
    answer = client.post("/awards/types/new/", TYPED)
    award = AwardType.objects.get(name=TYPED["name"])
    assert answer["Location"] == f"/awards/types/{award.code}/new-version/"
    assert client.get(answer["Location"]).status_code == 200
    assert AuditEntry.objects.filter(action="award_type.saved").count() == 1
    again = client.post("/awards/types/new/", TYPED | {"name": str(TYPED["name"]).upper()})
    assert again.status_code == 422


def test_an_award_that_was_granted_keeps_its_name_and_kind(house: House, client: Client) -> None:
    import_awards(data={"awards_2021": [{"award": "co_thi_dua", "unit": "LH-DANANG"}]})
    flag, user = house.types["flag"], house.cast.users["quang"]
    for name, other in (("name", "Cờ khác"), ("form", "form"), ("subject", "person")):
        with pytest.raises(ValidationError) as refusal:
            save_type(award_type=flag, values=values_of(flag, **{name: other}), user=user)
        assert name in refusal.value.message_dict
    client.force_login(user)
    client.post("/awards/types/flag/edit/", TYPED | {"level": "61", "is_active": ""})
    flag.refresh_from_db()
    assert flag.name != TYPED["name"]
    assert (flag.level, flag.is_active) == (61, False)


def test_an_award_that_nobody_had_yet_may_be_named_otherwise(house: House) -> None:
    medal = house.types["medal"]
    saved = save_type(
        award_type=medal,
        values=values_of(medal, name="Huy hiệu Hữu nghị"),
        user=house.cast.users["quang"],
    )
    assert (saved.code, saved.name) == ("medal", "Huy hiệu Hữu nghị")
    entry = AuditEntry.objects.get(action="award_type.saved")
    assert "Kỷ niệm chương" in str(entry.data)


def test_nobody_else_changes_awards(house: House, client: Client) -> None:
    for name in ("tam", "uyen", "thu", "minh"):
        client.force_login(house.cast.users[name])
        assert client.get("/awards/types/new/").status_code == 404
        assert client.post("/awards/types/flag/edit/", TYPED).status_code == 404
