from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from personnel.models import Discipline, FileChange, PersonFile
from tests.cast import Cast
from workflow_app.vault import rotation
from workflow_app.vault.keys import current_keys, key_file, new_key
from workflow_app.vault.registry import columns


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.VAULT_KEYS = []


@pytest.fixture
def file(cast: Cast) -> PersonFile:
    for name in ("minh", "lan", "hoa"):
        file = PersonFile.objects.create(person=cast.people[name], religion=name, phone="09")
    FileChange.objects.create(file=file, state="done", changes={"phone": ["", "09"]}, by=cast.minh)
    Discipline.objects.create(
        person=cast.people["minh"], kind="warning", decided_on="2026-01-05", note="vắng mặt"
    )
    return file


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def everything() -> list[object]:
    return [
        [(file.religion, file.phone) for file in PersonFile.objects.order_by("pk")],
        [change.changes for change in FileChange.objects.order_by("pk")],
        [discipline.note for discipline in Discipline.objects.order_by("pk")],
    ]


def test_every_sealed_field_is_known_without_being_listed() -> None:
    names = {str(column) for column in columns()}
    assert {"personnel.PersonFile.religion", "personnel.FileChange.changes"} <= names


def test_after_a_rotation_the_first_key_alone_opens_everything(file: PersonFile) -> None:
    before = everything()
    old = current_keys()[0]
    said = rotate("--new-key")
    assert "personnel.PersonFile.religion: 3" in said
    assert current_keys()[1:] == (old,)
    assert rotation.under_old_keys() == 0
    said = rotate("--forget-old-keys")
    assert old not in key_file().read_text()
    assert everything() == before
    assert "personnel" not in said, "nothing was left to be sealed anew"


def test_broken_off_it_goes_on_where_it_was(file: PersonFile, monkeypatch) -> None:
    before = everything()
    done: list[bytes] = []
    original = rotation.reseal

    def power_fails(token: bytes) -> bytes:
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(token)
        return original(token)

    monkeypatch.setattr(rotation, "AT_A_TIME", 1)
    monkeypatch.setattr(rotation, "reseal", power_fails)
    with pytest.raises(KeyboardInterrupt):
        rotate("--new-key")
    assert everything() == before
    monkeypatch.setattr(rotation, "reseal", original)
    left = rotation.under_old_keys()
    assert 0 < left < 8
    rotate()
    assert (rotation.under_old_keys(), everything()) == (0, before)


def test_an_old_key_is_kept_while_anything_needs_it(file: PersonFile, monkeypatch) -> None:
    monkeypatch.setattr(rotation, "_rotate_some", lambda *_: 0)  # a writer with the old key
    with pytest.raises(CommandError, match="8 values are still under an older key"):
        rotate("--new-key", "--forget-old-keys")
    assert len(current_keys()) == 2


def test_with_keys_of_the_environment_the_command_seals_and_changes_no_key(
    file: PersonFile, settings
) -> None:
    first, before = new_key(), everything()
    settings.VAULT_KEYS = [first, *current_keys()]
    with pytest.raises(CommandError, match="VAULT_KEYS"):
        rotate("--new-key")
    rotate()
    settings.VAULT_KEYS = [first]
    assert everything() == before


def test_a_value_that_no_key_opens_is_found(file: PersonFile) -> None:
    assert all(rotation.opens(token) for __, __, token in rotation.everything())
    PersonFile.objects.filter(pk=file.pk).update(religion=rotation.Sealed("gAAAAA=="))
    found = [
        (place, key) for place, key, token in rotation.everything() if not rotation.opens(token)
    ]
    assert found == [("personnel.PersonFile.religion", file.pk)]
