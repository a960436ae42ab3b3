"""Sealing and opening bytes (AES-128 in CBC mode with HMAC-SHA256, as Fernet does it).

A seal tells nothing but that there is a value: it bears no time, and its length is that of a whole
number of blocks of padding, so that a short word and a longer one look alike.
"""

from cryptography.fernet import InvalidToken
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from .errors import VaultError
from .keys import fernet, first_fernet

BLOCK = 64
_PREFIX = 4  # bytes that say how long the value is
_NO_TIME = 0  # a Fernet token names the second it was made in: that would date every secret vote


@sensitive_variables()
def seal(data: bytes, *, block: int = BLOCK) -> bytes:
    """Return the bytes sealed with the first key.

    `block` is the number of bytes up to whose multiple the value is padded; give the size of the
    largest value where lengths within one set must not differ.
    """
    framed = len(data).to_bytes(_PREFIX) + data
    padded = framed + bytes(-len(framed) % block)
    return fernet().encrypt_at_time(padded, _NO_TIME)


@sensitive_variables()
def unseal(token: bytes) -> bytes:
    """Return what was sealed, with whichever key; VaultError when none of them fits."""
    try:
        padded = fernet().decrypt(token)
    except InvalidToken:
        raise VaultError(
            _("No key of the vault opens this value: a key is missing, or it was tampered with.")
        ) from None
    length = int.from_bytes(padded[:_PREFIX])
    return padded[_PREFIX : _PREFIX + length]


def is_current(token: bytes) -> bool:
    """Tell whether the first key opens the seal."""
    try:
        first_fernet().decrypt(token)
    except InvalidToken:
        return False
    return True


@sensitive_variables()
def reseal(token: bytes) -> bytes:
    """Return the same value under the first key."""
    try:
        return fernet().rotate(token)
    except InvalidToken:
        raise VaultError(
            _("No key of the vault opens this value: a key is missing, or it was tampered with.")
        ) from None
