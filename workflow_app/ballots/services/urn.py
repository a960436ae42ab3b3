"""The urn: secret sheets sealed together, so that no stored fact ties a sheet to its voter.

All sheets of a round are one sealed block of constant size. Handing in opens it, adds the
sheet, shuffles, fills up and seals anew with a fresh nonce; there is no row, order, number or
time per sheet. The key lies sealed by the vault, whose own key is outside the database, and is
wiped at the closing.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow_app.ballots.enums import Channel
from workflow_app.ballots.models import Round, Urn
from workflow_app.vault.keyring import seal, unseal

NONCE = 12
ENVELOPE = 80
"""Bytes of a sheet besides its choices: code, channel, and the signs of JSON between them."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is in the urn of one voter: a choice per option by the option's id, and a check code."""

    code: str
    channel: str
    choices: dict[int, str]


def new_code() -> str:
    """Return a check code, such as "K7WQ-2MXA-9PDT": about 59 bits, easily read aloud."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for __ in range(GROUP)) for __ in range(GROUPS)
    )


def place_urn(voting: Round, *, sheets: int, options: int) -> Urn:
    """Put up an empty urn with room for so many sheets on so many options."""
    key = AESGCM.generate_key(bit_length=256)
    size = sheets * (ENVELOPE + options * 24) + 16
    sealed = _seal([], key, size)
    return Urn.objects.create(round=voting, sealed=sealed, key=seal(key))


def drop_in(voting: Round, sheets: Sequence[Sheet]) -> None:
    """Add sheets to the urn; its row stays locked until the transaction ends."""
    urn = Urn.objects.select_for_update().get(round=voting)
    key = unseal(_key(urn))
    inside = _open(bytes(urn.sealed), key)
    urn.sealed = _seal([*inside, *sheets], key, len(urn.sealed) - NONCE - 16)
    urn.save(update_fields=["sealed"])


def holds(voting: Round, code: str) -> bool:
    """Tell whether a sheet with this code is in the open urn: for whoever sends the same twice."""
    urn = Urn.objects.filter(round=voting).first()
    if urn is None or urn.key is None:
        return False
    return any(sheet.code == code for sheet in _open(bytes(urn.sealed), unseal(_key(urn))))


def empty(voting: Round) -> list[Sheet]:
    """Open the urn for good: return its sheets in no order, and wipe the key and the block."""
    urn = Urn.objects.select_for_update().filter(round=voting).first()
    if urn is None:
        return []
    sheets = _open(bytes(urn.sealed), unseal(_key(urn)))
    urn.sealed = secrets.token_bytes(len(urn.sealed))
    urn.key = None
    urn.save(update_fields=["sealed", "key"])
    return sheets


def _key(urn: Urn) -> bytes:
    if urn.key is None:
        raise ValueError("the urn was opened at the closing and is empty")
    return bytes(urn.key)


def _seal(sheets: Sequence[Sheet], key: bytes, size: int) -> bytes:
    shuffled = list(sheets)
    secrets.SystemRandom().shuffle(shuffled)
    plain = json.dumps(
        [
            [sheet.code, sheet.channel, {str(pk): choice for pk, choice in sheet.choices.items()}]
            for sheet in shuffled
        ],
        separators=(",", ":"),
    ).encode()
    if len(plain) > size:
        raise ValueError("the urn was made for fewer sheets")
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain.ljust(size), None)


def _open(sealed: bytes, key: bytes) -> list[Sheet]:
    plain = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    return [
        Sheet(code, Channel(channel), {int(pk): choice for pk, choice in choices.items()})
        for code, channel, choices in json.loads(plain)
    ]
