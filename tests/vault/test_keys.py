import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks

from workflow_app.vault.errors import VaultError
from workflow_app.vault.keyring import is_current, reseal, seal, unseal
from workflow_app.vault.keys import add_key, current_keys, keep_keys, key_file, new_key


@pytest.fixture(autouse=True)
def _a_place_of_its_own(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.VAULT_KEYS = []


def test_what_is_sealed_comes_back_and_cannot_be_read() -> None:
    token = seal("Phật giáo".encode())
    assert unseal(token).decode() == "Phật giáo"
    assert "Phật giáo".encode() not in token


def test_the_first_use_makes_a_key_that_only_its_owner_reads() -> None:
    seal(b"first")
    assert key_file().stat().st_mode & 0o777 == 0o600
    assert key_file().parent.stat().st_mode & 0o777 == 0o700


def test_processes_that_begin_at_once_agree_on_one_key() -> None:
    start, tokens = threading.Barrier(8), []

    def begin() -> None:
        start.wait()
        tokens.append(seal(b"together"))

    threads = [threading.Thread(target=begin) for __ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [unseal(token) for token in tokens] == [b"together"] * 8
    assert [path.name for path in key_file().parent.iterdir()] == ["vault.keys"]


def test_a_seal_bears_no_time() -> None:
    """Fernet writes the second into each token: it would tell who voted when."""
    assert Fernet(current_keys()[0]).extract_timestamp(seal(b"yes")) == 0
    assert Fernet(current_keys()[0]).extract_timestamp(reseal(seal(b"yes"))) == 0


@pytest.mark.parametrize("value", (b"", b"no", b"a" * 60))
def test_short_values_look_alike(value: bytes) -> None:
    assert len(seal(value)) == len(seal(b"Khong"))
    assert unseal(seal(value)) == value


def test_a_wider_padding_hides_wider_differences() -> None:
    assert len(seal(b"a" * 900, block=1024)) == len(seal(b"b", block=1024))
    assert unseal(seal(b"b" * 5000, block=1024)) == b"b" * 5000


def test_the_same_value_is_never_sealed_alike_twice() -> None:
    assert seal(b"yes") != seal(b"yes")


def test_every_key_opens_and_the_first_seals() -> None:
    old = seal(b"old")
    add_key()
    new = seal(b"new")
    assert (unseal(old), unseal(new)) == (b"old", b"new")
    assert (is_current(old), is_current(new), is_current(reseal(old))) == (False, True, True)


def test_a_missing_key_is_named_and_the_value_is_not() -> None:
    token = seal(b"religion")
    keep_keys([new_key()])
    for act in (unseal, reseal):
        with pytest.raises(VaultError, match="No key") as refused:
            act(token)
        assert refused.value.__suppress_context__


def test_a_tampered_value_is_refused() -> None:
    token = bytearray(seal(b"agree"))
    token[40] ^= 1
    with pytest.raises(VaultError):
        unseal(bytes(token))


def test_keys_of_the_environment_leave_no_file(settings) -> None:
    first, second = new_key(), new_key()
    settings.VAULT_KEYS = [second]
    old = seal(b"x")
    settings.VAULT_KEYS = [f"{first}\n{second}"]  # a file of keys, one in each line
    assert current_keys() == (first, second)
    assert unseal(old) == b"x"
    assert not key_file().exists()
    with pytest.raises(VaultError, match="VAULT_KEYS"):
        add_key()


def test_nonsense_is_not_a_key(settings) -> None:
    settings.VAULT_KEYS = ["nonsense"]
    with pytest.raises(VaultError, match="not a key"):
        seal(b"x")
    assert "vault.E002" in {problem.id for problem in run_checks(tags=["security"])}


def test_an_empty_file_of_keys_is_not_replaced_by_a_new_one() -> None:
    key_file().parent.mkdir()
    key_file().touch()
    with pytest.raises(VaultError, match="holds no key"):
        seal(b"x")


def test_the_check_tells_when_others_may_read_the_keys() -> None:
    seal(b"x")
    assert "vault.W001" not in {problem.id for problem in run_checks(tags=["security"])}
    key_file().chmod(0o640)
    assert "vault.W001" in {problem.id for problem in run_checks(tags=["security"])}
