"""What `manage.py check` says about the keys."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from .errors import VaultError
from .keys import OWNER_ONLY, are_in_environment, fernet, key_file


@register(Tags.security)
def keys_are_usable(**_options: Any) -> list[CheckMessage]:
    """Look at the keys without making any."""
    path = key_file()
    if not are_in_environment() and not path.exists():
        return []
    found: list[CheckMessage] = []
    try:
        fernet()
    except (VaultError, OSError) as error:
        found.append(Error(str(error), id="vault.E002"))
    if not are_in_environment() and path.stat().st_mode & 0o777 & ~OWNER_ONLY:
        hint = "Make it readable by the account of the service alone: chmod 600."
        found.append(checks.Warning(f"Others may read {path}.", hint=hint, id="vault.W001"))
    return found


@register(Tags.security, deploy=True)
def keys_are_shared(**_options: Any) -> list[CheckMessage]:
    """Several hosts seal and open with the same keys."""
    if are_in_environment() or connection.vendor == "sqlite":
        return []
    return [
        checks.Warning(
            "VAULT_KEYS is not set: each host would keep keys of its own in "
            f"{settings.DATA_DIR}/keys.",
            hint="Set VAULT_KEYS, or keep DATA_DIR on one host.",
            id="vault.W002",
        )
    ]
