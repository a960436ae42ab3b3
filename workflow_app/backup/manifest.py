"""What an archive says about itself, and whether this installation can take it."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from workflow_app.vault.keys import known_keys

from .errors import BackupError

FORMAT = 1
KEYS = ("SECRET_KEY", "AUDIT_KEY")  # never in an archive; it says only which ones belong to it
VAULT = "VAULT_KEYS"
LONGEST = 16 * 1024 * 1024
_ROUNDS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The archive's last word: the rest of it must be what stands here."""

    format: int
    product: str
    made: str
    database: str
    """sqlite or postgresql"""
    database_version: str
    database_member: str
    database_sha256: str
    database_size: int
    files: int
    files_size: int
    listing_sha256: str
    listing_size: int
    audit_sequence: int
    audit_hash: str
    migrations: list[list[str]]
    rows: dict[str, int]
    """Rows of every table, to be found again after a restore"""
    keys: dict[str, str]
    missing: list[str] = field(default_factory=list)
    """Files that the database names and nobody found when the archive was made"""

    def to_json(self) -> bytes:
        """Return the text that goes into the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read an archive's manifest; the format is looked at before anything else."""
        try:
            found: dict[str, Any] = json.loads(text)
            if found["format"] != FORMAT:
                raise BackupError(
                    _(
                        "The archive has format %(found)s, this version reads format %(known)s. "
                        "Install the version that made it (%(product)s)."
                    )
                    % {
                        "found": found["format"],
                        "known": FORMAT,
                        "product": found.get("product", "?"),
                    }
                )
            return cls(**found)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError(_("The archive's manifest cannot be read.")) from error


def product_version() -> str:
    """Return the version that pyproject.toml names."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def fingerprints() -> dict[str, str]:
    """Return a mark of each key that tells keys apart and gives none away; empty for no key."""
    found = {name: _fingerprint(name, getattr(settings, name)) for name in KEYS}
    return found | {VAULT: _fingerprint(VAULT, next(iter(known_keys()), ""))}


@lru_cache(maxsize=16)
def _fingerprint(name: str, key: str) -> str:
    """Each takes a tenth of a second, so that nobody tries keys; a restore asks for each twice."""
    if not key:
        return ""
    salt = f"to-trinh {name}".encode()
    return hashlib.pbkdf2_hmac("sha256", key.encode(), salt, _ROUNDS).hex()[:16]


def other_keys(manifest: Manifest) -> list[str]:
    """Return the names of the keys that are not those the archive was made with."""
    here = fingerprints()
    others = [name for name in KEYS if manifest.keys.get(name, "") != here[name]]
    sealing = manifest.keys.get(VAULT, "")  # of the vault's keys any may open what one has sealed
    opens = not sealing or sealing in {_fingerprint(VAULT, key) for key in known_keys()}
    return others if opens else [*others, VAULT]


def unknown_migrations(manifest: Manifest) -> list[str]:
    """Return what the archive's tables have been through and this code knows nothing of."""
    known = set(MigrationLoader(None).disk_migrations)
    return [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]


def missing_migrations(manifest: Manifest) -> list[str]:
    """Return what the archive's tables still have to go through."""
    applied = {(app, name) for app, name in manifest.migrations}
    return [
        f"{app}.{name}"
        for app, name in sorted(MigrationLoader(None).disk_migrations)
        if (app, name) not in applied
    ]
