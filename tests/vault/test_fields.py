import copy
import pprint

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection
from django.forms.models import model_to_dict

from personnel.models import FileChange, PersonFile
from tests.cast import Cast
from tests.personnel.house import SENSITIVE
from tests.vault.raw import database_bytes
from workflow_app.vault.errors import VaultError
from workflow_app.vault.fields import Sealed
from workflow_app.vault.keys import keep_keys, new_key


@pytest.fixture
def file(cast: Cast) -> PersonFile:
    return PersonFile.objects.create(
        person=cast.people["minh"], occupation="Nhà báo tự do", **SENSITIVE
    )


def test_values_are_read_from_the_object_as_they_were_written(file: PersonFile) -> None:
    found = PersonFile.objects.get()
    assert {name: getattr(found, name) for name in SENSITIVE} == SENSITIVE


@pytest.mark.django_db(transaction=True)
def test_the_database_holds_no_word_of_it(cast: Cast) -> None:
    file = PersonFile.objects.create(
        person=cast.people["minh"], occupation="Nhà báo tự do", **SENSITIVE
    )
    FileChange.objects.create(
        file=file, state="done", changes={"religion": ["", "Cao Đài Tây Ninh"]}, by=cast.minh
    )
    raw = database_bytes()
    assert "Nhà báo tự do".encode() in raw, "what is plain is found, so the search works"
    for value in (*SENSITIVE.values(), "Cao Đài Tây Ninh"):
        for word in (value, value.upper(), value.encode("unicode_escape").decode()):
            assert word.encode() not in raw
            assert word.encode("utf-16-le") not in raw


def test_nothing_but_emptiness_can_be_asked(file: PersonFile) -> None:
    for lookup in ("religion", "religion__contains", "religion__in", "religion__startswith"):
        with pytest.raises(FieldError, match="sealed"):
            PersonFile.objects.filter(**{lookup: "Phật giáo"}).exists()
    assert PersonFile.objects.filter(religion__isnull=False).exists()


def test_a_list_of_values_holds_seals(file: PersonFile) -> None:
    (value,) = PersonFile.objects.values_list("religion", flat=True)
    assert isinstance(value, Sealed)
    assert "Phật" not in f"{value}{value!r}{value.token}"


def test_an_opened_value_does_not_show_itself(file: PersonFile) -> None:
    found = PersonFile.objects.get()
    assert "Phật" not in repr(found.religion)
    assert "Phật" not in repr(vars(found)) + repr(vars(file))
    assert "Phật" not in pprint.pformat({"file": [found.religion], "all": model_to_dict(found)})
    assert f"{found.religion}" == "Phật giáo Hòa Hảo"


def test_nested_json_does_not_show_itself(file: PersonFile, cast: Cast) -> None:
    change = FileChange.objects.create(
        file=file, state="done", changes={"religion": ["", "Cao Đài"]}, by=cast.minh
    )
    change = FileChange.objects.get(pk=change.pk)
    assert change.changes == {"religion": ["", "Cao Đài"]}
    assert "Cao" not in repr(change.changes) + repr(change.changes["religion"])
    assert "Cao" not in repr(change.changes["religion"][1])


def test_saving_leaves_a_seal_that_nobody_touched(file: PersonFile) -> None:
    def stored() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT religion, phone FROM personnel_personfile")
            return list(cursor.fetchone())

    before = stored()
    found = PersonFile.objects.get()
    assert found.religion
    found.phone = "0911 000 111"
    found.save()
    after = stored()
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)
    assert PersonFile.objects.get().phone == "0911 000 111"


def test_other_ways_of_writing_seal_as_well(file: PersonFile) -> None:
    PersonFile.objects.update(religion="Tin Lành")
    found = PersonFile.objects.get()
    assert found.religion == "Tin Lành"
    found.religion = "Công giáo"
    PersonFile.objects.bulk_update([found], ["religion"])
    assert PersonFile.objects.get().religion == "Công giáo"
    deferred = PersonFile.objects.defer("religion").get()
    assert deferred.religion == "Công giáo"
    deferred.refresh_from_db()
    assert copy.copy(deferred).religion == "Công giáo"


def test_an_empty_value_is_not_sealed(cast: Cast) -> None:
    PersonFile.objects.create(person=cast.people["lan"])
    assert PersonFile.objects.get().religion == ""
    assert list(PersonFile.objects.values_list("religion", flat=True)) == [""]


def test_a_simple_form_shows_and_takes_the_values(file: PersonFile) -> None:
    form_class = forms.modelform_factory(PersonFile, fields=["religion", "phone"])
    form = form_class(instance=PersonFile.objects.get())
    assert 'value="Phật giáo Hòa Hảo"' in str(form["religion"])
    assert 'maxlength="60"' in str(form["religion"])
    form = form_class({"religion": "Không", "phone": ""}, instance=PersonFile.objects.get())
    form.save()
    found = PersonFile.objects.get()
    assert (found.religion, found.phone, found.address) == ("Không", "", SENSITIVE["address"])
    long = form_class({"religion": "a" * 61}, instance=found)
    assert list(long.errors) == ["religion"]


def test_a_fixture_is_refused(file: PersonFile) -> None:
    with pytest.raises(Exception, match="sealed"):
        serializers.serialize("json", PersonFile.objects.all())


def test_a_lost_key_stops_the_value_and_not_the_list(file: PersonFile, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    keep_keys([new_key()])
    found = PersonFile.objects.get()
    assert found.occupation == "Nhà báo tự do"
    with pytest.raises(VaultError, match="No key"):
        _ = found.religion
