"""Where the keys are: in VAULT_KEYS, or in a file beside the data and never in the database.

The first key seals, every key opens. A file is made at the first use, readable by its owner alone.
Backups take the database and the attachments, so an archive never holds what opens it.
"""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from .errors import VaultError

OWNER_ONLY = 0o600


def key_file() -> Path:
    """Return where the keys are kept while VAULT_KEYS is not set."""
    return Path(settings.DATA_DIR) / "keys" / "vault.keys"


def are_in_environment() -> bool:
    """Tell whether whoever runs the service keeps the keys."""
    return bool(settings.VAULT_KEYS)


def current_keys() -> tuple[str, ...]:
    """Return the keys, the one that seals first; the first is made when there is none."""
    if found := known_keys():
        return found
    _write_first(key_file())
    return known_keys()


def known_keys() -> tuple[str, ...]:
    """Return the keys that there are; none before anything was sealed."""
    if are_in_environment():
        return tuple(" ".join(settings.VAULT_KEYS).split())
    with suppress(FileNotFoundError):
        return _read(key_file())
    return ()


def fernet() -> MultiFernet:
    """Return what seals with the first key and opens with each."""
    return _fernet_of(current_keys())


def first_fernet() -> Fernet:
    """Return the first key alone."""
    return Fernet(current_keys()[0])


def add_key() -> None:
    """Put a new key before those in the file."""
    keep_keys((new_key(), *current_keys()))


def keep_keys(keys: Sequence[str]) -> None:
    """Replace the file of keys; a reader sees the old file or the new one, never a half."""
    if are_in_environment():
        raise VaultError(
            _("The keys are in VAULT_KEYS: put the new one first there and restart every process.")
        )
    path = key_file()
    _write_aside(path, keys).replace(path)


def new_key() -> str:
    """Return a fresh key."""
    return Fernet.generate_key().decode()


def _read(path: Path) -> tuple[str, ...]:
    keys = tuple(path.read_text(encoding="ascii").split())
    if not keys:
        raise VaultError(_("%(file)s holds no key.") % {"file": path})
    return keys


def _write_first(path: Path) -> None:
    """Make the file with one key; of several processes that do so at once, the first wins."""
    aside = _write_aside(path, [new_key()])
    try:
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()


def _write_aside(path: Path, keys: Sequence[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return aside


@lru_cache(maxsize=8)
def _fernet_of(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise VaultError(
            _("A key of the vault is not a key: 32 random bytes in URL-safe Base64 are wanted.")
        ) from error
