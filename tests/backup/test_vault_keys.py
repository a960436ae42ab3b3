"""An archive holds what is sealed and not the key; a restore asks for the key first."""

from pathlib import Path

import pytest

from personnel.models import PersonFile
from tests.cast import Cast
from workflow_app.backup.errors import BackupError
from workflow_app.backup.manifest import fingerprints, other_keys
from workflow_app.backup.services import make_backup, restore_backup
from workflow_app.vault.keys import add_key, current_keys, keep_keys, new_key


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.VAULT_KEYS = []


@pytest.mark.django_db(transaction=True)
def test_an_archive_names_the_key_that_it_does_not_hold(cast: Cast, tmp_path: Path) -> None:
    PersonFile.objects.create(person=cast.people["minh"], religion="Phật giáo Hòa Hảo")
    path = tmp_path / "nightly.tar"
    made = make_backup(path=path)
    content = path.read_bytes()
    assert current_keys()[0].encode() not in content
    assert "Phật giáo Hòa Hảo".encode() not in content
    assert made.manifest.keys["VAULT_KEYS"] == fingerprints()["VAULT_KEYS"] != ""
    add_key()
    assert "VAULT_KEYS" not in other_keys(made.manifest), "an older key still opens it"
    keep_keys([new_key()])
    assert "VAULT_KEYS" in other_keys(made.manifest)
    with pytest.raises(BackupError, match=made.manifest.keys["VAULT_KEYS"]):
        restore_backup(path=path)


def test_nothing_sealed_yet_means_no_key_and_none_is_made(tmp_path: Path) -> None:
    assert fingerprints()["VAULT_KEYS"] == ""
    assert not (tmp_path / "keys").exists()
